import type { EditorView } from 'prosemirror-view'

/** As many selections of others are drawn as there are colours: a room that selects all at once stays cheap. */
const MOST_DRAWN = 10

/** What somebody else has selected of what is on screen, in positions of the document. */
export interface Selected {
  readonly from: number
  readonly to: number
  /** Index of the colour in the style sheet. */
  readonly colour: string
}

/** A selection as it is drawn: rectangles in pixels from the corner of the layer. */
export interface Tint {
  readonly colour: string
  readonly rects: readonly Rect[]
}

interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Measures others' selections, so that they can be drawn later without asking the page again. */
export function tintsOf(view: EditorView, selected: Iterable<Selected>, origin: DOMRect): Tint[] {
  // of several who have selected the same words one is seen, as the others would lie under it
  const seen = new Map<string, Selected>()
  for (const one of selected) {
    const key = `${String(one.from)} ${String(one.to)}`
    if (!seen.has(key)) seen.set(key, one)
  }
  return [...seen.values()].slice(0, MOST_DRAWN).map(({ from, to, colour }) => ({
    colour,
    rects: rectsBetween(view, from, to).map(({ x, y, width, height }) => ({
      ...{ x: x - origin.x, y: y - origin.y },
      ...{ width, height },
    })),
  }))
}

/** The rectangles that words take up between two positions, in pixels of the window; one for each run of a direction. */
function rectsBetween(view: EditorView, from: number, to: number): DOMRect[] {
  const rects: DOMRect[] = []
  view.state.doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isInline) return true
    if (!node.isText) rects.push(...rectsOfAtom(view.nodeDOM(pos)))
    else rects.push(...rectsOfWords(view, Math.max(from, pos), Math.min(to, pos + node.nodeSize)))
    return false
  })
  return rects.filter(({ width }) => width > 0)
}

const rectsOfAtom = (dom: Node | null) => (dom instanceof Element ? dom.getClientRects() : [])

function rectsOfWords(view: EditorView, from: number, to: number): DOMRectList {
  const [start, end] = [view.domAtPos(from, 1), view.domAtPos(to, -1)]
  const range = document.createRange()
  range.setStart(start.node, start.offset)
  range.setEnd(end.node, end.offset)
  return range.getClientRects()
}

/** Draws others' selections into a layer over the text. What is drawn already is not touched. */
export class Selections {
  readonly #element = document.createElement('div')
  #drawn: string[] = []

  constructor(layer: HTMLElement) {
    this.#element.className = 'selections'
    layer.prepend(this.#element)
  }

  draw(tints: readonly Tint[]): void {
    const drawn = tints.map((tint) => JSON.stringify(tint))
    const { children } = this.#element
    for (const [index, tint] of tints.entries()) {
      if (drawn[index] === this.#drawn[index]) continue
      const group = groupOf(tint)
      const old = children[index]
      if (old) old.replaceWith(group)
      else this.#element.append(group)
    }
    while (children.length > tints.length) this.#element.lastElementChild?.remove()
    this.#drawn = drawn
  }

  close(): void {
    this.#element.remove()
  }
}

function groupOf({ colour, rects }: Tint): HTMLElement {
  const group = document.createElement('div')
  group.className = 'selected'
  group.dataset.colour = colour
  group.append(...rects.map(elementAt))
  return group
}

function elementAt({ x, y, width, height }: Rect): HTMLElement {
  const element = document.createElement('div')
  element.style.insetInlineStart = `${String(x)}px`
  element.style.insetBlockStart = `${String(y)}px`
  element.style.inlineSize = `${String(width)}px`
  element.style.blockSize = `${String(height)}px`
  return element
}
