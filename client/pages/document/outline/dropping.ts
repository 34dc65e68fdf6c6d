import type { Node } from 'prosemirror-model'
import { nameOfBlock } from '../../../editor/going'
import { landingOfNamed, type Beside } from '../../../editor/moving'
import type { OutlineItem } from './rows'

/** What the outline shows at this moment. */
export interface ShownOutline {
  readonly items: readonly OutlineItem[]
  readonly rows: readonly OutlineItem[]
  readonly closed: ReadonlySet<string>
}

/** Where something that is dropped comes to stand: as the text is told, and at the edge of which row it is shown. */
export interface Drop {
  readonly to: Beside
  readonly shown: Beside
}

/** Where a dragged row comes to stand when it is dropped at another; null when it stays where it is. */
export function dropAt(
  doc: Node,
  dragged: string,
  { beside, side }: Beside,
  outline: ShownOutline,
): Drop | null {
  const over = outline.rows.find(({ id }) => id === beside)
  if (!over) return null
  // behind a closed heading is behind all that is folded away below it
  const to =
    side === 'after' && outline.closed.has(beside)
      ? { beside: lastWithin(outline.items, over).id, side }
      : { beside, side }
  const landing = landingOfNamed(doc, dragged, to)
  const shown = landing === null ? null : edgeShownAt(doc, landing, outline.rows)
  return shown && { to, shown }
}

function lastWithin(items: readonly OutlineItem[], over: OutlineItem): OutlineItem {
  let last = over
  for (const item of items.slice(items.indexOf(over) + 1)) {
    if (item.depth <= over.depth) break
    last = item
  }
  return last
}

/** The row before which something stands, or behind which when the next block has no row. */
function edgeShownAt(doc: Node, landing: number, rows: readonly OutlineItem[]): Beside | null {
  const shown = new Set(rows.map(({ id }) => id))
  const next = landing < doc.childCount ? nameOfBlock(doc.child(landing)) : ''
  if (shown.has(next)) return { beside: next, side: 'before' }
  for (let index = landing - 1; index >= 0; index -= 1) {
    const before = nameOfBlock(doc.child(index))
    if (shown.has(before)) return { beside: before, side: 'after' }
  }
  return null
}
