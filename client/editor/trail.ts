import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'

/** A place that somebody left to see what something leads to. */
export interface Left {
  /** Position of the caret when it comes back. */
  readonly left: number
  /** The provision or row to which they went. */
  readonly arrivedAt: string
}

/** As many places as anybody remembers. */
const MOST_PLACES = 50

const key = new PluginKey<readonly Left[]>('trail')

/** Remembers from where somebody followed a reference or the sign of a note, while the words around it change. */
export function trailPlugin(): Plugin<readonly Left[]> {
  return new Plugin<readonly Left[]>({
    key,
    state: {
      init: () => [],
      apply(tr, trail) {
        const mapped = tr.docChanged
          ? trail.map((one) => ({ ...one, left: tr.mapping.map(one.left) }))
          : trail
        const meta = tr.getMeta(key) as { went: Left | null } | undefined
        if (!meta) return mapped
        return meta.went ? [...mapped, meta.went].slice(-MOST_PLACES) : mapped.slice(0, -1)
      },
    },
  })
}

/** Says of a change of the selection that it leaves a place to which one may come back; null: that it comes back. */
export function remembering(tr: Transaction, went: Left | null): Transaction {
  return tr.setMeta(key, { went })
}

/** The place to which one would come back now; null when none was left. */
export function placeLeft(state: EditorState): Left | null {
  return key.getState(state)?.at(-1) ?? null
}
