import { Fragment, Slice, type Node } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { ReplaceStep } from 'prosemirror-transform'
import { nodes } from '../../../shared/text/schema'
import { longestRising, type Pair } from './match'

/** Turns the document of a transaction into `wanted` with few, small steps: a large one would drop what plugins map. */
export function render(tr: Transaction, wanted: readonly Node[]): void {
  const { doc } = tr
  const shared = Math.min(doc.childCount, wanted.length)
  let head = 0
  let start = 0
  while (head < shared && doc.child(head) === wanted[head]) start += doc.child(head++).nodeSize
  let tail = 0
  while (tail < shared - head && doc.child(doc.childCount - 1 - tail) === wanted[wanted.length - 1 - tail])
    tail += 1
  const have = doc.children.slice(head, doc.childCount - tail)
  const want = wanted.slice(head, wanted.length - tail)
  renderBetween(tr, have, want, start)
}

/** What has not changed stays, however much moves past it: from the end, so that positions still to come stay true. */
function renderBetween(tr: Transaction, have: readonly Node[], want: readonly Node[], start: number): void {
  let [haveEnd, wantEnd] = [have.length, want.length]
  let pos = start + sizeOf(have)
  for (const [old, fresh] of [...keptNodes(have, want).reverse(), [-1, -1] as const]) {
    const gap = have.slice(old + 1, haveEnd)
    pos -= sizeOf(gap)
    renderGap(tr, gap, want.slice(fresh + 1, wantEnd), pos)
    pos -= have[old]?.nodeSize ?? 0
    ;[haveEnd, wantEnd] = [old, fresh]
  }
}

/** Indexes of nodes that are the same objects in both. */
function keptNodes(have: readonly Node[], want: readonly Node[]): Pair[] {
  const known = new Map(have.map((node, index) => [node, index]))
  const pairs = want.flatMap((node, index): Pair[] => {
    const old = known.get(node)
    return old === undefined ? [] : [[old, index]]
  })
  return longestRising(pairs)
}

const sizeOf = (list: readonly Node[]): number => list.reduce((sum, { nodeSize }) => sum + nodeSize, 0)

function renderGap(tr: Transaction, have: readonly Node[], want: readonly Node[], start: number): void {
  if (have.length === 0 && want.length === 0) return
  if (arePairs(have, want)) renderPairs(tr, have, want, start)
  else renderStretch(tr, have, want, start)
}

/** Whether the nodes are the same provisions one by one: what is drawn beside one is not to come to stand at another. */
function arePairs(have: readonly Node[], want: readonly Node[]): boolean {
  return (
    have.length === want.length &&
    have.every((node, index) => node.isTextblock && node.attrs.id === want[index]?.attrs.id)
  )
}

function renderPairs(tr: Transaction, have: readonly Node[], want: readonly Node[], start: number): void {
  let pos = start + sizeOf(have)
  // from the end to the start, so that positions still to come stay true
  for (let index = have.length - 1; index >= 0; index -= 1) {
    const [a, b] = [have[index], want[index]]
    if (!a || !b) continue
    pos -= a.nodeSize
    if (a === b) continue
    for (const key of Object.keys(b.attrs)) {
      if (a.attrs[key] !== b.attrs[key]) tr.setNodeAttribute(pos, key, b.attrs[key])
    }
    const step = smallestStep(a.content, b, pos + 1)
    if (step) tr.step(step)
  }
}

function renderStretch(tr: Transaction, have: readonly Node[], want: readonly Node[], start: number): void {
  const whole = nodes.doc.create(null, want)
  const step = smallestStep(Fragment.fromArray([...have]), whole, start)
  if (!step) return
  const { doc: result } = tryStep(tr.doc, step)
  const first = tr.doc.resolve(start).index()
  const isRight = result && want.every((node, index) => result.maybeChild(first + index)?.eq(node))
  if (isRight && result.childCount === tr.doc.childCount - have.length + want.length) tr.step(step)
  else {
    tr.step(new ReplaceStep(start, start + sizeOf(have), new Slice(whole.content, 0, 0)))
  }
}

/** A step may not fit when it cuts through tables; then the whole stretch is replaced. */
function tryStep(doc: Node, step: ReplaceStep): { doc: Node | null } {
  try {
    return { doc: step.apply(doc).doc }
  } catch {
    return { doc: null }
  }
}

/** The step that turns `have`, which begins at `start`, into the content of `want`; null when they are equal. */
function smallestStep(have: Fragment, want: Node, start: number): ReplaceStep | null {
  const from = have.findDiffStart(want.content)
  const ends = have.findDiffEnd(want.content)
  if (from === null || !ends) return null
  const overlap = Math.max(0, from - Math.min(ends.a, ends.b))
  return new ReplaceStep(start + from, start + ends.a + overlap, want.slice(from, ends.b + overlap))
}
