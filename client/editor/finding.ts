import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { differingChildren } from './differing'
import { matchesIn, matchesOfBlock, moved, type Match, type Query } from './searched'

/** More matches than this are counted but not all marked: marking a letter everywhere would stall the page. */
const MOST_MARKED = 1_000

/** Longest selection that is taken over as what to look for, in UTF-16 units. */
const MAX_TAKEN_OVER = 100

/** Share of the window, at its top and bottom, in which what was found counts as hidden. */
const HIDDEN_EDGE = 0.2

/** What is looked for in the text, and where it stands. */
export interface Finding {
  readonly query: Query | null
  readonly matches: readonly Match[]
  /** Place of the present match among them; -1 when there is none. */
  readonly at: number
  readonly marked: DecorationSet
  readonly shown: DecorationSet
}

const NOTHING: Finding = {
  query: null,
  matches: [],
  at: -1,
  marked: DecorationSet.empty,
  shown: DecorationSet.empty,
}

/** What a transaction wants: another query, another present match, or the first one from a position of its own document. */
type Wish = { readonly query: Query | null } | { readonly at: number } | { readonly from: number }

const key = new PluginKey<Finding>('finding')

/** Marks what is looked for; a change marks anew only the provisions that it touched. */
export function findingPlugin(): Plugin<Finding> {
  return new Plugin<Finding>({
    key,
    state: {
      init: () => NOTHING,
      apply: (tr, finding, before, after) => applied(tr, finding, before.doc, after),
    },
    props: { decorations: (state) => key.getState(state)?.shown },
  })
}

/** What is being looked for, and what was found. */
export function findingIn(state: EditorState): Finding {
  return key.getState(state) ?? NOTHING
}

/** Looks for something else, from the caret on; for nothing when null. */
export function lookFor(view: EditorView, query: Query | null): void {
  view.dispatch(view.state.tr.setMeta(key, { query } satisfies Wish))
  showPresent(view)
}

/** Goes to the next match or the one before, around the ends. @returns whether there is one */
export function stepTo(view: EditorView, by: 1 | -1): boolean {
  const { matches, at } = findingIn(view.state)
  if (matches.length === 0) return false
  const next = at < 0 ? firstFrom(matches, view.state.selection.from) : at + by
  const wish: Wish = { at: (next + matches.length) % matches.length }
  view.dispatch(view.state.tr.setMeta(key, wish))
  showPresent(view)
  return true
}

/** Has the search go on behind what a transaction wrote, not in it. */
export function goOnFrom(tr: Transaction, from: number): Transaction {
  return tr.setMeta(key, { from } satisfies Wish)
}

/** The selected words when they lie in one provision and are few; empty otherwise. */
export function selectedWords({ doc, selection }: EditorState): string {
  const { $from, $to, from, to } = selection
  if (!$from.sameParent($to) || to - from > MAX_TAKEN_OVER) return ''
  return doc.textBetween(from, to)
}

/** Puts the selection on the present match. */
export function selectPresent(view: EditorView): void {
  const { matches, at } = findingIn(view.state)
  const match = matches[at]
  if (!match) return
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, match.from, match.to)))
}

function applied(tr: Transaction, finding: Finding, before: Node, { doc, selection }: EditorState): Finding {
  const wish = tr.getMeta(key) as Wish | undefined
  if (wish && 'query' in wish) return begun(doc, wish.query, selection.from)
  if (wish && 'at' in wish) return withPresent(doc, { ...finding, at: wish.at })
  if (!tr.docChanged || !finding.query) return finding
  const { from } = wish ?? { from: tr.mapping.map(finding.matches[finding.at]?.from ?? selection.from) }
  return changed({ tr, from }, finding, before, doc)
}

function begun(doc: Node, query: Query | null, from: number): Finding {
  if (!query) return NOTHING
  const matches = matchesIn(doc, query)
  const marked = markedIn(doc, matches)
  return withPresent(doc, { ...NOTHING, query, matches, marked, at: firstFrom(matches, from) })
}

