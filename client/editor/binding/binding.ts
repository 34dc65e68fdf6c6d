import type { Node } from 'prosemirror-model'
import { TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import type * as Y from 'yjs'
import { deltaOf, type Delta } from '../../../shared/text/delta'
import { isOpenText, itemAt, segmentsOf } from '../../../shared/text/flat'
import { matchUnits } from './match'
import { FlatModel } from './model'
import { planRegion } from './plan'
import { mapOffset, offsetAt, posAt } from './positions'
import { regionsOf } from './regions'
import { render } from './render'
import { Survivors } from './survivors'
import { writeOperations } from './write'

/** What the binding needs of an editor: a ProseMirror view, or anything headless with a state. */
export interface ViewLike {
  readonly state: EditorState
  dispatch(tr: Transaction): void
}

/** A caret or selection as offsets in the flat text. */
export interface FlatSelection {
  readonly anchor: number
  readonly head: number
}

/**
 * What happened to the flat text.
 *
 * @param origin of the Yjs transaction; the binding itself for what was typed in this editor
 */
export type DeltaListener = (
  delta: Delta,
  change: { readonly origin: unknown; readonly local: boolean },
) => void

const FROM = 'flat-text'

/** Whether a transaction only shows what the text already says. Plugins must not answer it with changes. */
export function isFromText(tr: Transaction): boolean {
  return tr.getMeta(FROM) !== undefined
}

/** Whether a transaction shows what others changed in the text, not what was undone or put back here. */
export function isFromOthers(tr: Transaction): boolean {
  return tr.getMeta(FROM) === 'others'
}

/**
 * Keeps an editor's document and a flat text the same. Changes of the text are shown with small steps; transactions
 * of the editor are written to the text, keeping every character that their steps left standing.
 */
export class FlatBinding {
  readonly text: Y.Text
  readonly #model: FlatModel
  readonly #listeners = new Set<DeltaListener>()
  readonly #observer: (event: Y.YTextEvent, transaction: Y.Transaction) => void
  readonly #writeListeners = new Set<(selection: FlatSelection) => void>()
  #view: ViewLike | null = null
  #rendering = false

  /** @param text a text opened with `openText` */
  constructor(text: Y.Text) {
    if (!isOpenText(text)) throw new Error('the text must be opened with openText')
    this.text = text
    this.#model = new FlatModel(segmentsOf(text))
    this.#observer = (event, transaction) => this.#changed(event, transaction)
    text.observe(this.#observer)
  }

  /** The document that shows the text as it stands: what an editor starts with. */
  doc(): Node {
    return this.#model.doc()
  }

  /** Shows the text in a view from now on. Its state must hold `doc()`, and it must report through `dispatched`. */
  attach(view: ViewLike): void {
    this.#view = view
    if (this.#model.isShownBy(view.state.doc)) this.#model.adopt(view.state.doc)
    else this.#show('here')
  }

  /** Stops following the text. */
  destroy(): void {
    this.text.unobserve(this.#observer)
    this.#listeners.clear()
    this.#writeListeners.clear()
    this.#view = null
  }

  /** Calls back after each change of the text, when the editor shows it. @returns stops calling back */
  onDelta(listener: DeltaListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls back before each write of this editor with the selection before it. @returns stops calling back */
  onWrite(listener: (selection: FlatSelection) => void): () => void {
    this.#writeListeners.add(listener)
    return () => this.#writeListeners.delete(listener)
  }

  /** Offset in the flat text of a position in the editor's document. */
  offsetAt(pos: number): number {
    return offsetAt(this.#model, this.#view?.state.doc ?? this.doc(), pos)
  }

  /** Position in the editor's document of an offset in the flat text. */
  posAt(offset: number): number {
    return posAt(this.#model, this.#view?.state.doc ?? this.doc(), offset)
  }

  /** The item that holds the character at an offset; null behind the end. */
  itemAt(offset: number): { item: Y.Item; within: number } | null {
    return itemAt(this.text, offset, this.#model.anchorBefore(offset))
  }

  /** The selection as offsets in the flat text; null without a view. */
  selection(): FlatSelection | null {
    const selection = this.#view?.state.selection
    return selection ? { anchor: this.offsetAt(selection.anchor), head: this.offsetAt(selection.head) } : null
  }

  /** Puts the caret or selection at offsets in the flat text and scrolls there. */
  select({ anchor, head }: FlatSelection): void {
    const view = this.#view
    if (!view) return
    const tr = view.state.tr
    select(tr, this.posAt(anchor), this.posAt(head))
    view.dispatch(tr.scrollIntoView())
  }

  /**
   * Writes to the text what transactions changed; to be called after every update of the editor's state.
   *
   * @param before state before the first of them
   * @param transactions all that `applyTransaction` returned
   */
  dispatched(before: EditorState, transactions: readonly Transaction[]): void {
    const [first, ...rest] = transactions
    const isShown = this.#rendering
    this.#rendering = false
    if (!first && isShown) throw new Error('a plugin held back what the text says')
    if (!first) return
    if (!isShown) this.#write(before.doc, transactions, before)
    else if (rest.some((tr) => tr.docChanged)) this.#write(first.doc, rest, null)
  }

  #write(before: Node, transactions: readonly Transaction[], state: EditorState | null): void {
    const after = transactions.at(-1)?.doc
    if (!after || after === before) return
    const maps = transactions.flatMap((tr) => tr.mapping.maps)
    const survivors = new Survivors(before.content.size, maps)
    const regions = regionsOf(this.#model, before, after, survivors)
    const operations = regions.flatMap((region) =>
      planRegion(region, matchUnits(region.old, region.fresh, survivors)),
    )
    if (operations.length > 0 && state) this.#announceWrite(state)
    writeOperations(this.text, operations, (offset) => this.#model.anchorBefore(offset), this)
    if (this.#model.isShownBy(after)) this.#model.adopt(after)
    else this.#show('here')
  }

  #announceWrite({ doc, selection }: EditorState): void {
    if (this.#writeListeners.size === 0) return
    const anchor = offsetAt(this.#model, doc, selection.anchor)
    const head = offsetAt(this.#model, doc, selection.head)
    for (const listener of this.#writeListeners) listener({ anchor, head })
  }

  #changed(event: Y.YTextEvent, transaction: Y.Transaction): void {
    const isOwn = transaction.origin === this
    const selection =
      isOwn || !(this.#view?.state.selection instanceof TextSelection) ? null : this.selection()
    const delta = deltaOf(event, (boundary) => this.#model.anchorOf(boundary))
    this.#model.change(delta)
    if (!isOwn) {
      const mapped = selection && mapSelection(delta, selection, transaction.local)
      this.#show(transaction.local ? 'here' : 'others', mapped)
    }
    for (const listener of this.#listeners)
      listener(delta, { origin: transaction.origin, local: transaction.local })
  }

  /**
   * Brings the editor's document to what the text says.
   *
   * @param from who changed the text
   * @param selection where the selection goes; undefined when the editor's own mapping is right, and marks that were
   *   switched on for the next letter have been used
   */
  #show(from: 'here' | 'others', selection?: FlatSelection | null): void {
    const view = this.#view
    if (!view) return
    const { tr, storedMarks } = view.state
    render(
      tr,
      this.#model.groups.map((group) => group.node),
    )
    if (!tr.docChanged) return
    this.#model.adopt(tr.doc)
    if (selection) {
      select(tr, posAt(this.#model, tr.doc, selection.anchor), posAt(this.#model, tr.doc, selection.head))
    }
    if (selection !== undefined && storedMarks) tr.setStoredMarks(storedMarks)
    this.#rendering = true
    view.dispatch(tr.setMeta(FROM, from).setMeta('addToHistory', false))
  }
}

/** What a view's `dispatchTransaction` must do. */
export function dispatchInto(
  view: { readonly state: EditorState; updateState(state: EditorState): void },
  binding: FlatBinding,
  tr: Transaction,
): void {
  const before = view.state
  const { state, transactions } = before.applyTransaction(tr)
  view.updateState(state)
  binding.dispatched(before, transactions)
}

function mapSelection(delta: Delta, { anchor, head }: FlatSelection, after: boolean): FlatSelection {
  return { anchor: mapOffset(delta, anchor, after), head: mapOffset(delta, head, after) }
}

function select(tr: Transaction, anchor: number, head: number): void {
  const { doc, selection } = tr
  const wanted = TextSelection.between(doc.resolve(anchor), doc.resolve(head))
  if (!wanted.eq(selection)) tr.setSelection(wanted)
}
