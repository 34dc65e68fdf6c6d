import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, TextSelection, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type { Child } from './differing'

/** How long a provision is marked at which somebody has arrived. */
const MARKED_MS = 2_500

const key = new PluginKey<DecorationSet>('going')

/** Marks for a moment the provision to which somebody went, so that the eye finds it. */
export function goingPlugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, marked) => (tr.getMeta(key) as DecorationSet | undefined) ?? marked.map(tr.mapping, tr.doc),
    },
    props: { decorations: (state) => key.getState(state) },
    view: clearing,
  })
}

/**
 * Puts the caret into a provision or row, scrolls there and marks it. A telephone's keyboard stays away: whoever goes
 * somewhere wants to read.
 *
 * @returns whether it is in the text
 */
export function goTo(view: EditorView, provisionId: string): boolean {
  const { doc, tr } = view.state
  const place = placeOf(doc, provisionId)
  if (place) arrive(view, place, tr.setSelection(TextSelection.near(doc.resolve(place.pos + 1))))
  return place !== null
}

/** Carries out a change that puts the selection into a provision or row, scrolls there and marks it. */
export function arrive(view: EditorView, { node, pos }: Child, tr: Transaction): void {
  const mark = Decoration.node(pos, pos + node.nodeSize, { class: 'arrived' })
  view.dispatch(tr.setMeta(key, DecorationSet.create(tr.doc, [mark])).setMeta('addToHistory', false))
  if (!matchMedia('(pointer: coarse)').matches) {
    view.dom.focus({ preventScroll: true })
    view.focus()
  }
  scrollTo(view, String(node.attrs.id))
}

/** A provision or row, and the position before it; null when the text has none of that id. */
export function placeOf(doc: Node, provisionId: string): Child | null {
  let found: Child | null = null
  doc.forEach((block, pos) => {
    if (found) return
    if (block.attrs.id === provisionId && block.isTextblock) found = { node: block, pos }
    if (block.isTextblock) return
    block.forEach((row, offset) => {
      if (row.attrs.id === provisionId) found = { node: row, pos: pos + 1 + offset }
    })
  })
  return found
}

/** The id under which a block of the document is known: its own or, for a table, that of its first row. */
export function nameOfBlock(block: Node): string {
  return String((block.isTextblock ? block : block.firstChild)?.attrs.id ?? '')
}

/** Again with the next two frames: what was never shown takes its real height only then. */
function scrollTo(view: EditorView, provisionId: string, framesLeft = 2): void {
  const place = view.isDestroyed ? null : placeOf(view.state.doc, provisionId)
  const dom = place && view.nodeDOM(place.pos)
  if (dom instanceof HTMLElement) dom.scrollIntoView({ block: 'start' })
  // beside a wide table the text may be moved aside: words begin at its edge again
  if (place?.node.isTextblock) view.dom.scrollLeft = 0
  if (framesLeft > 0) requestAnimationFrame(() => scrollTo(view, provisionId, framesLeft - 1))
}

function clearing(view: EditorView) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const clear = () =>
    view.dispatch(view.state.tr.setMeta(key, DecorationSet.empty).setMeta('addToHistory', false))
  return {
    update(_view: EditorView, before: EditorView['state']) {
      const marked = key.getState(view.state)
      if (marked === key.getState(before) || marked === DecorationSet.empty) return
      if (before.doc !== view.state.doc) return
      clearTimeout(timer)
      timer = setTimeout(clear, MARKED_MS)
    },
    destroy: () => clearTimeout(timer),
  }
}
