import type { DocumentId } from '../../../shared/ids'
import { takeBeginning } from '../../beginning'
import { begin } from '../../editor/beginning'
import type { TextEditor } from '../../editor/editor'
import { mayTakeFocus } from '../../ui/arrival'

/** By these a person says that they have begun with something else. */
const SIGNS = ['pointerdown', 'keydown', 'wheel'] as const

/** Puts the caret into a text in order to write there, unless the person has gone on by themselves meanwhile. */
export class BeginningHere {
  #how
  readonly #life = new AbortController()

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
    this.#how = null
    this.#life.abort()
  }
}
