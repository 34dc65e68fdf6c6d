import type * as Y from 'yjs'
import { ok, refuse, type Result } from '../../../shared/result'
import { MAX_FRAME_BYTES } from '../../../shared/sync'
import type { Boundaries } from './boundaries'
import { checkCharacters, checkWritable } from './characters'
import { checkContent } from './content'
import { decodeUpdate, type Struct } from './decode'
import { findHits, type Hits } from './deletes'
import { checkDuplicates } from './duplicates'
import { checkPlainLocks, effectOf, type Policy, type Sender, type Update } from './policy'
import { checkStructs } from './structs'
import { beginsTooMuch, MAX_STRUCTS_AT_ONCE } from './weight'
import { checkWork } from './work'

/** What the gate looks at: the replica before the update. */
export interface Ground {
  readonly doc: Y.Doc
  readonly text: Y.Text
  boundaries(): Boundaries
}

/** An update that may be applied. */
export interface Inspected {
  /** False when there is nothing to apply, or nothing that the sender may do and nobody would notice. */
  readonly hasEffect: boolean
  readonly fresh: readonly Struct[]
  readonly hits: Hits
}

/** Inspects an update before it is applied. Reads only: whatever the update holds, the replica stays as it is. */
export function inspect(
  ground: Ground,
  update: Uint8Array,
  sender: Sender,
  policy: Policy,
): Result<Inspected> {
  if (update.byteLength > MAX_FRAME_BYTES) return refuse('update-too-large')
  const decoded = decodeUpdate(update, policy.takingBack ? undefined : MAX_STRUCTS_AT_ONCE)
  if (!decoded.ok) return decoded
  const fresh: Struct[] = []
  const refusal = checkStructs(
    ground.doc,
    decoded.value,
    (clientId) => policy.takingBack || sender.owns(clientId),
    fresh,
  )
  if (refusal) return { ok: false, refusal }
  if (!policy.takingBack && beginsTooMuch(fresh)) return refuse('update-too-large')
  if (policy.takingBack && bringsTooManyClients(ground.doc, fresh, sender)) return refuse('foreign-client')
  const hits = findHits(ground.doc, decoded.value)
  if (!hits.ok) return hits
  return judge(ground, { decoded: decoded.value, fresh, hits: hits.value }, policy)
}

/**
 * Text that comes back was written under clientIDs of others. Those that were issued after the backup nobody here knows;
 * every one of them makes every keystroke slower, so there may not be more of them than people can have had.
 */
const MAX_UNKNOWN_CLIENTS = 2_000

function bringsTooManyClients(doc: Y.Doc, fresh: readonly Struct[], { owns: isIssued }: Sender): boolean {
  const unknown = new Set<number>()
  for (const { client } of fresh) if (!isIssued(client)) unknown.add(client)
  if (unknown.size === 0) return false
  for (const client of doc.store.clients.keys()) if (!isIssued(client)) unknown.add(client)
  return unknown.size > MAX_UNKNOWN_CLIENTS
}

function judge({ doc, text, boundaries }: Ground, update: Update, policy: Policy): Result<Inspected> {
  const { decoded, fresh, hits } = update
  const wrong =
    checkContent(doc, boundaries, fresh, policy.takingBack) ??
    checkCharacters(doc, decoded, fresh) ??
    checkWritable(fresh, policy.takingBack) ??
    checkWork(doc, text, fresh, hits)
  if (wrong) return { ok: false, refusal: wrong }
  const effect = effectOf(update)
  const nothing = effect === 'nothing' || (effect === 'tidies' && !policy.mayEdit)
  if (nothing) return ok({ hasEffect: false, fresh, hits })
  if (!policy.mayEdit) return refuse('read-only')
  const barred =
    checkDuplicates(doc, boundaries, update, policy) ??
    checkPlainLocks(doc, boundaries(), update, policy.lockOf)
  return barred ? { ok: false, refusal: barred } : ok({ hasEffect: true, fresh, hits })
}
