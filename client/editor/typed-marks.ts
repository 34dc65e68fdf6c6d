import { Plugin, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { LONGEST_MARK, markTyped } from '../../shared/text/typed-marks'
import { provisionAround } from './commands'
import { blocksOf } from './moving'

/**
 * A mark typed at the beginning of a paragraph and a space behind it make the paragraph what the mark says, and go: the
 * text numbers by itself. Undo brings back what was typed.
 *
 * @param alone makes a change that is undone by itself
 */
export function typedMarksPlugin(alone: (tr: Transaction) => void): Plugin {
  return new Plugin({
    props: {
      handleTextInput(view, from, to, text) {
        const change = text === ' ' && from === to && !view.composing ? changeAt(view, from) : null
        if (!change) return false
        const before = view.state.doc
        view.dispatch(view.state.tr.insertText(' ', from).scrollIntoView())
        if (view.state.doc !== before) alone(change(view.state.tr))
        return true
      },
    },
  })
}

/** What the mark before a position, and a space behind it, change; null when there is no mark. */
function changeAt({ state }: EditorView, pos: number): ((tr: Transaction) => Transaction) | null {
  const $pos = state.doc.resolve(pos)
  const place = provisionAround($pos)
  if (!place || $pos.parentOffset === 0 || $pos.parentOffset > LONGEST_MARK) return null
  const mark = $pos.parent.textBetween(0, $pos.parentOffset, null, '￼')
  const meant = markTyped(mark, blocksOf(state.doc), $pos.index(0))
  if (!meant) return null
  return (tr) => {
    for (const name of ['kind', 'level'] as const)
      if (place.node.attrs[name] !== meant[name]) tr.setNodeAttribute(place.pos, name, meant[name])
    return tr.delete(place.pos + 1, pos + 1).scrollIntoView()
  }
}
