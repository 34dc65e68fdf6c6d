import { describe, expect, it } from 'vitest'
import { hexOf, bytesOfHex } from '../../shared/hash'
import type { PersonId } from '../../shared/ids'
import {
  bodyHashOf,
  draft,
  EMPTY_HEAD,
  readJsonBody,
  seal,
  type Entry,
  type StreamId,
} from '../../shared/journal'
import type { RecordEntry } from '../../shared/protocol/record'
import { checkRecord } from '../../shared/record-check'

const STREAM: StreamId = 'document:d1'
const CHEN = { personId: 'chen' as PersonId, seatId: null, role: 'chair' as const }
const TEXT = {
  kind: 'text:updated',
  actor: CHEN,
  at: 3,
  audience: 'everyone' as const,
  body: new Uint8Array([1, 2]),
}

/** A record of four entries: two of JSON, text, and one of JSON. */
const SEALED = seal(
  STREAM,
  EMPTY_HEAD,
  [
    draft('document:created', { title: 'Zero draft' }, CHEN, 1),
    draft('document:renamed', { title: 'First draft' }, CHEN, 2),
    TEXT,
    draft('provision:reopened', { provisionId: 'op4', reason: 'Capital' }, CHEN, 4),
  ],
  [1, 2, 3, 4].map((byte) => new Uint8Array(16).fill(byte)),
)

type Whole = Extract<RecordEntry, { told: 'whole' }>

/** An entry as it is told to whoever reads all. */
function whole(entry: Entry): Whole {
  const { seq, hash, prev, at, kind, actor } = entry
  const isText = kind.startsWith('text:')
  return {
    ...{ told: 'whole', seq, hash, prev, at, kind, actor, by: 'Chen', audience: 'everyone' },
    ...{ bodyHash: bodyHashOf(entry), body: isText ? null : (readJsonBody(entry.body) as Whole['body']) },
    ...(!isText && { salt: hexOf(entry.salt) }),
  }
}

const told = (): Whole[] => SEALED.map(whole).reverse()
const numbered = ({ seq, hash, prev }: Whole): RecordEntry => ({ told: 'number', seq, hash, prev })
/** The record with one entry told otherwise. */
const changed = (seq: number, change: (entry: Whole) => RecordEntry) =>
  told().map((entry) => (entry.seq === seq ? change(entry) : entry))

describe('checking the record', () => {
  it('recomputes what was told as a whole, and says so of text that its words were not read', () => {
    expect(checkRecord(STREAM, told())).toEqual({
      span: { first: 1, last: 4 },
      ...{ linked: 3, unlinked: 0, recomputed: 3, withoutWords: 1, notRecomputed: 0, untold: 0, faults: [] },
    })
  })

  it('finds other words, another person, another time, another seat and another audience', () => {
    const changes: ((entry: Whole) => RecordEntry)[] = [
      (entry) => ({ ...entry, body: { title: 'Last draft' } }),
      (entry) => ({ ...entry, actor: { ...entry.actor, personId: 'amina' as PersonId } }),
      (entry) => ({ ...entry, at: 7 }),
      (entry) => ({ ...entry, enteredFor: 'seat' as Whole['enteredFor'] }),
      (entry) => ({ ...entry, audience: { roles: ['chair'] } }),
      (entry) => ({ ...entry, kind: 'document:moved' }),
    ]
    for (const change of changes) expect(checkRecord(STREAM, changed(2, change)).faults).toEqual([2])
    expect(checkRecord('document:d2', told()).faults).toEqual([4, 3, 2, 1])
  })

  it('finds a link that does not hold, also where nothing else is told', () => {
    const other = 'f'.repeat(64)
    const entries = told().map(numbered)
    expect(checkRecord(STREAM, entries)).toMatchObject({
      linked: 3,
      notRecomputed: 4,
      recomputed: 0,
      faults: [],
    })
    const broken = entries.map((entry) => (entry.seq === 2 ? { ...entry, hash: other } : entry))
    expect(checkRecord(STREAM, broken).faults).toEqual([3])
    const late = entries.map((entry) => (entry.seq === 1 ? { ...entry, prev: other } : entry))
    expect(checkRecord(STREAM, late).faults).toEqual([1])
  })

  it('finds an entry that is missing without a mark', () => {
    const entries = told().filter(({ seq }) => seq !== 2)
    expect(checkRecord(STREAM, entries).faults).toEqual([3])
  })

  it('claims nothing of what is not told or not loaded', () => {
    const gap: RecordEntry = { told: 'not', first: 2, seq: 3 }
    const [last, , , first] = told()
    if (!last || !first) throw new Error('there are four entries')
    expect(checkRecord(STREAM, [last, gap, first])).toMatchObject({
      linked: 0,
      unlinked: 1,
      recomputed: 2,
      untold: 2,
    })
    expect(checkRecord(STREAM, told().slice(0, 2))).toMatchObject({
      span: { first: 3, last: 4 },
      linked: 1,
      unlinked: 1,
    })
    expect(checkRecord(STREAM, [])).toMatchObject({ span: null, linked: 0, recomputed: 0 })
  })
})

it('bytes come back from hexadecimal as they were', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  expect(bytesOfHex(hexOf(bytes))).toEqual(bytes)
})
