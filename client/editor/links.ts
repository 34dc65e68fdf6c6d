import type { Mark, Node, ResolvedPos } from 'prosemirror-model'
import type { Selection } from 'prosemirror-state'
import { isPlainLink } from '../../shared/text/formats'
import { marks } from '../../shared/text/schema'

/** A link, and from where to where its words stand in the document. */
export interface Link {
  readonly href: string
  readonly from: number
  readonly to: number
}

/** The link, as a whole, in which a selection begins and ends; null when there is none. */
export function linkAround({ $from, to, empty }: Pick<Selection, '$from' | 'to' | 'empty'>): Link | null {
  if (!$from.parent.inlineContent) return null
  const behind = linkOn($from.nodeAfter)
  const link = behind ?? (empty ? linkOn($from.nodeBefore) : undefined)
  if (!link) return null
  const stretch = stretchOf(link, $from, $from.index() - (behind ? 0 : 1))
  return to <= stretch.to ? { href: String(link.attrs.href), ...stretch } : null
}

const isAddress = (words: string): boolean => isPlainLink(words)

/** The address that somebody means: what has no beginning is an address of the web or of post; null when it is none. */
export function addressOf(typed: string): string | null {
  const words = typed.trim()
  if (isAddress(words)) return words
  const meant = /^[^\s/:@]+@[^\s/@]+\.[^\s/@.]+$/.test(words) ? `mailto:${words}` : `https://${words}`
  return /^[^\s:/]+\.[^\s:/]{2,}/.test(words) && isAddress(meant) ? meant : null
}

const linkOn = (node: Node | null): Mark | undefined => (node ? marks.link.isInSet(node.marks) : undefined)

/** How far a link reaches to both sides of a child of the paragraph. */
function stretchOf(link: Mark, $pos: ResolvedPos, index: number): { from: number; to: number } {
  const { children } = $pos.parent
  const isLinked = (at: number) => link.isInSet(children[at]?.marks ?? [])
  let [first, last] = [index, index]
  while (isLinked(first - 1)) first -= 1
  while (isLinked(last + 1)) last += 1
  return { from: $pos.posAtIndex(first), to: $pos.posAtIndex(last + 1) }
}
