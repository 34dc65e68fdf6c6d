import { expect, it } from 'vitest'
import {
  decideArchive,
  decideArchiveWithMeeting,
  decideChangeLanguage,
  decideConfigure,
  decideCreate,
  decideMove,
  decideRename,
  DEFAULT_SETTINGS,
  EMPTY_DOCUMENT,
  evolveDocument,
  isTextKind,
  TEXT_KINDS,
  standingOf,
  type DocumentFacts,
} from '../../shared/documents'
import type { DocumentId, MeetingId, ProvisionId } from '../../shared/ids'
import { decideAgree } from '../../shared/provisions'
import { decideRecovery } from '../../shared/recovery'
import { ok } from '../../shared/result'
import { decideKeepWords } from '../../shared/words'
import { actor, Record } from '../support/record'

const facts: DocumentFacts = {
  documentId: 'd1' as DocumentId,
  title: 'Zero draft',
  language: 'en',
  onlyFor: null,
  meetingId: null,
}
const coordinator = actor('coordinator')

const created = () => {
  const record = new Record()
  record.write(decideCreate(facts, coordinator, 1))
  return record
}

it('is made by a coordinator, with title and language', () => {
  expect(created().fold(EMPTY_DOCUMENT, evolveDocument).card).toEqual(facts)
  for (const role of ['chair', 'drafter', 'suggester', 'observer'] as const)
    expect(decideCreate(facts, actor(role), 1)).toMatchObject({ refusal: { code: 'not-allowed' } })
})

it('folds every kind of entry into its own part', () => {
  const record = created()
  const { settled, words, recovery } = EMPTY_DOCUMENT
  const op1 = 'op1' as ProvisionId
  const seen = { provisionId: op1, seenHash: 'a', currentHash: 'a' }
  record.write(decideAgree({ document: 'open', settled }, seen, actor('chair'), 2))
  const said = { provisionId: op1, text: 'warmly', code: 'provision-settled' } as const
  record.write(decideKeepWords(words, { wordsId: 'w1', ...said }, actor('drafter'), 3))
  const receipt = { seq: 99, hash: 'lost', at: 1, mac: '' }
  record.write(decideRecovery(recovery, { receipt, heldHash: null }, actor('observer'), 4))
  const state = record.fold(EMPTY_DOCUMENT, evolveDocument)
  expect([...state.settled.keys()]).toEqual([op1])
  expect([...state.words.values()]).toMatchObject([{ provisionId: op1, length: said.text.length }])
  expect(state.recovery).toMatchObject({ lostSeq: 99, open: true })
})

it('leaves text to the text', () => {
  const record = created()
  const before = record.fold(EMPTY_DOCUMENT, evolveDocument)
  const body = new Uint8Array([1, 2, 3])
  for (const kind of Object.values(TEXT_KINDS)) {
    expect(isTextKind(kind)).toBe(true)
    record.write(ok([{ kind, actor: coordinator, audience: 'everyone', at: 5, body }]))
  }
  expect(record.fold(EMPTY_DOCUMENT, evolveDocument)).toEqual(before)
})

it('passes over kinds that a later version may write', () => {
  const record = created()
  const body = new TextEncoder().encode('{}')
  record.write(ok([{ kind: 'stance:taken', actor: coordinator, audience: 'everyone', at: 5, body }]))
  expect(record.fold(EMPTY_DOCUMENT, evolveDocument).card).toEqual(facts)
})

it('is configured and renamed by the coordinator and the chair', () => {
  const record = created()
  const state = () => record.fold(EMPTY_DOCUMENT, evolveDocument)
  expect(state().settings).toEqual({ wordLimit: 3_300, digits: 'european' })
  record.write(decideConfigure(state(), { wordLimit: null, digits: 'arabicIndic' }, actor('chair'), 2))
  record.write(decideRename(state(), 'First draft', coordinator, 3))
  expect(state()).toMatchObject({
    card: { ...facts, title: 'First draft' },
    settings: { wordLimit: null, digits: 'arabicIndic' },
  })
  for (const role of ['drafter', 'suggester', 'observer'] as const) {
    const no = { refusal: { code: 'not-allowed' } }
    expect(decideConfigure(state(), DEFAULT_SETTINGS, actor(role), 4)).toMatchObject(no)
    expect(decideRename(state(), 'Mine', actor(role), 4)).toMatchObject(no)
  }
})

