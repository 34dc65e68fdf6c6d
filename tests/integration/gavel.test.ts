import { afterEach, expect, it, vi } from 'vitest'
import type { DocumentId } from '../../shared/ids'
import { documentStream } from '../../shared/journal'
import { provisionsOf } from '../../shared/text/provisions'
import { Rooms } from '../../server/collab/rooms'
import { holdUp } from '../support/held-up'
import { personIdOf } from '../support/seats'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues, type Venue } from '../support/venue'

const open = venues()
afterEach(() => vi.restoreAllMocks())

const chairOf = async (venue: Venue) => (await linkFor(venue, 'chair')).signIn('Chair')

/** What the chair has on the screen: the last provision and the hash of its text. */
const onScreen = async (caller: Venue['coordinator'], documentId: DocumentId) => {
  const { id, textHash } = await lastProvision(caller, documentId)
  return { documentId, provisionId: id, textHash }
}

it('settles the text that the chair saw, and everybody is told', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  const live = await open.live(coordinator)
  await live.follow(documentStream(documentId))
  const seen = await onScreen(chair, documentId)
  const { seq } = await chair.ask('provision:agree', seen)
  await live.reached(seq)
  expect(live.entries.at(-1)).toMatchObject({
    kind: 'provision:agreedAdRef',
    by: 'Chair',
    body: { provisionId: seen.provisionId, textHash: seen.textHash },
  })
  expect((await lastProvision(coordinator, documentId)).status).toBe('agreedAdRef')
  const { statuses } = await coordinator.ask('document:enter', { documentId, receipt: null })
  expect(statuses).toMatchObject([{ provisionId: seen.provisionId, textHash: seen.textHash, by: 'Chair' }])
})

it('says at once that the text moved on, without freezing anybody', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  const seen = await onScreen(chair, documentId)
  const typist = await open.typist(coordinator, documentId)
  let frozen = 0
  typist.onFreeze = () => (frozen += 1)
  await type(typist, 'Welcomes')
  await expect(chair.ask('provision:agree', seen)).rejects.toThrow('text-moved-on')
  expect(frozen).toBe(0)
})

it('says that the text moved on when somebody was still typing as the provision froze', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  const seen = await onScreen(chair, documentId)
  const typist = await open.typist(coordinator, documentId)
  typist.onFreeze = () => typist.insert(typist.text.length, 'Last words')
  await expect(chair.ask('provision:agree', seen)).rejects.toThrow('text-moved-on')
  await until(() => typist.waiting === 0)
  expect(await lastProvision(chair, documentId)).toMatchObject({ text: 'Last words', status: 'open' })
})

it('does not fall while a second boundary bears the same id: either could be the one that was seen', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  const typist = await open.typist(coordinator, documentId)
  await type(typist, 'Welcomes')
  await until(() => typist.waiting === 0)
  const seen = await onScreen(chair, documentId)
  const { text } = typist
  typist.onFreeze = () => {
    // a copy of the words, beside something deleted, stands before them
    text.insert(0, 'x')
    text.delete(0, 1)
    text.insertEmbed(0, { b: seen.provisionId })
    text.insert(1, 'Welcomes')
  }
  await expect(chair.ask('provision:agree', seen)).rejects.toThrow('text-moved-on')
  await until(() => typist.waiting === 0)
  expect(provisionsOf(text).filter(({ id }) => id === seen.provisionId)).toHaveLength(2)
})

it('falls on a provision that was moved while another wrote in it, also when somebody types elsewhere all the time', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  const typist = await open.typist(coordinator, documentId)
  await type(typist, 'Welcomes')
  const { text } = typist
  const { provisionId } = await onScreen(chair, documentId)
  typist.doc.transact(() => {
    text.insertEmbed(text.length, { b: 'elsewhere' }, { kind: 'elsewhere=operative' })
    text.insert(text.length, 'Requests', { kind: null })
  })
  // moved to the end, while a word that is late was written where it stood
  typist.doc.transact(() => {
    text.insertEmbed(text.length, { b: provisionId }, { kind: `${provisionId}=operative` })
    text.insert(text.length, 'Welcomes', { kind: null })
    const old = provisionsOf(text).find(({ id }) => id === provisionId)
    if (!old) throw new Error('it has not left yet')
    typist.remove(old.from + 1, 'Welcomes'.length)
    text.insert(old.from + 1, ' late')
    text.format(old.from, 1, { gone: `${provisionId}=1` })
  })
  await until(() => typist.waiting === 0)
  const shown = async () => {
    const { provisions } = await chair.ask('document:read', { documentId })
    const found = provisions.find(({ id }) => id === provisionId)
    if (!found) throw new Error('the provision is shown no longer')
    return found
  }
  await expect(
    chair.ask('provision:agree', { documentId, provisionId, textHash: (await shown()).textHash }),
  ).rejects.toThrow('text-moved-on')
  const typesOn = () => {
    const elsewhere = provisionsOf(text).find(({ id }) => id === 'elsewhere')
    if (typist.waiting === 0) typist.insert(elsewhere?.to ?? 0, 'x')
    return provisionsOf(text).filter(({ id }) => id === provisionId).length === 1
  }
  await until(typesOn, { timeoutMs: 25_000, what: 'the two to be parted' })
  const { textHash } = await shown()
  await chair.ask('provision:agree', { documentId, provisionId, textHash })
  expect(await shown()).toMatchObject({ text: 'Welcomes', status: 'agreedAdRef' })
}, 60_000)

