import type { MechanismId } from '../shared/ids'
import { practiceAcronym } from '../shared/practice-seats'
import type { Answer } from '../shared/protocol'
import { Asked } from './asked.svelte'
import type { Live } from './live'

/** Acronyms of mechanisms, as the registry has them; of those that practise, without it. */
export class MechanismNames {
  readonly #registry: Asked<Answer<'registry:read'>>
  /** Every mechanism, in the registry's order; none before it has answered. */
  readonly all = $derived.by(() => this.#registry.value?.mechanisms ?? [])

  constructor(live: Live) {
    this.#registry = new Asked(() => live.ask('registry:read', {}))
  }

  /** Asks the registry, or asks again. */
  read(): void {
    void this.#registry.ask()
  }

  /** Whether a mechanism has a name that is known. */
  knows(mechanismId: MechanismId): boolean {
    return practiceAcronym(mechanismId) !== null || this.all.some(({ id }) => id === mechanismId)
  }

  /** The acronym of a mechanism; its id while the registry has not answered. Reactive. */
  of(mechanismId: MechanismId): string {
    const practising = practiceAcronym(mechanismId)
    if (practising !== null) return practising
    return this.all.find(({ id }) => id === mechanismId)?.acronym ?? mechanismId
  }
}
