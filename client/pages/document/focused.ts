import type { EditorState } from 'prosemirror-state'
import type { ProvisionId } from '../../../shared/ids'
import { nodes } from '../../../shared/text/schema'

/** The provision or row in which the caret is. */
export interface Focused {
  readonly id: ProvisionId
  readonly text: string
}

/** The provision at the caret, or null when there is none that can be settled. */
export function focusedProvision({ selection }: EditorState): Focused | null {
  const { $head } = selection
  for (let depth = $head.depth; depth > 0; depth -= 1) {
    const node = $head.node(depth)
    if (node.type !== nodes.provision && node.type !== nodes.row) continue
    return { id: node.attrs.id as ProvisionId, text: node.textBetween(0, node.content.size, ' ') }
  }
  return null
}
