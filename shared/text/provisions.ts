import type * as Y from 'yjs'
import type { Direction } from '../languages'
import { segmentsOf, type Segment } from './flat'
import {
  HEAD_ID,
  PLAIN_BLOCK,
  readBlockFormats,
  readEmbed,
  type BlockFormats,
  type ProvisionKind,
} from './formats'

/** A provision as the flat text says it: what its boundary carries, and the words up to the next boundary. */
export interface TextProvision {
  /** Value of the boundary, `head` for words before the first boundary. */
  readonly id: string
  /** Equal to `id` for the first living provision that bears it; the others are shown as `<id>~2`, `<id>~3` … */
  readonly shownId: string
  readonly kind: ProvisionKind
  /** 0 to `MAX_LEVEL`. */
  readonly level: number
  readonly dir: Direction | null
  /** Table that a row belongs to, null for all others. */
  readonly table: string | null
  /** Whether its boundary says that it is a header row; `headersOf` says whether it is shown as one. */
  readonly header: boolean
  /** The boundary in the flat text, its formats as stored, with leaked and unknown ones; null for a head. */
  readonly boundary: Segment | null
  /** Words and objects after the boundary. */
  readonly segments: readonly Segment[]
  /** Deleted by somebody. */
  readonly gone: boolean
  /** Deleted, and nothing left in it but cell boundaries: not shown. Shown again when somebody typed into it. */
  readonly hidden: boolean
  /** Whether these are words before the first boundary: they have no boundary of their own. */
  readonly isHead: boolean
  /** Offset of the boundary (of the first word for a head) in the flat text. */
  readonly from: number
  /** Offset at which the next provision begins. */
  readonly to: number
}

/** A provision that is being read or changed. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
export type MutableProvision = Omit<Mutable<TextProvision>, 'segments'> & { segments: Segment[] }

/** All provisions in order, hidden ones too. */
export function provisionsOf(text: Y.Text): TextProvision[] {
  const provisions = cutProvisions(segmentsOf(text))
  placeProvisions(provisions)
  nameProvisions(provisions)
  return provisions
}

/** Cuts segments at their boundaries. Offsets count from 0; names are not given yet. */
export function cutProvisions(segments: Iterable<Segment>): MutableProvision[] {
  const provisions: MutableProvision[] = []
  let last: MutableProvision | null = null
  for (const segment of segments) {
    const id = boundaryOf(segment)
    if (id !== null) provisions.push((last = begin(id, segment)))
    else {
      if (!last) provisions.push((last = begin(HEAD_ID, null)))
      last.segments.push(segment)
      last.to += segment.length
    }
  }
  return provisions
}

/** The id of the boundary that a segment is, or null. */
export function boundaryOf(segment: Segment): string | null {
  if (typeof segment.content === 'string') return null
  const read = readEmbed(segment.content)
  return read?.key === 'b' ? read.id : null
}

/** The column of the cell separator that a segment is, or null. */
export function columnOf(segment: Segment): string | null {
  if (typeof segment.content === 'string') return null
  const read = readEmbed(segment.content)
  return read?.key === 'c' ? read.id : null
}

/** Sets offsets and `hidden` from the lengths, in order. */
export function placeProvisions(provisions: readonly MutableProvision[]): void {
  let offset = 0
  for (const provision of provisions) {
    const length = provision.to - provision.from
    provision.from = offset
    provision.to = offset += length
    provision.hidden = isHidden(provision)
  }
}

/** Whether a provision is deleted and nobody has typed into it since. A deleted row keeps its cells for those who do. */
export function isHidden({
  gone,
  isHead,
  segments,
}: Pick<TextProvision, 'gone' | 'isHead' | 'segments'>): boolean {
  return gone && !isHead && segments.every((segment) => columnOf(segment) !== null)
}

/** Gives shown ids: the living come first, then gone ones that are shown again. Calls back for each that changed. */
export function nameProvisions<P extends Pick<MutableProvision, 'id' | 'shownId' | 'gone' | 'hidden'>>(
  provisions: readonly P[],
  renamed: (provision: P) => void = () => undefined,
): void {
  const seen = new Map<string, number>()
  const name = (provision: P): void => {
    const count = (seen.get(provision.id) ?? 0) + 1
    seen.set(provision.id, count)
    const shownId = count > 1 ? `${provision.id}~${count}` : provision.id
    if (shownId === provision.shownId) return
    provision.shownId = shownId
    renamed(provision)
  }
  let revived = false
  for (const provision of provisions) {
    if (provision.gone) revived ||= !provision.hidden
    else name(provision)
  }
  if (!revived) return
  for (const provision of provisions) if (provision.gone && !provision.hidden) name(provision)
}

/** Whether a provision is shown as a row of a table. */
export function isRow(provision: Pick<TextProvision, 'kind' | 'isHead'>): boolean {
  return provision.kind === 'row' && !provision.isHead
}

function begin(id: string, boundary: Segment | null): MutableProvision {
  const block: BlockFormats = boundary ? readBlockFormats(id, boundary.formats) : PLAIN_BLOCK
  const isHead = boundary === null
  return {
    id,
    shownId: id,
    ...block,
    boundary,
    segments: [],
    hidden: false,
    isHead,
    from: 0,
    to: isHead ? 0 : 1,
  }
}
