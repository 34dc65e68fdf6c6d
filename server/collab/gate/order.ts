import * as Y from 'yjs'
import { heldAt } from './items'
import { MAX_STEPS } from './work'

/**
 * Whether every new item stands left of the neighbour that its sender saw on its right, as Yjs places every item of an
 * honest sender. An item whose neighbours contradict each other would stand elsewhere in a replica that got the same
 * updates in other pieces.
 */
export function standInOrder(doc: Y.Doc, added: readonly Y.Item[]): boolean {
  /** For items on the way: the right neighbour that was found behind them. */
  const known = new Map<Y.Item, Y.Item>()
  let steps = 0
  for (const item of added) {
    const { rightOrigin } = item
    const goal = rightOrigin && heldAt(doc, rightOrigin)
    if (!goal || !(goal instanceof Y.Item)) continue
    if (goal === item) {
      if (rightOrigin.clock <= item.id.clock) return false
      continue
    }
    const way: Y.Item[] = [item]
    for (let at = item.right; at !== goal; at = at.right) {
      if (!at || (steps += 1) > MAX_STEPS) return false
      if (known.get(at) === goal) break
      way.push(at)
    }
    for (const one of way) known.set(one, goal)
  }
  return true
}
