// What ProseMirror takes by itself: our schema and its own keys, and nothing else. Runs in the page.
import { baseKeymap } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import type { Node } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type { ProvisionSource } from '../../shared/text/compose'
import { nodes, schema } from '../../shared/text/schema'

declare global {
  interface Window {
    showBare(sources: readonly ProvisionSource[]): void
    /** Others' letters: one by one, each at the beginning of the next of these provisions, counted from 0. */
    typeElsewhere(places: readonly number[], keys: number, everyMs: number): Promise<void>
  }
}

window.showBare = (sources) => {
  const provisions = sources.map(({ runs, ...attrs }) =>
    nodes.provision.create(
      attrs,
      runs.map((run) => schema.text(typeof run === 'string' ? run : '?')),
    ),
  )
  const doc = nodes.doc.create(null, provisions)
  const state = EditorState.create({ doc, plugins: [keymap(baseKeymap)] })
  const view = new EditorView(document.body, { state })
  window.typeElsewhere = async (places, keys, everyMs) => {
    for (let key = 0; key < keys; key += 1) {
      const at = placeOf(view.state.doc, places[key % places.length] ?? 0)
      view.dispatch(view.state.tr.insertText('x', at))
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }
}

function placeOf(doc: Node, index: number): number {
  let at = 1
  for (let before = 0; before < index; before += 1) at += doc.child(before).nodeSize
  return at
}
