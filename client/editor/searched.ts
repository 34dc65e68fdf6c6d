import type { Node } from 'prosemirror-model'
import { findWords, type Strictness } from '../../shared/text/forgiving'
import { nodes } from '../../shared/text/schema'

/** What is looked for; compared by identity, so that what was found for it is known again. */
export interface Query {
  readonly words: string
  readonly strictness: Strictness
}

/** A place in the editor's document that says the words. It lies in one provision, or in one cell of a row. */
export interface Match {
  readonly from: number
  readonly to: number
  /** Provision or row. */
  readonly provisionId: string
}

/** Words of a paragraph, and where in it each run of them begins. */
export interface Paragraph {
  readonly text: string
  readonly runs: readonly { readonly at: number; readonly pos: number }[]
}

const known = new WeakMap<Node, { readonly query: Query; readonly matches: readonly Match[] }>()

/** Everything in a document that says the words, in order. Only provisions that are new to the query are read. */
export function matchesIn(doc: Node, query: Query): Match[] {
  const matches: Match[] = []
  doc.forEach((block, pos) => {
    for (const match of matchesOfBlock(block, query)) matches.push(moved(match, pos))
  })
  return matches
}

/** What a provision or table says of the words, counted from the position before it. */
export function matchesOfBlock(block: Node, query: Query): readonly Match[] {
  const before = known.get(block)
  if (before?.query === query) return before.matches
  const matches = block.type === nodes.table ? matchesInTable(block, query) : matchesInParagraph(block, query)
  known.set(block, { query, matches })
  return matches
}

/** The same match seen from a position before its block. */
export function moved({ from, to, provisionId }: Match, by: number): Match {
  return { from: from + by, to: to + by, provisionId }
}

function matchesInTable(table: Node, query: Query): Match[] {
  const matches: Match[] = []
  table.forEach((row, rowOffset) => {
    row.forEach((cell, cellOffset) => {
      const inside = matchesInParagraph(cell, query, String(row.attrs.id))
      matches.push(...inside.map((match) => moved(match, rowOffset + cellOffset + 2)))
    })
  })
  return matches
}

function matchesInParagraph(block: Node, query: Query, id = String(block.attrs.id)): Match[] {
  const paragraph = paragraphOf(block)
  return findWords(paragraph.text, query.words, query.strictness).map(({ from, to }) => ({
    from: 1 + posOf(paragraph, from),
    // behind the last word, not behind what stands after it
    to: 2 + posOf(paragraph, to - 1),
    provisionId: id,
  }))
}

/** References take up no room in the words; a separator parts them. */
export function paragraphOf(block: Node): Paragraph {
  let text = ''
  const runs: { at: number; pos: number }[] = []
  block.forEach((child, pos) => {
    const words = child.type === nodes.separator ? '\n' : (child.text ?? '')
    if (words !== '') runs.push({ at: text.length, pos })
    text += words
  })
  return { text, runs }
}

/** Where a character of the words stands, counted from the beginning of the paragraph's content. */
export function posOf({ runs }: Paragraph, at: number): number {
  const run = runs.findLast((candidate) => candidate.at <= at)
  return run ? run.pos + at - run.at : at
}
