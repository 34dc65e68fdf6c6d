import type { MessageKey } from '../shared/i18n'
import {
  impliedInPractice,
  practiceAcronym,
  practiceSeat,
  PRACTISING,
  type PracticeGroup,
  type PracticeSeat,
} from '../shared/practice-seats'
import { t } from './i18n.svelte'

/** Seats of the practice meeting that are held for no mechanism, by their role. */
const FUNCTIONS = ['chair', 'coordinator', 'observer'] as const
type FunctionRole = (typeof FUNCTIONS)[number]

const functionOf = ({ role }: PracticeSeat): FunctionRole =>
  FUNCTIONS.find((known) => known === role) ?? 'observer'

/** What a seat of the practice meeting is called. Reactive. */
export function practiceSeatName(seat: PracticeSeat): string {
  const { mechanismId, office } = seat
  if (mechanismId === null || office === null) return t(`practice.seat.${functionOf(seat)}`)
  return t(`practice.seat.of.${office}`, { mechanism: practiceAcronym(mechanismId) ?? mechanismId })
}

/** What the seats of a group are of: the meeting itself, or a mechanism by its name in full. Reactive. */
export function practiceGroupName({ mechanism }: PracticeGroup): string {
  if (mechanism === null) return t('practice.group.meeting')
  const name = t(`practice.mechanism.${mechanism}`)
  return t('practice.group.mechanism', { name, acronym: PRACTISING[mechanism] })
}

/** What a seat is called by its id, as presence has it; null for what is no seat of the practice meeting. Reactive. */
export function practiceSeatLabel(seatId: string | null): string | null {
  const seat = practiceSeat(seatId)
  return seat && practiceSeatName(seat)
}

/** Somebody in the room of a practice document, with the name of their seat in place of its id. Reactive. */
export function namedInPractice<Person extends { readonly seat: string | null }>(person: Person): Person {
  return { ...person, seat: practiceSeatLabel(person.seat) ?? person.seat }
}

/** Key of the sentence that says what can be tried on a seat. */
export function practiceRightsKey(seat: PracticeSeat): MessageKey {
  const { office } = seat
  if (office === null) return `practice.may.${functionOf(seat)}`
  const isLeading = office === 'secretariat' && impliedInPractice(seat) === null
  return `practice.may.of.${isLeading ? 'leading' : office}`
}
