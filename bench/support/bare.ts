// What ProseMirror takes by itself: our schema and its own keys, and nothing else. Runs in the page.
import { baseKeymap } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type { ProvisionSource } from '../../shared/text/compose'
import { nodes, schema } from '../../shared/text/schema'

declare global {
  interface Window {
    showBare(sources: readonly ProvisionSource[]): void
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
  new EditorView(document.body, { state })
}
