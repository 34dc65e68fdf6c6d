import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { nodes } from '../../shared/text/schema'
import { labelsOf, type Labels } from './labels'

/** Numbers are computed a moment after the last change, not with every key. */
const RENUMBER_AFTER_MS = 200

const key = new PluginKey<DecorationSet>('references')

/**
 * Shows at each footnote and cross reference the number of what it refers to, and keeps them up to date.
 *
 * @param onLabels told of all numbers whenever they changed
 */
export function referencesPlugin(onLabels: (labels: Labels) => void): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, { doc }) => decorate(doc, labelsOf(doc)),
      apply: (tr, decorations) =>
        (tr.getMeta(key) as DecorationSet | undefined) ?? decorations.map(tr.mapping, tr.doc),
    },
    props: { decorations: (state) => key.getState(state) },
    view: (view) => renumbering(view, onLabels),
  })
}

function renumbering(view: EditorView, onLabels: (labels: Labels) => void) {
  onLabels(labelsOf(view.state.doc))
  let timer: ReturnType<typeof setTimeout> | undefined
  let said = ''
  const renumber = () => {
    const { doc } = view.state
    const labels = labelsOf(doc)
    const next = JSON.stringify([[...labels.provisions], [...labels.footnotes], referencesIn(doc)])
    if (next === said || view.composing) return
    said = next
    onLabels(labels)
    view.dispatch(view.state.tr.setMeta(key, decorate(doc, labels)).setMeta('addToHistory', false))
  }
  return {
    update(_view: EditorView, { doc }: { doc: Node }) {
      if (doc === view.state.doc) return
      clearTimeout(timer)
      timer = setTimeout(renumber, RENUMBER_AFTER_MS)
    },
    destroy: () => clearTimeout(timer),
  }
}

function decorate(doc: Node, { provisions, footnotes }: Labels): DecorationSet {
  const decorations: Decoration[] = []
  const say = (pos: number, size: number, text: string) =>
    decorations.push(Decoration.node(pos, pos + size, { 'data-number': text }))
  doc.descendants((node, pos) => {
    if (node.type === nodes.footnoteReference) say(pos, 1, footnotes.get(String(node.attrs.id)) ?? '?')
    else if (node.type === nodes.crossReference) say(pos, 1, provisions.get(String(node.attrs.target)) ?? '?')
    else if (node.attrs.kind === 'footnote')
      say(pos, node.nodeSize, footnotes.get(String(node.attrs.id)) ?? '*')
  })
  return DecorationSet.create(doc, decorations)
}

function referencesIn(doc: Node): string[] {
  const found: string[] = []
  doc.descendants((node) => {
    if (node.type === nodes.footnoteReference) found.push(String(node.attrs.id))
    if (node.type === nodes.crossReference) found.push(String(node.attrs.target))
  })
  return found
}
