import { keydownHandler } from 'prosemirror-keymap'
import { FORGIVING, type Strictness } from '../../../shared/text/forgiving'
import type { TextEditor } from '../../editor/editor'
import {
  findingIn,
  goOnFrom,
  lookFor,
  selectedWords,
  selectPresent,
  showPresent,
  stepTo,
} from '../../editor/finding'
import { replaceable, replaceWords, saysExactly, type Replaceable } from '../../editor/replacing'
import { bindPage } from '../../editor/shortcuts'

/** What became of replacing everything. */
export interface Replaced {
  readonly count: number
  readonly similar: number
  readonly leftOut: Replaceable['leftOut']
}

/** Finding and replacing in the text that the page shows. */
export class Finder {
  isOpen = $state(false)
  /** Whether the fields for replacing are asked for; only those who may edit see them. */
  isReplacing = $state(false)
  words = $state('')
  instead = $state('')
  strictness = $state.raw<Strictness>(FORGIVING)
  readonly #editor: () => TextEditor
  readonly #focus: () => void

  /** @param focus puts the caret into the field for what to look for */
  constructor(editor: () => TextEditor, focus: () => void) {
    this.#editor = editor
    this.#focus = focus
  }

  /** Takes the keys for finding; to be asked only while the text or the bar has the focus. @returns whether it took one */
  readonly takeKey = (event: KeyboardEvent): boolean => this.#keys(this.#editor().view, event)

  open(withReplace: boolean): void {
    const { state } = this.#editor().view
    this.words = selectedWords(state) || this.words
    this.isReplacing ||= withReplace
    this.isOpen = true
    this.#focus()
  }

  /** Back to the text, with what was found selected. */
  close(): void {
    const { view } = this.#editor()
    if (!this.isOpen) return
    this.isOpen = false
    selectPresent(view)
    lookFor(view, null)
    view.focus()
  }

  /** Looks for what the field says, or for nothing while the bar is closed. */
  search(): void {
    const { words, strictness } = this
    const { view } = this.#editor()
    const query = this.isOpen && words !== '' ? { words, strictness } : null
    if (query || findingIn(view.state).query) lookFor(view, query)
  }

  step(by: 1 | -1): boolean {
    if (!this.isOpen && this.words === '') this.open(false)
    if (!this.isOpen) this.isOpen = true
    return stepTo(this.#editor().view, by)
  }

  /**
   * Writes the other words at the present match and goes on to the next; the editor says why when it is locked.
   *
   * @returns false when it is only similar to what is looked for, and was passed over
   */
  replacePresent(): boolean {
    const editor = this.#editor()
    const { state } = editor.view
    const { query, matches, at } = findingIn(state)
    const match = matches[at]
    if (!match || !query) return true
    if (!saysExactly(state.doc, match, query)) {
      this.step(1)
      return false
    }
    const tr = replaceWords(state, [match], this.instead)
    editor.changeAlone(goOnFrom(tr, tr.mapping.map(match.to, 1)))
    showPresent(editor.view)
    return true
  }

  /** How many places would be replaced, and how many are left as they are. */
  replaceable(): Replaced {
    const { state } = this.#editor().view
    const { matches, ...others } = replaceable(state, findingIn(state))
    return { count: matches.length, ...others }
  }

  /** Writes the other words where the text says exactly what is looked for, but in locked provisions; as one change. */
  replaceAll(): Replaced {
    const editor = this.#editor()
    const { state } = editor.view
    const { matches, ...others } = replaceable(state, findingIn(state))
    const tr = replaceWords(state, matches, this.instead)
    if (tr.docChanged) editor.changeAlone(tr)
    return { count: matches.length, ...others }
  }

  readonly #keys = keydownHandler(
    bindPage({
      find: () => this.#opened(false),
      replace: () => this.#opened(true),
      next: () => this.step(1) || this.isOpen,
      previous: () => this.step(-1) || this.isOpen,
    }),
  )

  #opened(withReplace: boolean): true {
    this.open(withReplace)
    return true
  }
}
