import type { EditorView } from 'prosemirror-view'

/**
 * Takes in where the caret is now. The browser says so a moment after it moved; a change from elsewhere that is shown
 * in between would put the caret back to where it was, and what is typed next would go astray.
 */
export function takeInCaret(view: EditorView): void {
  if (!view.isDestroyed && view.hasFocus()) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'))
}
