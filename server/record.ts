import { isTextKind } from '../shared/documents'
import { hexOf } from '../shared/hash'
import type { SeatId } from '../shared/ids'
import { bodyHashOf, documentStream, type Entry, type StreamId } from '../shared/journal'
import { RECORD_PAGE, type NamedSeat, type RecordEntry } from '../shared/protocol/record'
import { HAPPENED, tellingOf, type Fact } from '../shared/record'
import { ok, refuse } from '../shared/result'
import { mechanismOf } from '../shared/seats'
import { entryAsTold, isForReader, PAGE_BYTES, type StreamReader } from './entries'
import type { Handlers } from './handlers'
import type { NameOf } from './names'
import { createOneAtATime } from './one-at-a-time'
import type { Seatings } from './seatings'
import { logDegree } from './sessions'
import type { Journal } from './store/port'
import type { Streams } from './streams'

interface Needs {
  readonly journal: Pick<Journal, 'head' | 'read'>
  readonly streams: Pick<Streams, 'readable'>
  readonly seatings: Pick<Seatings, 'all'>
  readonly nameOf: NameOf
}

/** The record of a document, read backwards, for those who have a right to it. */
export function createRecord({ journal, streams, seatings, nameOf }: Needs): Handlers<'record:read'> {
  /** A page may hold megabytes of text, of which only the hashes are told. */
  const inOrder = createOneAtATime()

  /** The entries from one seq to another, the newest first; what is not told is drawn together. */
  async function readBack(
    stream: StreamId,
    [first, last]: readonly [number, number],
    tell: (entry: Entry) => Promise<RecordEntry>,
  ): Promise<RecordEntry[]> {
    const told: RecordEntry[] = []
    for (let after = first - 1; after < last;) {
      const some = await journal.read(stream, after, last - after, PAGE_BYTES)
      for (const entry of some) addTo(told, await tell(entry))
      const end = some.at(-1)
      if (!end) break
      after = end.seq
    }
    return told.reverse()
  }

  async function namesOf(entries: readonly RecordEntry[]): Promise<NamedSeat[]> {
    const named = new Set(entries.flatMap(seatsIn))
    if (named.size === 0) return []
    const seats = (await seatings.all()).flatMap((seating) => [...seating.seats.values()])
    return seats
      .filter(({ seatId }) => named.has(seatId))
      .map((seat) => ({ seatId: seat.seatId, label: seat.label, mechanismId: mechanismOf(seat) }))
  }

  return {
    async 'record:read'(session, { documentId, before }) {
      const reading = await streams.readable(session, documentStream(documentId))
      if (!reading.ok) return reading
      const { stream, reader } = reading.value
      const degree = logDegree(reader)
      if (degree === 'facts') return refuse('not-allowed')
      return inOrder(async () => {
        const { seq: head } = await journal.head(stream)
        const last = Math.min(head, (before ?? Infinity) - 1)
        const tell = (entry: Entry) => tellTo(entry, { ...reader, checks: degree !== 'own' }, nameOf)
        const entries = await readBack(stream, [Math.max(1, last - RECORD_PAGE + 1), last], tell)
        return ok({ entries, head, degree, seats: await namesOf(entries) })
      })
    },
  }
}

interface RecordReader extends StreamReader {
  /** Whether it is said of every entry that it is there. */
  readonly checks: boolean
}

async function tellTo(entry: Entry, reader: RecordReader, nameOf: NameOf): Promise<RecordEntry> {
  const { seq, hash, prev, at, kind } = entry
  const isFor = isForReader(entry, reader)
  const telling = isFor ? (tellingOf(entry, reader) ?? (reader.checks ? HAPPENED : null)) : null
  if (telling === null)
    return reader.checks ? { told: 'number', seq, hash, prev } : { told: 'not', first: seq, seq }
  if (telling === 'whole') return tellWhole(entry, nameOf)
  if (isTextKind(kind)) return { told: 'part', seq, hash, prev, at, kind, by: null, actor: null, body: null }
  return { ...(await partOf(entry, telling, nameOf)), told: 'part', prev }
}

async function partOf(entry: Entry, telling: Fact, nameOf: NameOf) {
  const { seq, hash, at, kind, by, actor, enteredFor, body, holder } = await entryAsTold(
    entry,
    telling,
    nameOf,
  )
  const more = { ...(enteredFor !== undefined && { enteredFor }), ...(holder !== undefined && { holder }) }
  const sits = actor && { ...actor, seatId: actor.seatId as SeatId | null }
  return { seq, hash, at, kind, by, actor: sits, body, ...more }
}

async function tellWhole(entry: Entry, nameOf: NameOf): Promise<RecordEntry> {
  const { seq, hash, prev, at, kind, actor, enteredFor, audience, salt } = entry
  const whole = {
    ...{ told: 'whole' as const, seq, hash, prev, at, kind, actor, audience: plainAudience(audience) },
    ...{ by: await nameOf(actor.personId), bodyHash: bodyHashOf(entry), body: null },
    ...(enteredFor !== undefined && { enteredFor }),
  }
  if (isTextKind(kind)) return whole
  const { body, holder } = await entryAsTold(entry, WHOLE, nameOf)
  const held = holder === undefined ? {} : { holder }
  // what they say is read where words are kept
  if (kind.startsWith('words:')) return { ...whole, body: { provisionId: body?.provisionId ?? null } }
  return { ...whole, ...held, body, salt: hexOf(salt) }
}

const WHOLE = 'whole'

function plainAudience(audience: Entry['audience']) {
  if (audience === 'everyone') return audience
  return 'persons' in audience ? { persons: [...audience.persons] } : { roles: [...audience.roles] }
}

function addTo(told: RecordEntry[], entry: RecordEntry): void {
  const before = told.at(-1)
  if (entry.told !== 'not' || before?.told !== 'not') return void told.push(entry)
  told[told.length - 1] = { ...before, seq: entry.seq }
}

function seatsIn(entry: RecordEntry): SeatId[] {
  if (entry.told === 'number' || entry.told === 'not') return []
  return [entry.actor?.seatId, entry.enteredFor].filter((seatId) => seatId != null)
}
