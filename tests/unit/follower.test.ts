import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { EMPTY_HEAD, jsonBody, seal, type Audience, type Entry } from '../../shared/journal'
import type { EntryRead } from '../../shared/protocol'
import type { StreamReader } from '../../server/entries'
import { createOneAtATime } from '../../server/one-at-a-time'
import { Follower } from '../../server/web/follower'
import { Random } from '../support/random'
import { actor } from '../support/record'
import { until } from '../support/until'

const STREAM = 'document:d1'
const chair = actor('chair', 'chair')
const reader: StreamReader = {
  ...actor('observer', 'olga'),
  sessionId: 's' as StreamReader['sessionId'],
  name: 'Olga',
  seatLabel: null,
  meetingId: null,
  mechanismId: null,
  office: null,
  ownRole: 'observer',
  onlyDocumentId: null,
  linkedDocumentId: null,
  expiresAt: Infinity,
  knowsDocuments: true,
  degree: 'all',
  ownSeats: new Set(),
}

const KINDS = ['text', 'shown', 'hidden'] as const
type Kind = (typeof KINDS)[number]

const entriesOf = (kinds: readonly Kind[]): Entry[] => {
  const drafts = kinds.map((kind, i) => ({
    kind: kind === 'text' ? 'text:updated' : 'word:said',
    actor: chair,
    audience: kind === 'hidden' ? ({ roles: ['chair'] } satisfies Audience) : ('everyone' as const),
    at: i,
    body: kind === 'text' ? new Uint8Array([i]) : jsonBody({ i }),
  }))
  return seal(
    STREAM,
    EMPTY_HEAD,
    drafts,
    kinds.map(() => new Uint8Array(16)),
  )
}

/** A follower of a journal that grows; `journal` is what is committed. */
const following = (journal: Entry[], drained: () => Promise<void> = async () => undefined) => {
  const told: EntryRead[] = []
  let reads = 0
  let turns = 0
  const follower = new Follower({
    stream: STREAM,
    after: 0,
    reader,
    nameOf: async () => 'Chair',
    read: async (_, after, limit) => {
      reads += 1
      await new Promise((resolve) => setImmediate(resolve))
      return journal.slice(after, after + limit)
    },
    inOrder: createOneAtATime(),
    inTurn: async (tell) => {
      turns += 1
      await tell()
      turns -= 1
      return true
    },
    send: (entries) => told.push(...entries),
    drained,
    onFault: (fault) => {
      throw fault
    },
  })
  const reached = (seq: number) =>
    until(() => {
      follower.tellSkipped()
      return (told.at(-1)?.seq ?? 0) >= seq
    })
  return { follower, told, reached, readsOf: () => reads, turnsOf: () => turns }
}

/** Announces long entries, and puts others with the same seqs into the journal. @returns their bodies, held by nobody */
function announceLong(follower: Follower, journal: Entry[], kinds: readonly Kind[]): WeakRef<Uint8Array>[] {
  const all = entriesOf([...journal.map(() => 'shown' as const), ...kinds]).slice(journal.length)
  journal.push(...all)
  const long = all.map((entry) => ({ ...entry, body: jsonBody({ words: 'w'.repeat(200_000) }) }))
  for (const entry of long) follower.announce([entry])
  return long.map(({ body }) => new WeakRef(body))
}

/** What nobody holds any more is gone after this. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await new Promise((resolve) => setImmediate(resolve))
  collect()
}

/** Every seq is told once, in order; a skip marker stands for all up to its own. */
const expectWhole = (told: readonly EntryRead[], entries: readonly Entry[]) => {
  const shown = entries.filter((entry) => entry.kind === 'word:said' && entry.audience === 'everyone')
  expect(told.filter((entry) => entry.shown).map(({ seq }) => seq)).toEqual(shown.map(({ seq }) => seq))
  const seqs = told.map(({ seq }) => seq)
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
  let last = 0
  for (const entry of told) {
    if (entry.shown) expect(entry.seq).toBe(last + 1)
    last = entry.seq
  }
  expect(last).toBe(entries.length)
}

