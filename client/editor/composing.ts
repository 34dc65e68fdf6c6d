import { Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

/** ProseMirror takes in what was composed a moment after the composition ended. */
const AFTER_COMPOSITION_MS = 60

/**
 * Telephones keep a word composing for as long as the caret stays in it, though nobody writes any more. ProseMirror ends
 * that composition after 5 s.
 */
const IDLE_MS = 5_500

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
  const hold = (view: EditorView) => {
    clearTimeout(timer)
    changes.hold()
    timer = setTimeout(() => releaseSoon(view), IDLE_MS)
    return false
  }
  return new Plugin({
    props: {
      handleDOMEvents: {
        compositionstart: hold,
        compositionupdate: hold,
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
