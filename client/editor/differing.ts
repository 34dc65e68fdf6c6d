import type { Node } from 'prosemirror-model'

/** A child of a document, a provision or a table, or the row of one. */
export interface Child {
  readonly node: Node
  /** Position before the node. */
  readonly pos: number
}

/** The children in which two documents differ. */
export interface Differing {
  readonly old: Child[]
  readonly fresh: Child[]
  /** How many children stand before these; they are the same in both. */
  readonly head: number
}

/** The children between those at the beginning and at the end that two documents share: few, when a key was typed. */
export function differingChildren(before: Node, after: Node): Differing {
  const most = Math.min(before.childCount, after.childCount)
  let head = 0
  let pos = 0
  while (head < most && before.child(head) === after.child(head)) pos += before.child(head++).nodeSize
  let tail = 0
  while (tail < most - head && fromEnd(before, tail) === fromEnd(after, tail)) tail += 1
  return { old: childrenFrom(before, head, tail, pos), fresh: childrenFrom(after, head, tail, pos), head }
}

const fromEnd = (doc: Node, index: number): Node => doc.child(doc.childCount - 1 - index)

function childrenFrom(doc: Node, head: number, tail: number, start: number): Child[] {
  const children: Child[] = []
  let pos = start
  for (let index = head; index < doc.childCount - tail; index += 1) {
    const node = doc.child(index)
    children.push({ node, pos })
    pos += node.nodeSize
  }
  return children
}
