import type { Node } from 'prosemirror-model'
import { nodes } from '../../shared/text/schema'

/** The number of each provision that has one, by id, and of each footnote, by id, in the order of its references. */
export interface Labels {
  readonly provisions: ReadonlyMap<string, string>
  readonly footnotes: ReadonlyMap<string, string>
}

export const NO_LABELS: Labels = { provisions: new Map(), footnotes: new Map() }

const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii', 'xiii', 'xiv', 'xv']

/** Lower-case letters as lists count: a … z, aa, ab … */
export function letterOf(number: number): string {
  let letters = ''
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(97 + ((rest - 1) % 26)) + letters
  }
  return letters
}

/**
 * Numbers as the editor's style sheet counts them: preambular paragraphs PP 1 …, operative OP 1 …, sub-paragraphs
 * (a) (i) below the last operative one.
 */
export function labelsOf(doc: Node): Labels {
  const provisions = new Map<string, string>()
  const footnotes = new Map<string, string>()
  let preambular = 0
  let operative = 0
  let above = ''
  let subs = [0, 0, 0, 0]
  doc.forEach((node) => {
    numberFootnotes(node, footnotes)
    if (node.type !== nodes.provision) return
    const { id, kind, level } = node.attrs as { id: string; kind: string; level: number }
    if (kind === 'preambular') above = `PP ${String((preambular += 1))}`
    else if (kind === 'operative') above = `OP ${String((operative += 1))}`
    else if (kind !== 'sub') return
    if (kind !== 'sub') subs = [0, 0, 0, 0]
    else subs = counted(subs, Math.max(1, level))
    provisions.set(id, above + subs.map((number, depth) => markOf(number, depth)).join(''))
  })
  return { provisions, footnotes }
}

function numberFootnotes(block: Node, footnotes: Map<string, string>): void {
  block.descendants((node) => {
    const id = node.type === nodes.footnoteReference ? String(node.attrs.id) : null
    if (id !== null && !footnotes.has(id)) footnotes.set(id, String(footnotes.size + 1))
  })
}

const counted = (subs: readonly number[], level: number) =>
  subs.map((number, depth) => (depth + 1 === level ? number + 1 : depth + 1 > level ? 0 : number))

function markOf(number: number, depth: number): string {
  if (number === 0) return ''
  if (depth === 0) return `(${letterOf(number)})`
  if (depth === 1) return `(${ROMAN[number - 1] ?? String(number)})`
  return depth === 2 ? `${letterOf(number)}.` : `${ROMAN[number - 1] ?? String(number)}.`
}
