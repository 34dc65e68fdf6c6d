import { TEXT_KINDS } from '../../shared/documents'
import type { Entering } from '../../shared/entered'
import type { Actor, EntryDraft } from '../../shared/journal'
import type { Connection } from './connection'
import type { Moved } from './gate/reach'
import { mergeUpdates } from './merge'

/** An update that the gate let in and that is not committed yet. */
export interface Judged {
  readonly connection: Connection
  readonly actor: Actor
  /** Which of the connection's updates it is, counted from 1. */
  readonly number: number
  /** What it changed; null when it changed nothing. */
  readonly effect: Uint8Array | null
  /** The provisions that it changed; null where the words are the author's own to say. */
  readonly touched: readonly string[] | null
  /** Between which provisions it moved words, by splitting or joining them. */
  readonly moved: readonly Moved[]
}

/** What one author did since the last flush, as one entry. */
export interface Authored {
  readonly draft: EntryDraft
  /** The connection it all came from, or null when it came from several. */
  readonly from: Connection | null
  /** For whom it was entered, and where; null when the words are the author's own to say. */
  readonly entered: (Entering & { readonly touched: readonly string[] }) | null
}

/**
 * One entry per author, in the order in which the authors first appear. One author's effects are merged, two authors'
 * never, nor what one person enters for two seats: the entry is the only record of who deleted what. Nobody has seen
 * any of it yet, so no honest effect in a batch rests on another author's.
 */
export function authoredOf(batch: readonly Judged[], at: number): Authored[] {
  const byAuthor = new Map<string, Judged[]>()
  for (const judged of batch) {
    if (!judged.effect) continue
    const { personId, seatId, role } = judged.actor
    const key = `${personId} ${seatId ?? ''} ${role} ${judged.connection.who.entering?.seatId ?? ''}`
    const own = byAuthor.get(key)
    if (own) own.push(judged)
    else byAuthor.set(key, [judged])
  }
  return [...byAuthor.values()].flatMap((own) => authored(own, at))
}

function authored(own: readonly Judged[], at: number): Authored[] {
  const [first] = own
  if (!first) return []
  const body = mergeUpdates(own.flatMap(({ effect }) => (effect ? [effect] : [])))
  const from = own.every(({ connection }) => connection === first.connection) ? first.connection : null
  const draft = { kind: TEXT_KINDS.updated, actor: first.actor, at, audience: 'everyone', body } as const
  const { entering } = first.connection.who
  if (!entering) return [{ draft, from, entered: null }]
  const touched = own.flatMap((judged) => judged.touched ?? [])
  return [{ draft: { ...draft, enteredFor: entering.seatId }, from, entered: { ...entering, touched } }]
}

/** Up to which of its updates each connection of a batch is done. */
export function countsOf(batch: readonly Judged[]): Map<Connection, number> {
  return new Map(batch.map(({ connection, number }) => [connection, number]))
}
