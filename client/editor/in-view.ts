import type { EditorView } from 'prosemirror-view'
import { nameOfBlock } from './going'

/** Height of what lies over the text at the top of the window, in pixels. */
const COVERED_PX = 110

/** The block at which the reader is: that of the caret while it is on screen, else the topmost one on screen. */
export function blockInView(view: EditorView): string | null {
  const { doc, selection } = view.state
  const caretBlock = selection.$head.depth > 0 ? view.nodeDOM(selection.$head.before(1)) : null
  if (caretBlock instanceof HTMLElement && isOnScreen(caretBlock)) return nameOfBlock(selection.$head.node(1))
  const index = firstBelow(blockElements(view), COVERED_PX)
  return index < doc.childCount ? nameOfBlock(doc.child(index)) : null
}

/** From which position to which the document is on screen; only whole blocks are counted. */
export function positionsInView(view: EditorView): { from: number; to: number } {
  const { doc } = view.state
  const blocks = blockElements(view)
  const first = firstBelow(blocks, 0)
  const last = firstBelow(blocks, innerHeight)
  let from = 0
  for (let index = 0; index < Math.min(first, doc.childCount); index += 1) from += doc.child(index).nodeSize
  let to = from
  for (let index = first; index <= Math.min(last, doc.childCount - 1); index += 1)
    to += doc.child(index).nodeSize
  return { from, to }
}

function isOnScreen(block: HTMLElement): boolean {
  const { top, bottom } = block.getBoundingClientRect()
  return bottom > COVERED_PX && top < innerHeight
}

/** The elements of the blocks, in their order: a caret that is drawn between two of them is none. */
export function blockElements({ dom, state: { doc } }: EditorView): ArrayLike<Element> {
  if (dom.children.length === doc.childCount) return dom.children
  return [...dom.children].filter(({ classList }) => !classList.contains('ProseMirror-widget'))
}

/**
 * The first block that reaches below a height of the window. Halves the blocks until one is left: a text of 1,500 is
 * not measured whole at each scroll.
 */
export function firstBelow(blocks: ArrayLike<Element>, height: number): number {
  let from = 0
  let to = blocks.length
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if ((blocks[middle]?.getBoundingClientRect().bottom ?? 0) > height) to = middle
    else from = middle + 1
  }
  return from
}
