import { Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

/** ProseMirror takes in what was composed a moment after the composition ended. */
const AFTER_COMPOSITION_MS = 60

/** Changes from elsewhere that wait while somebody composes. */
export interface Holding {
  hold(): void
  release(): void
}

/**
 * Keeps others' changes back while an input method composes: a change of the text around it would end the
 * composition and garble it.
 */
export function composingPlugin(changes: Holding): Plugin {
  let timer: ReturnType<typeof setTimeout> | undefined
  const releaseSoon = (view: EditorView) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (!view.isDestroyed && view.composing) releaseSoon(view)
      else changes.release()
    }, AFTER_COMPOSITION_MS)
  }
  return new Plugin({
    props: {
      handleDOMEvents: {
        compositionstart: () => {
          clearTimeout(timer)
          changes.hold()
          return false
        },
        compositionend: (view) => {
          releaseSoon(view)
          return false
        },
      },
    },
    view: () => ({
      destroy: () => {
        clearTimeout(timer)
        changes.release()
      },
    }),
  })
}