it('waits for editors, but not for long', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  const seen = await onScreen(chair, documentId)
  const silent = await open.typist(coordinator, documentId)
  silent.onFreeze = () => silent.disconnect()
  const started = performance.now()
  await chair.ask('provision:agree', seen)
  expect(performance.now() - started).toBeLessThan(3_000)
})

it('does not fall for a chair who is shown out while it waits for editors', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  const seen = await onScreen(chair, documentId)
  const { people } = await coordinator.ask('people:list', {})
  const { personId } = people.find(({ name }) => name === 'Chair') ?? {}
  if (!personId) throw new Error('the chair has signed in')
  const silent = await open.typist(coordinator, documentId)
  silent.answersFreeze = false
  const isFrozen = new Promise<void>((resolve) => (silent.onFreeze = () => resolve()))
  const strike = chair.ask('provision:agree', seen)
  strike.catch(() => undefined)
  await isFrozen
  await coordinator.ask('people:revoke', { personId })
  await expect(strike).rejects.toThrow('session-revoked')
  expect((await lastProvision(coordinator, documentId)).status).toBe('open')
})

it('is not taken back by a chair who is shown out while the room opens', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  const personId = await personIdOf(chair)
  const { provisionId, textHash } = await onScreen(chair, documentId)
  await chair.ask('provision:agree', { documentId, provisionId, textHash })
  const gate = holdUp(Rooms, 'use')
  const asked = chair.ask('provision:reopen', { documentId, provisionId, reason: 'On the way out' })
  const refused = expect(asked).rejects.toThrow('session-revoked')
  await until(() => gate.isReached)
  await coordinator.ask('people:revoke', { personId })
  gate.open()
  await refused
  expect((await lastProvision(coordinator, documentId)).status).toBe('agreedAdRef')
})

it('refuses every change to what is settled, and the room goes on', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  await chair.ask('provision:agree', await onScreen(chair, documentId))
  const typist = await open.typist(coordinator, documentId)
  typist.insert(typist.text.length, 'too late')
  await until(() => typist.refusal === 'provision-settled')
  expect(await lastProvision(chair, documentId)).toMatchObject({ text: '', status: 'agreedAdRef' })
  const seen = await onScreen(chair, documentId)
  await expect(chair.ask('provision:agree', seen)).rejects.toThrow('provision-settled')
})

it('opens a provision again with a reason that stays in the record', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const chair = await chairOf(venue)
  const { provisionId, ...seen } = await onScreen(chair, documentId)
  const reopening = { documentId, provisionId, reason: 'New\u202E\ninformation' }
  await expect(chair.ask('provision:reopen', reopening)).rejects.toThrow('not-settled')
  await chair.ask('provision:agree', { provisionId, ...seen })
  await expect(chair.ask('provision:reopen', { ...reopening, reason: '  ' })).rejects.toThrow('malformed')
  await expect(coordinator.ask('provision:reopen', reopening)).rejects.toThrow('not-allowed')
  const { seq } = await chair.ask('provision:reopen', reopening)
  const { entries } = await coordinator.ask('journal:read', {
    stream: documentStream(documentId),
    after: seq - 1,
  })
  expect(entries).toMatchObject([{ kind: 'provision:reopened', body: { reason: 'New information' } }])
  const typist = await open.typist(coordinator, documentId)
  await type(typist, 'Welcomes')
  expect(await lastProvision(chair, documentId)).toMatchObject({ text: 'Welcomes', status: 'open' })
})

it('settles a provision once when two chairs strike at the same time', async () => {
  const venue = await open.venue()
  const { documentId } = venue
  const [one, other] = [await chairOf(venue), await chairOf(venue)]
  const seen = await onScreen(one, documentId)
  const strikes = await Promise.allSettled([one, other].map((chair) => chair.ask('provision:agree', seen)))
  expect(strikes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(strikes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { message: 'provision-settled' },
  })
})

it('does not fall on what is not in the text', async () => {
  const venue = await open.venue()
  const chair = await chairOf(venue)
  const seen = await onScreen(chair, venue.documentId)
  const asked = chair.ask('provision:agree', { ...seen, provisionId: 'nowhere' as never })
  await expect(asked).rejects.toThrow('provision-unknown')
})
