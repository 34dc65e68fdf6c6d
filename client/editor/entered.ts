import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { differingChildren } from './differing'
import { eachUnit, eachUnitIn } from './locked'

/** What is written beside provisions whose words wait for a confirmation, by their ids. */
export type EnteredLabels = ReadonlyMap<string, string>

interface Shown {
  readonly labels: EnteredLabels
  readonly decorations: DecorationSet
}

const key = new PluginKey<Shown>('entered')
const NOTHING: Shown = { labels: new Map(), decorations: DecorationSet.empty }

/** Marks provisions with words that were entered for a mechanism and not confirmed, in the margin: no word moves. */
export function enteredPlugin(): Plugin<Shown> {
  return new Plugin<Shown>({
    key,
    state: {
      init: () => NOTHING,
      apply: (tr, shown, before, after) => applied(tr, shown, before.doc, after.doc),
    },
    props: { decorations: (state) => key.getState(state)?.decorations },
  })
}

/** Shows other marks, or the same in another language. */
export function showEntered(view: EditorView, labels: EnteredLabels): void {
  if (labels.size === 0 && key.getState(view.state)?.labels.size === 0) return
  view.dispatch(view.state.tr.setMeta(key, labels))
}

function applied(tr: Transaction, shown: Shown, before: Node, doc: Node): Shown {
  const labels = tr.getMeta(key) as EnteredLabels | undefined
  if (labels) return { labels, decorations: decorated(doc, labels) }
  if (!tr.docChanged || shown.labels.size === 0) return shown
  const decorations = shown.decorations.map(tr.mapping, doc)
  return { ...shown, decorations: completed(before, doc, { ...shown, decorations }) }
}

function decorated(doc: Node, labels: EnteredLabels): DecorationSet {
  const marks: Decoration[] = []
  if (labels.size > 0) eachUnit(doc, (node, pos) => marks.push(...markOf(node, pos, labels)))
  return DecorationSet.create(doc, marks)
}

/** Marks for provisions that came in with a change, as when a node is drawn anew. */
function completed(before: Node, doc: Node, { labels, decorations }: Shown): DecorationSet {
  const fresh: Decoration[] = []
  for (const { node: block, pos: blockPos } of differingChildren(before, doc).fresh) {
    eachUnitIn(block, blockPos, (node, pos) => {
      const isMarked = decorations.find(
        pos,
        pos + node.nodeSize,
        ({ id }: { id: string }) => id === node.attrs.id,
      )
      if (isMarked.length === 0) fresh.push(...markOf(node, pos, labels))
    })
  }
  return fresh.length > 0 ? decorations.add(doc, fresh) : decorations
}

function markOf(node: Node, pos: number, labels: EnteredLabels): Decoration[] {
  const id = String(node.attrs.id)
  const label = labels.get(id)
  if (label === undefined) return []
  return [Decoration.node(pos, pos + node.nodeSize, { class: 'entered', 'data-entered': label }, { id })]
}
