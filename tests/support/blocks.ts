import type { Block } from '../../shared/text/branches'

const KINDS: Readonly<Record<string, string>> = {
  ...{ T: 'title', H: 'heading', P: 'preambular', O: 'operative', s: 'sub', t: 'row', f: 'footnote' },
}

/** A block that can be told from others of its kind. */
export type NamedBlock = Block & { readonly name: string }

/**
 * Blocks by their initials, with their level and, where two are to be told apart, a letter: `T` title, `H` `H1` headings,
 * `P` `O` paragraphs, `s1` to `s4` sub-paragraphs, `t` table, `f` text of a note.
 */
export const blocksNamed = (text: string): NamedBlock[] =>
  text.split(' ').map((name) => ({
    name,
    kind: KINDS[name.charAt(0)] ?? '',
    level: Number(/\d/.exec(name)?.[0] ?? 0),
  }))

/** The initial of a block and its level. */
export function nameOf({ kind, level }: Block): string {
  const initial = Object.entries(KINDS).find(([, known]) => known === kind)?.[0] ?? '?'
  return level > 0 ? `${initial}${level}` : initial
}
