import type { EditorView } from 'prosemirror-view'
import { landingOf, runOf, type Run } from '../../shared/text/branches'
import { nameOfBlock } from './going'
import { blockElements, firstBelow } from './in-view'
import { blocksOf, indexOfBlock, type Beside } from './moving'

/** How much of the window lies under the bars above and below the text, in pixels. */
const BARS_PX = { top: 106, bottom: 42 }

/** How close to the bars the pointer must be for the text to scroll, in pixels. */
const EDGE_PX = 18

/** How far it scrolls, in pixels for each millisecond: no faster on a screen that is drawn more often. */
const SCROLL_PX_PER_MS = 0.7

/** A stretch of the window from top to bottom, in pixels. */
export interface Stretch {
  readonly top: number
  readonly bottom: number
}

/** The block at a height of the window, by the name under which it is known. */
export function blockAt(view: EditorView, y: number): string | null {
  const { doc } = view.state
  const index = firstBelow(blockElements(view), y)
  return index < doc.childCount ? nameOfBlock(doc.child(index)) : null
}

/** The blocks that move together with one. */
export function runFrom({ doc }: EditorView['state'], id: string): Run | null {
  const index = indexOfBlock(doc, id)
  return index === null ? null : runOf(blocksOf(doc), index, index)
}

/** What a run takes up of the window. */
export function stretchOf(view: EditorView, { from, to }: Run): Stretch {
  const blocks = blockElements(view)
  const [first, last] = [blocks[from], blocks[to - 1]]
  return {
    top: first?.getBoundingClientRect().top ?? 0,
    bottom: last?.getBoundingClientRect().bottom ?? 0,
  }
}

/** Where a run comes to stand that is let go at a height of the window; null where it would stay. */
export function landingAt(view: EditorView, run: Run, y: number): { to: Beside; y: number } | null {
  const { doc } = view.state
  const blocks = blockElements(view)
  const over = Math.min(firstBelow(blocks, y), doc.childCount - 1)
  const rect = blocks[over]?.getBoundingClientRect()
  const isLower = rect !== undefined && y > (rect.top + rect.bottom) / 2
  const landing = landingOf(blocksOf(doc), run, isLower ? over + 1 : over)
  if (landing === null) return null
  const isLast = landing >= doc.childCount
  const edge = blocks[isLast ? doc.childCount - 1 : landing]?.getBoundingClientRect()
  const beside = nameOfBlock(doc.child(isLast ? doc.childCount - 1 : landing))
  return isLast
    ? { to: { beside, side: 'after' }, y: edge?.bottom ?? 0 }
    : { to: { beside, side: 'before' }, y: edge?.top ?? 0 }
}

/** The stretch of the window in which text is seen: below and above the bars, and above the keyboard of a telephone. */
export function textInSight(): Stretch {
  const seen = visualViewport
  const [top, height] = seen ? [seen.offsetTop, seen.height] : [0, innerHeight]
  return {
    top: Math.max(BARS_PX.top, top),
    bottom: Math.min(innerHeight - BARS_PX.bottom, top + height),
  }
}

/**
 * How far the text should scroll while something is held at a height of the window.
 *
 * @param ms how long it has been held there since this was asked
 */
export function scrollAt(y: number, ms: number): number {
  const { top, bottom } = textInSight()
  const by = SCROLL_PX_PER_MS * ms
  if (y < top + EDGE_PX) return -by
  return y > bottom - EDGE_PX ? by : 0
}
