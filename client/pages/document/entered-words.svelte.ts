import type { MechanismId, ProvisionId } from '../../../shared/ids'
import type { EnteredRead, EntryRead } from '../../../shared/protocol'
import type { EnteringRead } from '../../../shared/protocol/seats'
import {
  enteredFrom,
  labelled,
  mechanismsOf,
  NOTHING_ENTERED,
  storedOf,
  withEntry,
} from '../../collab/entered'
import { t } from '../../i18n.svelte'
import type { Live } from '../../live'
import { MechanismNames } from '../../mechanism-names.svelte'

/** Words of the document that were entered for mechanisms and wait for their chairs, with the names to say so. */
export class EnteredWords {
  #words = $state.raw(NOTHING_ENTERED)
  /** For whom this person's words are without being asked; null when they are their own. */
  #implied = $state.raw<EnteringRead | null>(null)
  readonly #mechanisms: MechanismNames
  /** What is written beside each provision that waits: who entered words there, and for whom. */
  readonly labels: ReadonlyMap<string, string> = $derived.by(() =>
    labelled(this.#words, (words) => this.#labelOf(words)),
  )
  /** The mechanism for whose chair this person's words are, by its acronym, or null. */
  readonly impliedFor: string | null = $derived.by(() => {
    const mechanismId = this.#implied?.mechanismId
    return mechanismId ? this.nameOf(mechanismId) : null
  })

  constructor(live: Live) {
    this.#mechanisms = new MechanismNames(live)
  }

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#words.size === 0
  }

  /** What waits in a provision. */
  at(provisionId: ProvisionId): readonly EnteredRead[] {
    return this.#words.get(provisionId) ?? []
  }

  /** The mechanisms whose chairs have not confirmed words in a provision, by their acronyms. */
  waitingAt(provisionId: ProvisionId): string[] {
    return mechanismsOf(this.at(provisionId)).map((id) => this.nameOf(id))
  }

  nameOf(mechanismId: MechanismId): string {
    return this.#mechanisms.of(mechanismId)
  }

  /** Takes over what the server says on entering, or said when this browser was here last. */
  enter(read: readonly EnteredRead[], implied: EnteringRead | null): void {
    this.#words = enteredFrom(read)
    this.#implied = implied
    this.#readNames()
  }

  /** From here on this person's words are entered for this seat without being asked; null: they are their own. */
  imply(entering: EnteringRead | null): void {
    this.#implied = entering
    this.#readNames()
  }

  /** Folds in one entry of the document's journal; other kinds change nothing. */
  hear(entry: Extract<EntryRead, { shown: true }>): void {
    const before = this.#words
    this.#words = withEntry(before, entry)
    if (this.#words !== before) this.#readNames()
  }

  /** The words as they are stored in this browser. */
  stored(): EnteredRead[] {
    return storedOf(this.#words)
  }

  #labelOf(words: readonly EnteredRead[]): string {
    const said = words.map(({ by, mechanismId }) =>
      t('entered.mark', { name: by, mechanism: this.nameOf(mechanismId) }),
    )
    return said.join(' · ')
  }

  /** Asks what mechanisms are called when one is meant whose name is not known. */
  #readNames(): void {
    const implied = this.#implied?.mechanismId
    const meant = [...mechanismsOf(this.stored()), ...(implied ? [implied] : [])]
    if (!meant.every((mechanismId) => this.#mechanisms.knows(mechanismId))) this.#mechanisms.read()
  }
}
