import { Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

/**
 * Takes in where the caret is now. The browser says so a moment after it moved; a change from elsewhere that is shown
 * in between would put the caret back to where it was, and what is typed next would go astray.
 */
export function takeInCaret(view: EditorView): void {
  if (!view.isDestroyed && view.hasFocus()) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'))
}

/** Lets no key act where the caret no longer is: on a busy machine the key comes before the browser's word of it. */
export function caretFirstPlugin(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown(view, { isComposing }) {
          if (!isComposing && !view.composing) takeInCaret(view)
          return false
        },
      },
    },
  })
}
