import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { PLAIN_NUMBERING, type Numbering } from '../../shared/text/numbering'
import { nodes } from '../../shared/text/schema'
import { differingChildren } from './differing'
import { labelsOf, type Labels } from './labels'

/** Numbers are computed a moment after the last change, not with every key. */
const RENUMBER_AFTER_MS = 250

interface Shown {
  readonly numbering: Numbering
  /** Whether Tab stops at references and signs, as for those who only read: they have no caret to put there. */
  readonly hasStops: boolean
  readonly decorations: DecorationSet
}

const key = new PluginKey<Shown>('references')

/**
 * Shows at each footnote and cross reference the number of what it refers to, and keeps them up to date.
 *
 * @param onLabels told of all numbers whenever they changed
 */
export function referencesPlugin(onLabels: (labels: Labels) => void): Plugin<Shown> {
  return new Plugin<Shown>({
    key,
    state: {
      init: (_config, { doc }) => ({
        numbering: PLAIN_NUMBERING,
        hasStops: true,
        decorations: decorate(doc, labelsOf(doc, PLAIN_NUMBERING), true),
      }),
      apply: applied,
    },
    props: { decorations: (state) => key.getState(state)?.decorations },
    view: (view) => renumbering(view, onLabels),
  })
}

/** All numbers of the text as it is at this moment. */
export function labelsNow(state: EditorState): Labels {
  return labelsOf(state.doc, key.getState(state)?.numbering ?? PLAIN_NUMBERING)
}

/** Numbers the text in the way of its language from now on. */
export function numberAs(view: EditorView, numbering: Numbering): void {
  view.dispatch(view.state.tr.setMeta(key, { numbering }).setMeta('addToHistory', false))
}

/** Lets Tab stop at references and signs, or no longer. */
export function makeStops(view: EditorView, hasStops: boolean): void {
  view.dispatch(view.state.tr.setMeta(key, { hasStops }).setMeta('addToHistory', false))
}

function applied(tr: Transaction, shown: Shown): Shown {
  const meta = tr.getMeta(key) as Partial<Shown> | undefined
  if (!meta) return { ...shown, decorations: shown.decorations.map(tr.mapping, tr.doc) }
  const { numbering, hasStops } = { ...shown, ...meta }
  const decorations = meta.decorations ?? decorate(tr.doc, labelsOf(tr.doc, numbering), hasStops)
  return { numbering, hasStops, decorations }
}

function renumbering(view: EditorView, onLabels: (labels: Labels) => void) {
  const numberingOf = () => key.getState(view.state)?.numbering ?? PLAIN_NUMBERING
  let numbering = numberingOf()
  onLabels(labelsOf(view.state.doc, numbering))
  let timer: ReturnType<typeof setTimeout> | undefined
  let said = ''
  const renumberLater = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(renumber, ms)
  }
  const renumber = () => {
    if (view.composing) return renumberLater(RENUMBER_AFTER_MS)
    const { doc } = view.state
    const labels = labelsOf(doc, numbering)
    const next = JSON.stringify([[...labels.provisions], [...labels.footnotes]])
    if (next !== said) onLabels(labels)
    said = next
    const shown = key.getState(view.state)
    const decorations = decorate(doc, labels, shown?.hasStops ?? false)
    if (numbersIn(decorations) === numbersIn(shown?.decorations)) return
    view.dispatch(view.state.tr.setMeta(key, { decorations }).setMeta('addToHistory', false))
  }
  return {
    update(_view: EditorView, { doc }: { doc: Node }) {
      const isOtherwise = numbering !== numberingOf()
      if (!isOtherwise && areNumberedAlike(doc, view.state.doc)) return
      numbering = numberingOf()
      renumberLater(isOtherwise ? 0 : RENUMBER_AFTER_MS)
    },
    destroy: () => clearTimeout(timer),
  }
}

/** Whether two documents differ, if at all, in words only, as with most keys: then no number can be another. */
function areNumberedAlike(before: Node, after: Node): boolean {
  if (before === after) return true
  const { old, fresh } = differingChildren(before, after)
  return (
    old.length === fresh.length &&
    old.every(({ node }, index) => {
      const other = fresh[index]?.node
      return (
        other !== undefined &&
        node.hasMarkup(other.type, other.attrs) &&
        sayNothing(node) &&
        sayNothing(other)
      )
    })
  )
}

const sayNothing = (block: Node) => block.isTextblock && referencesIn(block).length === 0

function decorate(doc: Node, { provisions, footnotes }: Labels, hasStops: boolean): DecorationSet {
  const decorations: Decoration[] = []
  const said = (number: string) => ({
    'data-number': number,
    ...(hasStops ? { role: 'link', tabindex: '0', 'aria-label': number } : {}),
  })
  const say = (pos: number, size: number, attrs: { readonly 'data-number': string }) =>
    decorations.push(Decoration.node(pos, pos + size, attrs, { number: attrs['data-number'] }))
  doc.descendants(({ type, attrs, nodeSize }, pos) => {
    if (type === nodes.footnoteReference) say(pos, 1, said(footnotes.get(String(attrs.id)) ?? '?'))
    else if (type === nodes.crossReference) say(pos, 1, said(provisions.get(String(attrs.target)) ?? '?'))
    else if (attrs.kind === 'footnote')
      say(pos, nodeSize, { 'data-number': footnotes.get(String(attrs.id)) ?? '*' })
  })
  return DecorationSet.create(doc, decorations)
}

/** Which numbers stand where. */
function numbersIn(decorations: DecorationSet | undefined): string {
  const numbers = decorations
    ?.find()
    .map(({ from, spec }) => `${String(from)} ${(spec as { number: string }).number}`)
  return numbers?.sort().join('\n') ?? ''
}

function referencesIn(doc: Node): string[] {
  const found: string[] = []
  doc.descendants((node) => {
    if (node.type === nodes.footnoteReference) found.push(String(node.attrs.id))
    if (node.type === nodes.crossReference) found.push(String(node.attrs.target))
  })
  return found
}
