import * as Y from 'yjs'
import { EMPTY_UPDATE } from './frames'

/** `Y.mergeUpdates` is about quadratic in the length of its list, so long lists are merged in groups of this size. */
export const GROUP = 32

/** One update that does what all of them do. */
export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  let rest = updates
  while (rest.length > 1) {
    const merged: Uint8Array[] = []
    for (let at = 0; at < rest.length; at += GROUP) merged.push(mergeGroup(rest.slice(at, at + GROUP)))
    rest = merged
  }
  return rest[0] ?? EMPTY_UPDATE
}

function mergeGroup(group: readonly Uint8Array[]): Uint8Array {
  const [only] = group
  return group.length === 1 && only ? only : Y.mergeUpdates([...group])
}
