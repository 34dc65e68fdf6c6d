import { hash } from 'node:crypto'
import { chainFaultOf, type Audience, type Entry, type Head, type StreamId } from '../../shared/journal'
import type { Sha256 } from '../../shared/hash'
import { JournalDamaged } from './port'
import type { EntryRow } from './tables'

/** SHA-256 by the machine: some ten times faster than the portable one. */
export const nativeSha256: Sha256 = (bytes) => hash('sha256', bytes)

/** An entry as its row. */
export function rowOf(entry: Entry): EntryRow {
  const { stream, seq, at, kind, actor, enteredFor = null, body, salt, prev, hash } = entry
  const { personId, seatId, role } = actor
  const audience = JSON.stringify(entry.audience)
  // in one literal: spreading costs more than all the rest
  return { stream, seq, at, kind, personId, seatId, role, enteredFor, audience, body, salt, prev, hash }
}

/** A row as its entry. Throws `JournalDamaged` when a column holds what was never written there. */
export function entryOf(row: EntryRow): Entry {
  const { stream, seq, at, kind, personId, seatId, role, enteredFor, body, salt, prev, hash } = row
  if (!(body instanceof Uint8Array && salt instanceof Uint8Array)) throw unreadable(row)
  const actor = { personId, seatId, role }
  const entry = { stream, seq, at, kind, actor, audience: audienceOf(row), body, salt, prev, hash }
  return enteredFor === null ? entry : { ...entry, enteredFor }
}

/** Reads rows that must follow `head` without a gap. Throws `JournalDamaged` naming the first row that does not. */
export function chainedEntries(head: Head, rows: readonly EntryRow[]): Entry[] {
  let last = head
  return rows.map((row) => {
    const entry = checkedEntry(last, row)
    last = entry
    return entry
  })
}

/** Reads one row that must follow `head`. A gap is named by the first row that is missing. */
export function checkedEntry(head: Head, row: EntryRow): Entry {
  const entry = entryOf(row)
  const fault = faultOf(head, entry)
  if (fault) throw new JournalDamaged(row.stream, fault === 'seq-gap' ? head.seq + 1 : row.seq, fault)
  return entry
}

/** A row with text that has no canonical form cannot be hashed at all. */
function faultOf(head: Head, entry: Entry): JournalDamaged['fault'] | null {
  try {
    return chainFaultOf(head, entry, nativeSha256)
  } catch {
    return 'unreadable'
  }
}

function audienceOf(row: EntryRow): Audience {
  try {
    return JSON.parse(row.audience) as Audience
  } catch {
    throw unreadable(row)
  }
}

function unreadable({ stream, seq }: { stream: StreamId; seq: number }): JournalDamaged {
  return new JournalDamaged(stream, seq, 'unreadable')
}
