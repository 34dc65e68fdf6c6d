import { describe, expect, it } from 'vitest'
import type { PersonId, SeatId } from '../../shared/ids'
import { FACTS } from '../../shared/record'
import type { RecordEntry } from '../../shared/protocol/record'
import {
  changesIn,
  isRecordKind,
  provisionsIn,
  rowsOf,
  rowsSought,
  SEEK_ALL,
  TYPING_PAUSE_MS,
  type SaidEntry,
} from '../../shared/record-rows'
import { TEXT_KINDS } from '../../shared/documents'

const HASH = 'a'.repeat(64)
const AMINA = 'amina' as PersonId
const CHEN = 'chen' as PersonId

/** An entry that is told with who did it, unless something else is said of it. */
const said = (seq: number, kind: string, more: Partial<SaidEntry> = {}): SaidEntry => ({
  ...{ told: 'part', seq, hash: HASH, prev: HASH, kind, at: seq * 1_000, by: 'Amina', body: null },
  actor: { personId: AMINA, seatId: null, role: 'drafter' },
  ...(more as object),
})
const typed = (seq: number, more: Partial<SaidEntry> = {}) => said(seq, TEXT_KINDS.updated, more)
const sealed = (seq: number): RecordEntry => ({ told: 'number', seq, hash: HASH, prev: HASH })
const untold = (first: number, seq: number): RecordEntry => ({ told: 'not', first, seq })
const by = (personId: PersonId) => ({ actor: { personId, seatId: null, role: 'drafter' as const } })
const shapes = (entries: readonly RecordEntry[]) =>
  rowsOf(entries).map(
    (row) => `${row.is} ${row.is === 'untold' ? `${row.first}-${row.last}` : row.entries.length}`,
  )

describe('the rows of the record', () => {
  it('hold together what one person types, with what the server repairs in its wake', () => {
    const entries = [typed(5), said(4, TEXT_KINDS.healed), typed(3), typed(2), said(1, 'document:created')]
    expect(shapes(entries)).toEqual(['typed 4', 'said 1'])
    const [row] = rowsOf(entries)
    expect(row?.is === 'typed' && changesIn(row.entries)).toBe(3)
  })

  it('begin anew with another person, seat, role, or mechanism for which is entered', () => {
    const seatId = 'seat' as SeatId
    expect(shapes([typed(2), typed(1, by(CHEN))])).toEqual(['typed 1', 'typed 1'])
    const onSeat = { actor: { personId: AMINA, seatId, role: 'drafter' as const } }
    expect(shapes([typed(2), typed(1, onSeat)])).toEqual(['typed 1', 'typed 1'])
    expect(shapes([typed(2, { enteredFor: seatId }), typed(1)])).toEqual(['typed 1', 'typed 1'])
  })

  it('begin anew after a pause, after something else, and where something is not told', () => {
    expect(shapes([typed(2, { at: 2_000 + TYPING_PAUSE_MS }), typed(1)])).toEqual(['typed 1', 'typed 1'])
    expect(shapes([typed(3), said(2, 'provision:entered'), typed(1)])).toEqual([
      'typed 1',
      'said 1',
      'typed 1',
    ])
    expect(shapes([typed(3), untold(2, 2), typed(1)])).toEqual(['typed 1', 'untold 2-2', 'typed 1'])
  })

  it('keep entries of text apart of which it is not told who typed them', () => {
    expect(shapes([typed(2, { actor: null, by: null }), typed(1, { actor: null, by: null })])).toEqual([
      'said 1',
      'said 1',
    ])
  })

  it('draw together what is not told, and what is for others', () => {
    expect(shapes([untold(7, 9), untold(2, 6), sealed(1)])).toEqual(['untold 2-9', 'sealed 1'])
    expect(shapes([sealed(3), sealed(2), typed(1)])).toEqual(['sealed 2', 'typed 1'])
  })

  it('keep their names when a page brings older entries', () => {
    const page = [typed(4), typed(3)]
    const keys = (entries: RecordEntry[]) => rowsOf(entries).map(({ key }) => key)
    expect(keys(page)).toEqual(['4'])
    expect(keys([...page, typed(2), sealed(1)])).toEqual(['4', '1'])
  })
})

describe('what is sought in the record', () => {
  const rows = rowsOf([
    said(6, 'provision:agreedAdRef', { ...by(CHEN), body: { provisionId: 'op4' } }),
    typed(5),
    said(4, 'provision:entered', { body: { provisionIds: ['op4', 'op5'] } }),
    sealed(3),
    untold(1, 2),
  ])
  const found = (more: object) => rowsSought(rows, { ...SEEK_ALL, ...more }).map(({ key }) => Number(key))

  it('is everything at first, with what is not told', () => {
    expect(found({})).toEqual([6, 5, 4, 3, 2])
  })

  it('may be decisions, one provision, or one person, and all of them together', () => {
    expect(found({ matter: 'decisions' })).toEqual([6])
    expect(found({ provisionId: 'op4' })).toEqual([6, 4])
    expect(found({ personId: AMINA })).toEqual([5, 4])
    expect(found({ provisionId: 'op4', personId: AMINA })).toEqual([4])
  })
})

describe('the kinds of entries', () => {
  it('are all known to the record', () => {
    for (const kind of [...Object.keys(FACTS), ...Object.values(TEXT_KINDS)])
      expect([kind, isRecordKind(kind)]).toEqual([kind, true])
    for (const kind of ['document:listed', 'toString', '']) expect(isRecordKind(kind)).toBe(false)
  })

  it('name provisions in three ways, each once, and never by what is no id', () => {
    expect(provisionsIn({ body: { provisionId: 'a' } })).toEqual(['a'])
    expect(provisionsIn({ body: { provisionIds: ['a', 'b', 'a', 7] } })).toEqual(['a', 'b'])
    expect(provisionsIn({ body: { carried: [{ from: 'a', to: 'b' }, null, 'c'] } })).toEqual(['a', 'b'])
    expect(provisionsIn({ body: null })).toEqual([])
  })
})
