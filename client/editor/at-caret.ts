import { Plugin } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'

/**
 * Marks the block with the caret, so that it is laid out at once. Blocks are laid out when they come into view, a new
 * one not before the next frame; until then it has no place for a caret, and what is typed in it comes out backwards.
 */
export function atCaretPlugin(): Plugin {
  return new Plugin({
    props: {
      decorations({ doc, selection: { $head } }) {
        if ($head.depth === 0) return null
        return DecorationSet.create(doc, [
          Decoration.node($head.before(1), $head.after(1), { class: 'at-caret' }),
        ])
      },
    },
  })
}
