import type { Answer } from '../../../shared/protocol'
import type { Registry } from '../../../shared/registry'
import { SEAT_FUNCTIONS, type HeldFor } from '../../../shared/seats'

/** What a seat is held for, as the value of a choice in a form. */
export function choiceOf(heldFor: HeldFor): string {
  if (heldFor.kind === 'mechanism') return `mechanism:${heldFor.mechanismId}`
  return heldFor.kind === 'partner' ? `partner:${heldFor.partnerId}` : `function:${heldFor.name}`
}

/** The registry as it travels, by id. */
export function registryFrom({ mechanisms, partners }: Answer<'registry:read'>): Registry {
  return {
    mechanisms: new Map(mechanisms.map((one) => [one.id, one])),
    partners: new Map(partners.map((one) => [one.id, one])),
  }
}

/** Everything that a seat may be held for, by the value of its choice. */
export function choicesFrom({ mechanisms, partners }: Registry): [string, HeldFor][] {
  const all: HeldFor[] = [
    ...SEAT_FUNCTIONS.map((name) => ({ kind: 'function', name }) as const),
    ...[...mechanisms.keys()].map((mechanismId) => ({ kind: 'mechanism', mechanismId }) as const),
    ...[...partners.keys()].map((partnerId) => ({ kind: 'partner', partnerId }) as const),
  ]
  return all.map((heldFor) => [choiceOf(heldFor), heldFor])
}