/** The present match stays on its words; when they went, the next one takes its place. */
function changed(
  { tr, from }: { tr: Transaction; from: number },
  finding: Finding,
  before: Node,
  doc: Node,
): Finding {
  const { query } = finding
  if (!query) return finding
  const matches = matchesIn(doc, query)
  const isFew = finding.matches.length <= MOST_MARKED && matches.length <= MOST_MARKED
  const mapped = finding.marked.map(tr.mapping, doc)
  const marked = isFew ? remarked(mapped, query, before, doc) : markedIn(doc, matches)
  return withPresent(doc, { query, matches, marked, shown: marked, at: firstFrom(matches, from) })
}

function remarked(marked: DecorationSet, query: Query, before: Node, doc: Node): DecorationSet {
  const stale: Decoration[] = []
  const fresh: Decoration[] = []
  for (const { node, pos } of differingChildren(before, doc).fresh) {
    stale.push(...marked.find(pos + 1, pos + node.nodeSize - 1))
    fresh.push(...matchesOfBlock(node, query).map((match) => markOf(moved(match, pos))))
  }
  return marked.remove(stale).add(doc, fresh)
}

function markedIn(doc: Node, matches: readonly Match[]): DecorationSet {
  return matches.length > MOST_MARKED
    ? DecorationSet.empty
    : DecorationSet.create(
        doc,
        matches.map((match) => markOf(match)),
      )
}

function withPresent(doc: Node, finding: Finding): Finding {
  const present = finding.matches[finding.at]
  const { marked } = finding
  return { ...finding, shown: present ? marked.add(doc, [markOf(present, 'found present')]) : marked }
}

const markOf = ({ from, to }: Match, name = 'found') => Decoration.inline(from, to, { class: name })

/** The first match at or behind a position, else the very first; -1 when there is none. */
function firstFrom(matches: readonly Match[], pos: number): number {
  if (matches.length === 0) return -1
  return Math.max(
    0,
    matches.findIndex(({ from }) => from >= pos),
  )
}

/** Where something stands in the window, and where the window ends, in pixels from its upper edge. */
interface Span {
  readonly top: number
  readonly bottom: number
}

/**
 * How far to scroll to bring a match into the middle of what is seen.
 *
 * @param seen the part of the window that nothing covers
 * @param height of the whole window
 * @returns pixels; 0 when it is well in view already
 */
export function scrollToShow({ top, bottom }: Span, seen: Span, height: number): number {
  const isInView =
    top > Math.max(seen.top, height * HIDDEN_EDGE) &&
    bottom < Math.min(seen.bottom, height * (1 - HIDDEN_EDGE))
  return isInView ? 0 : (top + bottom - seen.top - seen.bottom) / 2
}

/** What the bar for finding, and the keys of a telephone, leave of the window. */
function seenOfWindow(): Span {
  const bar = document.querySelector('[data-covers-text]')?.getBoundingClientRect()
  const shown = visualViewport
  return { top: Math.max(0, bar?.bottom ?? 0), bottom: shown ? shown.offsetTop + shown.height : innerHeight }
}

/**
 * Brings the present match into the middle of what is seen, when it is not well in view already. Again with the next two
 * frames: what was never shown takes its real height only then.
 */
export function showPresent(view: EditorView, framesLeft = 2): void {
  const element = view.isDestroyed ? null : view.dom.querySelector('.found.present')
  if (!element) return
  const distance = () => scrollToShow(element.getBoundingClientRect(), seenOfWindow(), innerHeight)
  if (distance() !== 0) {
    // a wide table scrolls by itself
    element.scrollIntoView({ block: 'center' })
    scrollBy({ top: distance() })
  }
  if (framesLeft > 0) requestAnimationFrame(() => showPresent(view, framesLeft - 1))
}
