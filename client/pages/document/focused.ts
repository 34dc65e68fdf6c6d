import type { EditorState } from 'prosemirror-state'
import type { ProvisionId } from '../../../shared/ids'
import type { ProvisionKind } from '../../../shared/text/formats'
import { nodes } from '../../../shared/text/schema'

/** The provision or row in which the caret is. */
export interface Focused {
  readonly id: ProvisionId
  readonly text: string
  readonly kind: ProvisionKind
}

/** The provision at the caret, or null when there is none that can be settled. */
export function focusedProvision({ selection }: EditorState): Focused | null {
  const { $head } = selection
  for (let depth = $head.depth; depth > 0; depth -= 1) {
    const node = $head.node(depth)
    if (node.type !== nodes.provision && node.type !== nodes.row) continue
    const kind = node.type === nodes.row ? 'row' : (node.attrs.kind as ProvisionKind)
    return { id: node.attrs.id as ProvisionId, kind, text: node.textBetween(0, node.content.size, ' ') }
  }
  return null
}
