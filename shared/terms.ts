import * as v from 'valibot'
import { PersonId, SeatId } from './ids'
import { draft, type Actor, type EntryDraft } from './journal'

/** A calendar day: `2027-10-12`. */
export const Day = v.pipe(v.string(), v.isoDate())

/** From which day to which somebody chairs a mechanism; null where it is not said. */
export const Term = v.pipe(
  v.strictObject({ from: v.nullable(Day), to: v.nullable(Day) }),
  v.check(({ from, to }) => from === null || to === null || from <= to, 'a term ends after it begins'),
)
export type Term = v.InferOutput<typeof Term>

/** A term that is over, and whose it was. */
export interface FormerTerm extends Term {
  readonly personId: PersonId
}

/** What a seat says of terms. */
interface Termed {
  readonly term?: Term | undefined
  readonly formerTerms: readonly FormerTerm[]
}

/** Kind of the entry that says that a chair's seat has passed on, and its body. */
export const TERM_PASSED = 'seat:termPassed'
export const TermPassed = v.object({
  seatId: SeatId,
  /** The first day of the new term. */
  from: Day,
  /** The term that ends with it; null for a place that nobody had. */
  ended: v.nullable(v.object({ personId: PersonId, from: v.nullable(Day), to: Day })),
})
type TermPassed = v.InferOutput<typeof TermPassed>

/**
 * The entry that ends the term of whoever hands the seat of a chair over, and begins the next one.
 *
 * @param on the first day of the new term; the old one ends the day before, or on its first day
 */
export function termPassed(
  { seatId, term }: Pick<Termed, 'term'> & { readonly seatId: SeatId },
  { from, on }: { readonly from: PersonId | null; readonly on: string },
  by: Actor,
  now: number,
): EntryDraft {
  const began = term?.from ?? null
  const last = dayBefore(on)
  const to = began !== null && began > last ? began : last
  const ended = from === null ? null : { personId: from, from: began, to }
  return draft(TERM_PASSED, { seatId, from: on, ended } satisfies TermPassed, by, now)
}

/** A seat whose term has passed on. */
export function withTermPassed<Seat extends Termed>(seat: Seat, { from, ended }: TermPassed): Seat {
  const formerTerms = ended ? [...seat.formerTerms, ended] : seat.formerTerms
  return { ...seat, formerTerms, term: { from, to: null } }
}

/** The day before a day. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 24 * 3_600_000).toISOString().slice(0, 10)
}
