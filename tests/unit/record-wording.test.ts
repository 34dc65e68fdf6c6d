import { describe, expect, it } from 'vitest'
import { linesOf, shortHash, type NamesInRecord } from '../../client/pages/record/wording'
import { TEXT_KINDS } from '../../shared/documents'
import type { PersonId } from '../../shared/ids'
import { CATALOGUES } from '../../shared/locales/all'
import { LANGUAGES } from '../../shared/languages'
import { FACTS } from '../../shared/record'
import type { SaidEntry } from '../../shared/record-rows'

const HASH = '0123456789abcdef'.repeat(4)
const NAMES: NamesInRecord = {
  mechanism: (id) => id.toUpperCase(),
  seat: (id) => `seat ${id}`,
  digits: (digits) => digits,
}
const entry = (kind: string, body: SaidEntry['body'], more: object = {}): SaidEntry => ({
  ...{ told: 'part', seq: 1, hash: HASH, prev: HASH, kind, at: 1, by: 'Chen', body },
  actor: { personId: 'chen' as PersonId, seatId: null, role: 'chair' },
  ...more,
})
const lines = (kind: string, body: SaidEntry['body'], more?: object) =>
  linesOf(entry(kind, body, more), NAMES)
const KINDS = [...Object.keys(FACTS), ...Object.values(TEXT_KINDS)]

describe('the words of the record', () => {
  it.each(KINDS)('say in six languages what happened: %s', (kind) => {
    const [says, ...more] = lines(kind, null)
    expect(says.key).toBe(`record.kind.${kind}`)
    expect(more).toEqual([])
    for (const language of LANGUAGES) expect(CATALOGUES[language][says.key]).toBeTruthy()
  })

  it('are not at a loss where a body holds nothing or nonsense', () => {
    for (const kind of KINDS)
      for (const body of [
        {},
        { title: 7, language: 'xx', meetingId: '!', mechanismId: [], seatId: 1, lostSeq: 'x' },
      ])
        expect(lines(kind, body)[0].key).toBe(`record.kind.${kind}`)
    expect(lines('document:invented', null)).toEqual([
      { key: 'record.kind.other', parameters: { kind: 'document:invented' } },
    ])
  })

  it('say the reason of a reopening, and the words that were agreed by their fingerprint', () => {
    expect(lines('provision:reopened', { provisionId: 'op4', reason: 'Capital' })[1]).toEqual({
      key: 'record.more.reason',
      parameters: { reason: 'Capital' },
    })
    expect(lines('provision:agreedAdRef', { provisionId: 'op4', textHash: HASH })[1]).toEqual({
      key: 'record.more.textHash',
      parameters: { hash: shortHash(HASH) },
    })
  })

  it('say for whom, on whose instruction, and who holds the pen', () => {
    expect(lines('provision:entered', { mechanismId: 'ocm' })[1]?.parameters).toEqual({ mechanism: 'OCM' })
    expect(lines('provision:instructed', { note: 'Mr Diallo' })[1]?.parameters).toEqual({ note: 'Mr Diallo' })
    expect(lines('provision:instructed', { note: '' })[1]?.key).toBe('record.more.noteTakenBack')
    expect(lines('document:penPassed', { holderId: 'x' }, { holder: 'Omar' })[1]?.parameters).toEqual({
      name: 'Omar',
    })
    expect(lines('practice:seated', { seatId: 's' })[1]?.parameters).toEqual({ seat: 'seat s' })
  })

  it('say what was set, and to whom a document was given', () => {
    expect(lines('document:configured', { wordLimit: 3300, digits: 'european' }).slice(1)).toEqual([
      { key: 'record.more.limit', parameters: { count: 3300 } },
      { key: 'record.more.digits', parameters: { digits: 'european' } },
    ])
    expect(lines('document:configured', { wordLimit: null })[1]?.key).toBe('record.more.noLimit')
    expect(lines('document:moved', { meetingId: null })[1]?.key).toBe('record.more.everybody')
    expect(lines('document:moved', { meetingId: 'm1' })[1]).toEqual({
      key: 'record.more.meeting',
      href: '/meetings/m1',
    })
    expect(lines('document:languageChanged', { language: 'fr' })[1]?.parameters).toEqual({
      language: 'Français',
    })
    expect(lines('document:archived', { withMeeting: true })[1]?.key).toBe('record.more.withMeeting')
  })
})
