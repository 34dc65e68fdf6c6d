import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { nodes } from '../../shared/text/schema'
import { lockOf, NO_LOCKS, type Lock, type Locks } from '../collab/settled'
import { changesBetween } from '../collab/reading'
import { isFromText } from './binding/binding'
import { differingChildren } from './differing'

/** What is written beside a provision that cannot be changed. */
export type LockLabel = (provisionId: string, lock: Lock, locks: Locks) => LockWords

/** The same on a screen, where the reader's own clock is named too, and on paper. */
export interface LockWords {
  readonly said: string
  readonly onPaper: string
}

interface Shown {
  readonly locks: Locks
  readonly label: LockLabel
  readonly decorations: DecorationSet
}

const key = new PluginKey<Shown>('locked')

/**
 * Shows settled and freezing provisions, with words and not by colour alone, and keeps what is typed here out of
 * them. The server does the same for everybody; this is so that nobody loses words to it.
 *
 * @param onRefused called when a change was kept out
 */
export function lockedPlugin(
  label: LockLabel,
  onRefused: (lock: Lock, provisionId: string) => void,
): Plugin<Shown> {
  return new Plugin<Shown>({
    key,
    state: {
      init: () => ({ locks: NO_LOCKS, label, decorations: DecorationSet.empty }),
      apply: (tr, shown, before, after) => applied(tr, shown, before.doc, after.doc),
    },
    props: { decorations: (state) => key.getState(state)?.decorations },
    filterTransaction(tr, state) {
      const refused = tr.docChanged && !isFromText(tr) ? lockedBy(tr, state) : null
      if (refused) onRefused(refused.lock, refused.provisionId)
      return refused === null
    },
  })
}

/** Shows other locks, or the same in another language. */
export function showLocks(view: EditorView, locks: Locks, label: LockLabel): void {
  view.dispatch(view.state.tr.setMeta(key, { locks, label }))
}

/** Why the provision cannot be changed in this editor at this moment, or null. */
export function lockIn(state: EditorState, provisionId: string): Lock | null {
  return lockOf(key.getState(state)?.locks ?? NO_LOCKS, provisionId)
}

function lockedBy(tr: Transaction, state: EditorState): { lock: Lock; provisionId: string } | null {
  const locks = key.getState(state)?.locks ?? NO_LOCKS
  if (locks.settled.size === 0 && locks.frozen.size === 0) return null
  for (const { provisionId, before } of changesBetween(tr.before, tr.doc)) {
    const lock = before ? lockOf(locks, provisionId) : null
    if (lock) return { lock, provisionId }
  }
  return movedLocked(tr, locks)
}

/** A locked provision that was cut out and put in again elsewhere reads the same, but was moved. */
function movedLocked(tr: Transaction, locks: Locks): { lock: Lock; provisionId: string } | null {
  let moved: { lock: Lock; provisionId: string } | null = null
  for (const { node: block, pos: blockPos } of differingChildren(tr.before, tr.doc).old) {
    eachUnitIn(block, blockPos, (node, pos) => {
      const provisionId = String(node.attrs.id)
      const lock = moved ? null : lockOf(locks, provisionId)
      if (lock && wasReplaced(tr, pos)) moved = { lock, provisionId }
    })
  }
  return moved
}

const wasReplaced = (tr: Transaction, pos: number) => tr.mapping.mapResult(pos + 1).deletedAcross

function applied(tr: Transaction, shown: Shown, before: Node, doc: Node): Shown {
  const meta = tr.getMeta(key) as Pick<Shown, 'locks' | 'label'> | undefined
  const decorations = tr.docChanged ? shown.decorations.map(tr.mapping, doc) : shown.decorations
  if (meta) return { ...meta, decorations: redecorated(doc, decorations, shown, meta) }
  if (!tr.docChanged) return shown
  return { ...shown, decorations: completed(before, doc, { ...shown, decorations }) }
}

/** Decorations again for those provisions whose lock or label changed. */
function redecorated(
  doc: Node,
  decorations: DecorationSet,
  old: Shown,
  { locks, label }: Pick<Shown, 'locks' | 'label'>,
): DecorationSet {
  const ids = new Set<string>([
    ...locks.settled.keys(),
    ...locks.frozen,
    ...old.locks.settled.keys(),
    ...old.locks.frozen,
  ])
  const fresh: Decoration[] = []
  const stale: Decoration[] = []
  eachUnit(doc, (node, pos) => {
    const id = String(node.attrs.id)
    if (!ids.has(id)) return
    const wanted = decorationOf(node, pos, locks, label)
    const present = decorations.find(pos, pos + node.nodeSize, (spec: Spec) => spec.id === id)
    const same =
      wanted && present.length === 1 && (present[0]?.spec as Spec).said === (wanted.spec as Spec).said
    if (same) return
    stale.push(...present)
    if (wanted) fresh.push(wanted)
  })
  return decorations.remove(stale).add(doc, fresh)
}

/** Decorations for locked provisions that came in with a change, as when a node is drawn anew. */
function completed(before: Node, doc: Node, { locks, label, decorations }: Shown): DecorationSet {
  if (locks.settled.size === 0 && locks.frozen.size === 0) return decorations
  const fresh: Decoration[] = []
  for (const { node: block, pos: blockPos } of differingChildren(before, doc).fresh) {
    eachUnitIn(block, blockPos, (node, pos) => {
      const present = decorations.find(pos, pos + node.nodeSize, (spec: Spec) => spec.id === node.attrs.id)
      const wanted = present.length === 0 ? decorationOf(node, pos, locks, label) : null
      if (wanted) fresh.push(wanted)
    })
  }
  return fresh.length > 0 ? decorations.add(doc, fresh) : decorations
}

interface Spec {
  readonly id: string
  readonly said: string
}

function decorationOf(node: Node, pos: number, locks: Locks, label: LockLabel): Decoration | null {
  const id = String(node.attrs.id)
  const lock = lockOf(locks, id)
  if (!lock) return null
  const { said, onPaper } = label(id, lock, locks)
  const name = lock === 'freezing' ? 'freezing' : 'settled'
  const attrs = { class: name, 'data-lock': said, 'data-lock-on-paper': onPaper }
  return Decoration.node(pos, pos + node.nodeSize, attrs, { id, said } satisfies Spec)
}

/** Visits what can be settled: provisions, and the rows of tables. */
export function eachUnit(doc: Node, visit: (node: Node, pos: number) => void): void {
  doc.forEach((block, pos) => eachUnitIn(block, pos, visit))
}

/** The same in one child of a document. */
export function eachUnitIn(block: Node, pos: number, visit: (node: Node, pos: number) => void): void {
  if (block.type !== nodes.table) visit(block, pos)
  else block.forEach((row, offset) => visit(row, pos + 1 + offset))
}
