import * as Y from 'yjs'
import {
  isBlockKey,
  readBlockFormats,
  readEmbed,
  type Embed,
  type Formats,
  type ProvisionKind,
} from '../../../shared/text/formats'
import { nameProvisions } from '../../../shared/text/provisions'
import type { Boundaries, Lives } from './boundaries'
import { boundaryIdOf, formatContentOf } from './items'

/** What a provision says, as far as it decides how it and others are shown. */
export class Outline {
  readonly boundary: Y.Item
  readonly id: string
  readonly kind: ProvisionKind
  readonly table: string | null
  readonly header: boolean
  readonly gone: boolean
  readonly isHead = false
  shownId: string
  hidden: boolean
  /** Columns of its cells, as `cellsOf` cuts them. */
  readonly columns = new Set<string>()
  /** Notes to which signs in it lead. */
  readonly signs: string[] = []

  constructor(boundary: Y.Item, id: string, formats: Formats) {
    const { kind, table, header, gone } = readBlockFormats(id, formats)
    this.boundary = boundary
    this.id = this.shownId = id
    this.kind = kind
    this.table = table
    this.header = header
    this.gone = this.hidden = gone
  }

  take(item: Y.Item): void {
    const read = embedOf(item)
    if (read?.key !== 'c') this.hidden = false
    if (read?.key === 'c') this.columns.add(read.id)
    else if (this.columns.size === 0) this.columns.add('')
    if (read?.key === 'f') this.signs.push(read.id)
  }
}

/** The provisions of a text in order, as it stands now or stood before; what stands before the first is no row. */
export function outlinesOf(text: Y.Text, lives: Lives): Outline[] {
  const outlines: Outline[] = []
  const formats: Record<string, unknown> = {}
  let last: Outline | null = null
  for (let item = text._start; item; item = item.right) {
    if (!lives(item)) continue
    const format = formatContentOf(item)
    if (format && isBlockKey(format.key)) formats[format.key] = format.value
    if (!item.countable) continue
    const id = boundaryIdOf(item)
    if (id !== null) outlines.push((last = new Outline(item, id, formats)))
    else last?.take(item)
  }
  nameProvisions(outlines)
  return outlines
}

/** What an item is, when it is a known embed. */
export const embedOf = ({ content }: Y.Item) =>
  content instanceof Y.ContentEmbed ? readEmbed(content.embed as Embed) : null

/**
 * Tells the boundaries that a move has left behind from the others: hidden, while another one is shown under the id.
 * Whoever deletes such a one changes nothing that anybody sees. Reads the text once, when first asked about an id that
 * is borne twice; ask before `boundaries` learn the change.
 *
 * @param lives which items count: now, or before a transaction
 */
export function leftBehind(
  text: Y.Text,
  boundaries: Boundaries,
  lives: Lives,
): (boundary: Y.Item | null) => boolean {
  let left: ReadonlySet<Y.Item> | null = null
  return (boundary) => {
    const id = boundary && boundaryIdOf(boundary)
    if (!id || boundaries.livingOf(id).size < 2) return false
    left ??= boundariesLeft(outlinesOf(text, lives))
    return left.has(boundary)
  }
}

function boundariesLeft(outlines: readonly Outline[]): Set<Y.Item> {
  const shown = new Set(outlines.filter(({ hidden }) => !hidden).map(({ id }) => id))
  const left = outlines.filter(({ id, hidden }) => hidden && shown.has(id))
  return new Set(left.map(({ boundary }) => boundary))
}
