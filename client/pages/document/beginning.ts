import type { DocumentId } from '../../../shared/ids'
import { takeBeginning } from '../../beginning'
import { begin } from '../../editor/beginning'
import type { TextEditor } from '../../editor/editor'
import { mayTakeFocus } from '../../ui/arrival'

/** By these a person says that they have begun with something else. */
const SIGNS = ['pointerdown', 'keydown', 'wheel'] as const

/** Somebody for whom the text cannot be written in by then has begun to read, perhaps by a screen reader; in milliseconds. */
const SOON_MS = 10_000

/** Puts the caret into a text in order to write there, unless the person has gone on by themselves meanwhile. */
export class BeginningHere {
  #how
  readonly #life = new AbortController()
  readonly #soon = setTimeout(() => this.close(), SOON_MS)

  constructor(documentId: DocumentId) {
    this.#how = takeBeginning(documentId)
    const options = { signal: this.#life.signal, capture: true, passive: true }
    if (this.#how) for (const sign of SIGNS) addEventListener(sign, () => this.close(), options)
  }

  /** The text can be written in from now on. */
  begin({ view }: TextEditor): void {
    const how = this.#how
    this.close()
    if (how && mayTakeFocus()) begin(view, how)
  }

  close(): void {
    clearTimeout(this.#soon)
    this.#how = null
    this.#life.abort()
  }
}