it('records nothing when nothing changes', () => {
  const state = created().fold(EMPTY_DOCUMENT, evolveDocument)
  expect(decideConfigure(state, { ...DEFAULT_SETTINGS }, coordinator, 2)).toEqual(ok([]))
  expect(decideRename(state, facts.title, coordinator, 2)).toEqual(ok([]))
  expect(decideArchive(state, false, coordinator, 2)).toEqual(ok([]))
})

it('is closed while it is archived, and open again when it is brought back', () => {
  const record = created()
  const state = () => record.fold(EMPTY_DOCUMENT, evolveDocument)
  record.write(decideArchive(state(), true, coordinator, 2))
  expect(standingOf(state())).toBe('archived')
  expect(decideRename(state(), 'Mine', coordinator, 3)).toMatchObject({
    refusal: { code: 'document-archived' },
  })
  expect(decideArchive(state(), false, actor('chair'), 3)).toMatchObject({ refusal: { code: 'not-allowed' } })
  record.write(decideArchive(state(), false, coordinator, 4))
  expect(standingOf(state())).toBe('open')
})

it('says that it is in recovery before it says that it is archived', () => {
  const record = created()
  const state = () => record.fold(EMPTY_DOCUMENT, evolveDocument)
  record.write(decideArchive(state(), true, coordinator, 2))
  const receipt = { seq: 99, hash: 'lost', at: 1, mac: '' }
  record.write(decideRecovery(null, { receipt, heldHash: null }, actor('observer'), 3))
  expect(standingOf(state())).toBe('inRecovery')
  expect(decideArchive(state(), false, coordinator, 4)).toMatchObject({ refusal: { code: 'in-recovery' } })
})

it('says in which language it is, and to whom it belongs, once', () => {
  const record = created()
  const state = () => record.fold(EMPTY_DOCUMENT, evolveDocument)
  const meetingId = 'm1' as MeetingId
  record.write(decideChangeLanguage(state(), 'ar', actor('chair'), 2))
  record.write(decideMove(state(), meetingId, coordinator, 3))
  expect(state().card).toEqual({ ...facts, language: 'ar', meetingId })
  expect(decideChangeLanguage(state(), 'ar', coordinator, 4)).toEqual(ok([]))
  expect(decideMove(state(), meetingId, coordinator, 4)).toEqual(ok([]))
  expect(decideMove(state(), null, actor('chair'), 4)).toMatchObject({ refusal: { code: 'not-allowed' } })
  const practice = { ...state(), card: { ...facts, isPractice: true as const } }
  for (const decided of [
    decideMove(practice, meetingId, coordinator, 4),
    decideChangeLanguage(practice, 'fr', coordinator, 4),
  ])
    expect(decided).toMatchObject({ refusal: { code: 'practice-stays' } })
})

it('comes back with its meeting only when it was put aside with it', () => {
  const record = created()
  const state = () => record.fold(EMPTY_DOCUMENT, evolveDocument)
  record.write(decideArchiveWithMeeting(state(), true, coordinator, 2))
  expect(state()).toMatchObject({ archived: true, isAsideWithMeeting: true })
  record.write(decideArchiveWithMeeting(state(), false, coordinator, 3))
  record.write(decideArchive(state(), true, coordinator, 4))
  expect(decideArchiveWithMeeting(state(), true, coordinator, 5)).toEqual(ok([]))
  expect(decideArchiveWithMeeting(state(), false, coordinator, 5)).toEqual(ok([]))
  expect(state()).toMatchObject({ archived: true, isAsideWithMeeting: false })
})
