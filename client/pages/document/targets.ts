import type { Node } from 'prosemirror-model'
import { fold } from '../../../shared/text/forgiving'
import { shortened } from './leads'

/** A provision to which a cross reference may lead. */
export interface Target {
  readonly id: string
  readonly label: string
  /** Its first words. */
  readonly words: string
  readonly node: Node
}

/** As many letters as a line of the list holds. */
const MOST_LETTERS = 80

/** What is compared of provisions: most stay what they are from one key to the next. */
const folded = new WeakMap<Node, string>()

/** All provisions that have a number, in their order. */
export function targetsIn(doc: Node, labels: ReadonlyMap<string, string>): Target[] {
  return doc.children.flatMap((node) => {
    const id = String(node.attrs.id)
    const label = labels.get(id)
    return label ? [{ id, label, words: shortened(node.textContent, MOST_LETTERS), node }] : []
  })
}

/**
 * The provisions meant by some words: each of the words stands in its number or in its text, compared forgivingly. Those
 * whose number begins with what was typed come first.
 */
export function targetsSaying(targets: readonly Target[], wanted: string): readonly Target[] {
  const whole = joined(fold(wanted).text)
  const words = fold(wanted).text.split(/\s+/).filter(Boolean)
  if (words.length === 0) return targets
  const isNamed = ({ label }: Target) => joined(fold(label).text).startsWith(whole)
  const says = (target: Target) => {
    const said = `${fold(target.label).text} ${wordsOf(target.node)}`
    return words.every((word) => said.includes(word))
  }
  const named = targets.filter(isNamed)
  return [...named, ...targets.filter((target) => !isNamed(target) && says(target))]
}

/** `OP3` and `op 3` mean the same. */
const joined = (text: string) => text.replace(/\s+/g, '')

function wordsOf(node: Node): string {
  const known = folded.get(node)
  if (known !== undefined) return known
  const words = fold(node.textContent).text
  folded.set(node, words)
  return words
}
