import * as Y from 'yjs'
import { refuse, type Refusal } from '../../../shared/result'
import {
  admitsEmbed,
  admitsFormat,
  isBlockKey,
  isLink,
  ownerOfBlockValue,
} from '../../../shared/text/formats'
import type { Boundaries } from './boundaries'
import type { Place, Struct } from './decode'
import { boundaryIdOf, boundaryIdOfEmbed, heldAt, standsByDeleted } from './items'

/**
 * Checks that new structs hold only what a client may write: words, embeds and formats of the allow-list.
 *
 * A block value carries the id of its boundary. The id must be that of a boundary that exists or existed, here or in
 * the same update; when nobody knows it, something deleted must stand beside the value, because Yjs forgets what a
 * deleted boundary said. And a value that was never written before may not stand directly before the boundary of another. A value that was written before may: Yjs
 * closes a format by writing again what was in force, and undo writes markers again after others moved their boundary.
 * Builders ignore both.
 *
 * @returns null or `content-not-allowed`
 */
export function checkContent(
  doc: Y.Doc,
  boundaries: () => Boundaries,
  fresh: readonly Struct[],
  takingBack: boolean,
): Refusal | null {
  const mayLeadTo = takingBack ? isLink : undefined
  const isAllowed = fresh.every(
    ({ kind, text, value }) =>
      (kind !== 'embed' || admitsEmbed(value)) && (kind !== 'format' || admitsFormat(text, value, mayLeadTo)),
  )
  if (!isAllowed) return refuse('content-not-allowed').refusal
  const blocks = fresh.filter((struct) => isBlockFormat(struct))
  if (blocks.length === 0) return null
  const newIds = new Set(fresh.map((struct) => boundaryIdOfStruct(struct)))
  let found: Traces | null = null
  const traces = (): Traces => (found ??= tracesOf(fresh))
  const isAtHome = blocks.every(
    (struct) =>
      newIds.has(ownerOfBlockValue(struct.value)) || isKnownBlock(doc, boundaries(), struct, traces),
  )
  return isAtHome ? null : refuse('content-not-allowed').refusal
}

/** The id of the boundary that a struct brings, or null. */
export function boundaryIdOfStruct({ kind, value }: Struct): string | null {
  return kind === 'embed' ? boundaryIdOfEmbed(value) : null
}

/** Whether a struct says something of a boundary. */
export function isBlockFormat({ kind, text, value }: Struct): boolean {
  return kind === 'format' && value !== null && isBlockKey(text)
}

/** What an update brings that may tell of a boundary that Yjs has forgotten. */
interface Traces {
  /** Clients of whom it brings something deleted. */
  readonly deletedOf: ReadonlySet<number>
  /** Places of its formats. */
  readonly formatsAt: ReadonlySet<string>
}

/** Found once for all formats of an update: looked for anew for each, half a megabyte of them held everybody up for seconds. */
function tracesOf(fresh: readonly Struct[]): Traces {
  const deleted = fresh.filter(({ kind }) => kind === 'deleted')
  const formats = fresh.filter(({ kind }) => kind === 'format')
  return {
    deletedOf: new Set(deleted.map(({ client }) => client)),
    formatsAt: new Set(formats.map((format) => nameOf(format))),
  }
}

const nameOf = ({ client, clock }: Place): string => `${client}:${clock}`

function isKnownBlock(doc: Y.Doc, boundaries: Boundaries, struct: Struct, traces: () => Traces): boolean {
  const { client, text, value, rightOrigin } = struct
  const owner = ownerOfBlockValue(value)
  if (owner === null) return false
  if (!boundaries.knows(owner)) return mayBeForgotten(doc, struct, traces)
  if (boundaries.wasWritten(text, value) || !rightOrigin) return true
  if (rightOrigin.client === client || rightOrigin.clock >= Y.getState(doc.store, rightOrigin.client))
    return true
  const right = heldAt(doc, rightOrigin)
  const neighbour = right instanceof Y.Item && !right.deleted ? boundaryIdOf(right) : null
  return neighbour === null || neighbour === owner
}

/** Whether a boundary that nobody remembers may have stood beside a block format: something deleted does. */
function mayBeForgotten(doc: Y.Doc, struct: Struct, traces: () => Traces): boolean {
  if (standsByDeleted(doc, struct)) return true
  const { client, origin } = struct
  const { deletedOf, formatsAt } = traces()
  return deletedOf.has(client) || (origin?.client === client && formatsAt.has(nameOf(origin)))
}
