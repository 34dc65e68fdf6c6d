import type { EditorView } from 'prosemirror-view'
import { SvelteSet } from 'svelte/reactivity'
import { blockInView } from '../../../editor/in-view'
import { itemsOf, itemsWith, openItems, piecesOf, showSame, type OutlineItem } from './rows'

/** The outline follows the reader at this pace. */
const FOLLOW_EVERY_MS = 250

/** It follows the words at this pace: whoever types beside it must not have the page drawn twice for each key. */
const READ_EVERY_MS = 1_000

/** What the outline of a text shows, where the reader is in it, and which row the keyboard is at. */
export class Outline {
  items = $state.raw<readonly OutlineItem[]>([])
  /** The block at which the reader is. */
  current = $state<string | null>(null)
  /** The row that was gone to or moved last; null while the outline follows the reader. */
  chosen = $state<string | null>(null)
  wanted = $state('')
  readonly closed = new SvelteSet<string>()
  readonly #labels: () => ReadonlyMap<string, string>
  readonly rows = $derived.by(() =>
    this.wanted.trim() === ''
      ? openItems(this.items, this.closed)
      : itemsWith(this.items, this.wanted, this.#labels()),
  )
  #cut: ReturnType<typeof piecesOf> = []
  readonly pieces = $derived.by(() => (this.#cut = piecesOf(this.rows, this.#cut)))
  /** The one row that Tab reaches. */
  readonly active = $derived(
    this.rows.find(({ id }) => id === (this.chosen ?? this.current)) ?? this.rows[0] ?? null,
  )
  /** What rows look at: it changes with the active row only, while a letter anywhere makes `active` look again. */
  activeId = $state<string | null>(null)
  #following: ReturnType<typeof setTimeout> | undefined
  #reading: ReturnType<typeof setTimeout> | undefined

  constructor(labels: () => ReadonlyMap<string, string>) {
    this.#labels = labels
  }

  /** Reads the text again, now. */
  read(view: EditorView): void {
    this.close()
    if (view.isDestroyed) return
    const items = itemsOf(view.state.doc)
    // most keys change nothing that the outline shows; what is looked for may be in words that it does not show
    if (this.wanted !== '' || !showSame(items, this.items)) this.items = items
    this.#find(view)
  }

  /** The caret or the window moved: looks soon where the reader is. */
  follow(view: EditorView): void {
    this.#following ??= setTimeout(() => this.#find(view), FOLLOW_EVERY_MS)
  }

  /** The text changed: it is read again in a while; at once where the outline is empty, which costs nothing. */
  stir(view: EditorView): void {
    if (this.items.length === 0) this.read(view)
    else this.#reading ??= setTimeout(() => this.read(view), READ_EVERY_MS)
  }

  /** To be called in an effect that runs before the rows are drawn. */
  keepActiveId(): void {
    this.activeId = this.active?.id ?? null
  }

  close(): void {
    clearTimeout(this.#following)
    clearTimeout(this.#reading)
    this.#following = undefined
    this.#reading = undefined
  }

  /** Opens or closes what stands under a heading. */
  fold(id: string): void {
    if (!this.closed.delete(id)) this.closed.add(id)
  }

  #find(view: EditorView): void {
    this.#following = undefined
    if (!view.isDestroyed) this.current = blockInView(view)
  }
}
