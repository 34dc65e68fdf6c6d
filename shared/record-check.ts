import { bytesOfHex, sha256, type Sha256 } from './hash'
import { bodyHashOf, entryHashFrom, jsonBody, NO_ENTRY, type StreamId } from './journal'
import type { RecordEntry } from './protocol/record'
import { isNumbered, type NumberedEntry } from './record-rows'

/** What was recomputed of a part of the record, in numbers of entries, and what did not hold. */
export interface RecordCheck {
  /** The first and the last entry of the part that was looked at; null where it is empty. */
  readonly span: { readonly first: number; readonly last: number } | null
  /** Entries that name the fingerprint of the one before them, as it is. The first of all, which has none before it, is not counted. */
  readonly linked: number
  /** Entries of which it was not looked at, as the one before them is not told or was not loaded. */
  readonly unlinked: number
  /** Fingerprints recomputed from all that they cover. */
  readonly recomputed: number
  /** Fingerprints recomputed from who, when, for whom and what kind, with the words only by a fingerprint of their own. */
  readonly withoutWords: number
  /** Fingerprints of entries of which not all that they cover is told. */
  readonly notRecomputed: number
  /** Entries that are not told, and so have no fingerprint here. */
  readonly untold: number
  /** Entries that do not follow the one before, or do not say what their fingerprint says. */
  readonly faults: readonly number[]
}

/**
 * Recomputes of a part of the record what can be recomputed from what a reader was told. It shows that these entries
 * hang together and say what was recorded under their fingerprints; not that nothing comes after them, nor that a server
 * that has written everything anew would be found out.
 *
 * @param entries the newest first, without a gap
 */
export function checkRecord(
  stream: StreamId,
  entries: readonly RecordEntry[],
  digest: Sha256 = sha256,
): RecordCheck {
  const counts = { linked: 0, unlinked: 0, recomputed: 0, withoutWords: 0, notRecomputed: 0, untold: 0 }
  const faults = new Set<number>()
  for (const [index, entry] of entries.entries()) {
    if (!isNumbered(entry)) {
      counts.untold += entry.seq - entry.first + 1
      continue
    }
    const link = linkOf(entry, entries[index + 1])
    if (link === 'holds') counts.linked += 1
    if (link === 'unknown') counts.unlinked += 1
    const { how, holds } = recompute(stream, entry, digest)
    counts[how] += holds ? 1 : 0
    if (link === 'broken' || !holds) faults.add(entry.seq)
  }
  return { span: spanOf(entries), ...counts, faults: [...faults] }
}

function linkOf(
  entry: NumberedEntry,
  older: RecordEntry | undefined,
): 'first' | 'holds' | 'broken' | 'unknown' {
  if (entry.seq === 1) return entry.prev === NO_ENTRY ? 'first' : 'broken'
  if (!older || !isNumbered(older)) return 'unknown'
  return older.seq === entry.seq - 1 && older.hash === entry.prev ? 'holds' : 'broken'
}

interface Recomputed {
  readonly how: 'recomputed' | 'withoutWords' | 'notRecomputed'
  readonly holds: boolean
}

function recompute(stream: StreamId, entry: NumberedEntry, digest: Sha256): Recomputed {
  if (entry.told !== 'whole') return { how: 'notRecomputed', holds: true }
  const { seq, at, kind, actor, enteredFor, audience, prev, hash, bodyHash, body, salt } = entry
  const covered = { stream, seq, at, kind, actor, audience, prev }
  const said = enteredFor === undefined ? covered : { ...covered, enteredFor }
  const saysSo = entryHashFrom(said, bodyHash, digest) === hash
  if (salt === undefined || body === null) return { how: 'withoutWords', holds: saysSo }
  const isBody = bodyHashOf({ salt: bytesOfHex(salt), body: jsonBody(body) }, digest) === bodyHash
  return { how: 'recomputed', holds: saysSo && isBody }
}

function spanOf(entries: readonly RecordEntry[]): RecordCheck['span'] {
  const [newest, oldest] = [entries[0], entries.at(-1)]
  if (!newest || !oldest) return null
  return { first: oldest.told === 'not' ? oldest.first : oldest.seq, last: newest.seq }
}
