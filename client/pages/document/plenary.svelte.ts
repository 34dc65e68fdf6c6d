import { SvelteMap } from 'svelte/reactivity'
import type { PersonId } from '../../../shared/ids'
import { plenaryAfter, type Plenary as Mode } from '../../../shared/plenary'
import type { PlenaryRead } from '../../../shared/protocol/plenary'
import type { ShownEntry } from '../../following'

interface Named {
  readonly personId: string
  readonly name: string
}

/** The line that says who holds the pen: it also says why the text cannot be changed. */
export const PEN_LINE_ID = 'pen-line'

/** Whether the document is in plenary mode, and who holds the pen then. */
export class Plenary {
  #mode = $state.raw<Mode | null>(null)
  /** What people are called who were seen in the room: whoever holds the pen may have left it. */
  readonly #names = new SvelteMap<string, string>()

  /** Who holds the pen; null while everybody drafts together. Reactive. */
  get holderId(): PersonId | null {
    return this.#mode?.holderId ?? null
  }

  /** What whoever holds the pen is called; empty for somebody who was never seen. Reactive. */
  get holder(): string {
    return this.#names.get(this.#mode?.holderId ?? '') ?? ''
  }

  /** Takes over what the server says on entering. */
  enter(said: PlenaryRead | null): void {
    this.#mode = said && { holderId: said.holderId }
    if (said && said.holder !== '') this.see([{ personId: said.holderId, name: said.holder }])
  }

  /** Remembers what people in the room are called. */
  see(people: readonly Named[]): void {
    for (const { personId, name } of people) this.#names.set(personId, name)
  }

  /** Folds in one entry of the document's journal; other kinds change nothing. */
  hear({ kind, body, holder }: Pick<ShownEntry, 'kind' | 'body' | 'holder'>): void {
    this.#mode = plenaryAfter(this.#mode, kind, body)
    if (this.#mode && holder) this.see([{ personId: this.#mode.holderId, name: holder }])
  }

  /** What the server would say on entering now. */
  stored(): PlenaryRead | null {
    return this.#mode && { ...this.#mode, holder: this.holder }
  }
}