it('tells everything once, in order, whatever news is lost, doubled or late', async () => {
  const seed = Math.trunc(Math.random() * 2 ** 31)
  console.log(`seed ${seed}`)
  const random = new Random(seed)
  for (let round = 0; round < 100; round += 1) {
    const kinds = Array.from({ length: 40 }, () => KINDS[random.below(3)] ?? 'text')
    const all = entriesOf(kinds)
    const journal: Entry[] = all.slice(0, random.below(10))
    const { follower, told, reached } = following(journal)
    follower.start()
    while (journal.length < all.length) {
      const news = all.slice(journal.length, journal.length + 1 + random.below(4))
      journal.push(...news)
      const isLast = journal.length === all.length
      if (isLast || random.below(5) > 0) follower.announce(news)
      if (random.below(6) === 0) follower.announce(news)
      if (random.below(3) === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await reached(all.length)
    expectWhole(told, all)
  }
})

it('counts typing without telling it each time', async () => {
  const all = entriesOf(Array.from({ length: 500 }, () => 'text' as const))
  const journal = all.slice(0, 1)
  const { follower, told, reached, readsOf } = following(journal)
  follower.start()
  await reached(1)
  for (const entry of all.slice(1)) {
    journal.push(entry)
    follower.announce([entry])
  }
  expect(told).toHaveLength(1)
  await reached(500)
  expect(told.at(-1)).toEqual({ shown: false, stream: STREAM, seq: 500 })
  expect(readsOf()).toBeLessThan(5)
})

it('keeps nothing in memory for a reader that does not read, and goes on from the journal', async () => {
  const all = entriesOf(Array.from({ length: 5_000 }, () => 'shown' as const))
  const journal: Entry[] = all.slice(0, 1)
  let read = () => {}
  const { follower, told, reached } = following(journal, () => new Promise((resolve) => (read = resolve)))
  follower.start()
  await until(() => told.length === 1)
  for (const entry of all.slice(1)) {
    journal.push(entry)
    follower.announce([entry])
  }
  expect(told).toHaveLength(1)
  const reading = setInterval(() => read(), 1)
  await reached(5_000)
  clearInterval(reading)
  expectWhole(told, all)
})

it('ends its turn when the reader has taken the page', async () => {
  let read = () => {}
  const all = entriesOf(['shown'])
  const { follower, told, turnsOf } = following(all, () => new Promise((resolve) => (read = resolve)))
  follower.start()
  await until(() => told.length === 1)
  expect(turnsOf()).toBe(1)
  read()
  await until(() => turnsOf() === 0)
})

it('keeps of news only what its reader is shown, and no long words', async () => {
  const journal = entriesOf(['shown'])
  let read = () => {}
  const { follower, told, reached, readsOf } = following(
    journal,
    () => new Promise((resolve) => (read = resolve)),
  )
  follower.start()
  await until(() => told.length === 1)
  const bodies = announceLong(follower, journal, ['text', 'hidden', 'shown', 'text'])
  await collectGarbage()
  expect(bodies.map((body) => body.deref() === undefined)).toEqual([true, true, false, true])
  bodies.push(...announceLong(follower, journal, ['shown', 'text']))
  await collectGarbage()
  expect(bodies.every((body) => body.deref() === undefined)).toBe(true)
  const before = readsOf()
  const reading = setInterval(() => read(), 1)
  await reached(journal.length)
  clearInterval(reading)
  expect(readsOf()).toBeGreaterThan(before)
  expectWhole(told, journal)
})

it('tells nothing after it was closed', async () => {
  const all = entriesOf(['shown', 'shown'])
  const [closed, open] = [following(all), following(all)]
  closed.follower.start()
  closed.follower.close()
  closed.follower.announce(all)
  open.follower.start()
  await open.reached(2)
  expect(closed.told).toEqual([])
})
