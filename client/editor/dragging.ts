import type { EditorView } from 'prosemirror-view'
import { landingOf, runOf, type Run } from '../../shared/text/branches'
import { nameOfBlock } from './going'
import { blockElements, firstBelow } from './in-view'
import { blocksOf, indexOfBlock, type Beside } from './moving'

/** How close to an edge of the window the pointer must be for the text to scroll, in pixels: above are the bars. */
const EDGE_PX = { top: 110, bottom: 60 }

/** How far it scrolls in each frame, in pixels. */
const SCROLL_PX = 12

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

/** How far the text should scroll while something is held at a height of the window. */
export function scrollAt(y: number): number {
  if (y < EDGE_PX.top) return -SCROLL_PX
  return y > innerHeight - EDGE_PX.bottom ? SCROLL_PX : 0
}
