import * as Y from 'yjs'
import { TEXT_ROOT } from '../../../shared/sync'
import type { Delta } from '../../../shared/text/delta'
import type { FlatBinding, FlatSelection } from './binding'
import { endOfChange } from './positions'
import { Restorations } from './restored'

/** Typing without a pause longer than this is undone at once. */
export const UNDO_PAUSE_MS = 500

const BEFORE = 'before'

/** A selection that stays on its words while others type. */
interface FixedSelection {
  readonly anchor: Y.RelativePosition
  readonly head: Y.RelativePosition
}

/** Undo and redo of what was typed in this editor; the caret goes back to where it was. */
export interface Undo {
  undo(): boolean
  redo(): boolean
  canUndo(): boolean
  canRedo(): boolean
  /** What comes next is undone by itself. */
  pause(): void
  clear(): void
  close(): void
  /** Calls back when undo or redo may have become possible or impossible. @returns stops calling back */
  onChange(listener: () => void): () => void
}

/** Opens undo for a binding. Close it before the binding is destroyed. */
export function openUndo(binding: FlatBinding, pauseMs: number = UNDO_PAUSE_MS): Undo {
  const { text } = binding
  const manager = new Y.UndoManager(text, { trackedOrigins: new Set([binding]), captureTimeout: pauseMs })
  let delta: Delta = []
  const stopDelta = binding.onDelta((latest) => (delta = latest))
  const restorations = new Restorations(text)
  const keep = ({ stackItem }: { stackItem: Y.UndoManager['undoStack'][number] }) =>
    restorations.keepBoundaries(stackItem)
  manager.on('stack-item-added', keep)
  manager.on('stack-item-updated', keep)
  const stopCaret = keepCaret(binding, manager, () => delta)
  return {
    undo: () => pop(restorations, manager.undoStack, () => manager.undo()),
    redo: () => pop(restorations, manager.redoStack, () => manager.redo()),
    canUndo: () => manager.canUndo(),
    canRedo: () => manager.canRedo(),
    pause: () => manager.stopCapturing(),
    clear: () => manager.clear(),
    close: () => {
      stopDelta()
      stopCaret()
      restorations.close()
      manager.destroy()
    },
    onChange: (listener) => listen(manager, listener),
  }
}

function pop(
  restorations: Restorations,
  stack: Y.UndoManager['undoStack'],
  act: () => Y.UndoManager['undoStack'][number] | null,
): boolean {
  restorations.prepare(stack)
  const popped = act()
  if (popped) restorations.popped(popped)
  return popped !== null
}

/** Remembers the selection before each undoable change, and restores it. @returns stops doing so */
function keepCaret(binding: FlatBinding, manager: Y.UndoManager, delta: () => Delta): () => void {
  const { text } = binding
  let before: FixedSelection | null = null
  const stop = binding.onWrite((selection) => {
    const isNewItem =
      Date.now() - manager.lastChange >= manager.captureTimeout || manager.undoStack.length === 0
    before = isNewItem ? fix(binding, selection) : null
  })
  const { added, popped } = {
    added: ({ stackItem }: { stackItem: { meta: Map<unknown, unknown> } }): void => {
      const source: unknown = manager.currStackItem ? manager.currStackItem.meta.get(BEFORE) : before
      stackItem.meta.set(BEFORE, source)
    },
    popped: ({
      stackItem,
      type,
    }: {
      stackItem: { meta: Map<unknown, unknown> }
      type: 'undo' | 'redo'
    }): void => {
      const fixed = stackItem.meta.get(BEFORE) as FixedSelection | null | undefined
      const end = endOfChange(delta())
      const here = type === 'undo' && fixed ? unfix(text, fixed) : null
      if (here) binding.select(here)
      else if (end !== null) binding.select({ anchor: end, head: end })
    },
  }
  manager.on('stack-item-added', added)
  manager.on('stack-item-popped', popped)
  return stop
}

function listen(manager: Y.UndoManager, listener: () => void): () => void {
  const events = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const
  for (const event of events) manager.on(event, listener)
  return () => {
    for (const event of events) manager.off(event, listener)
  }
}

/** Holds on to the character before each end, so that words inserted exactly there do not push it along. */
function fix(binding: FlatBinding, { anchor, head }: FlatSelection): FixedSelection {
  return { anchor: fixOffset(binding, anchor), head: fixOffset(binding, head) }
}

function fixOffset(binding: FlatBinding, offset: number): Y.RelativePosition {
  const found = offset > 0 ? binding.itemAt(offset - 1) : null
  const id = found ? Y.createID(found.item.id.client, found.item.id.clock + found.within) : null
  return new Y.RelativePosition(null, TEXT_ROOT, id, -1)
}

function unfix(text: Y.Text, { anchor, head }: FixedSelection): FlatSelection | null {
  const { doc } = text
  const at = (position: Y.RelativePosition): number | null =>
    doc ? (Y.createAbsolutePositionFromRelativePosition(position, doc)?.index ?? null) : null
  const [from, to] = [at(anchor), at(head)]
  return from === null || to === null ? null : { anchor: from, head: to }
}
