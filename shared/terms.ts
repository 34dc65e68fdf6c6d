import * as v from 'valibot'
import { PersonId, SeatId } from './ids'
import { draft, type Actor, type EntryDraft } from './journal'
import { CalendarDay } from './registry'
import type { Office } from './roles'

/** The first and the last day that a term may speak of: what lies beyond is a slip of the keyboard. */
export const FIRST_DAY = '1900-01-01'
export const LAST_DAY = '9999-12-31'

/** A day of the calendar from `FIRST_DAY` to `LAST_DAY`: `2027-10-12`. */
export const Day = v.pipe(
  v.string(),
  v.isoDate(),
  v.check((day) => day >= FIRST_DAY && v.is(CalendarDay, day), 'no day of a term'),
)

/** From which day to which somebody chairs a mechanism; null where it is not said. */
export const Term = v.pipe(
  v.strictObject({ from: v.nullable(Day), to: v.nullable(Day) }),
  v.check(({ from, to }) => from === null || to === null || from <= to, 'a term ends after it begins'),
)
export type Term = v.InferOutput<typeof Term>

/** A day as an entry says it. Older entries may say days that no calendar has: these are read as not said. */
const SaidDay = v.fallback(v.nullable(Day), null)

/** A term as an entry says it. */
export const SaidTerm = v.object({ from: SaidDay, to: SaidDay })

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
  from: SaidDay,
  /** The term that ends with it; null for a place that nobody had. */
  ended: v.nullable(v.object({ personId: PersonId, ...SaidTerm.entries })),
})
type TermPassed = v.InferOutput<typeof TermPassed>

/**
 * Whether a new term begins when somebody is given a place on a seat: on that of a mechanism's chair, unless it is given
 * beside whoever sits there.
 *
 * @param from in whose place, or null
 */
export function beginsTerm(
  { office, persons }: { readonly office: Office; readonly persons: readonly unknown[] },
  from: PersonId | null,
): boolean {
  return office === 'chair' && (from !== null || persons.length === 0)
}

/**
 * The entry that ends the term of whoever hands the seat of a chair over, and begins the next one.
 *
 * @param on the first day of the new term, a `Day`; the old one ends the day before, or on its first day. When it ended
 *   is not said where the day before lies before `FIRST_DAY`.
 */
export function termPassed(
  { seatId, term }: Pick<Termed, 'term'> & { readonly seatId: SeatId },
  { from, on }: { readonly from: PersonId | null; readonly on: string },
  by: Actor,
  now: number,
): EntryDraft {
  const began = term?.from ?? null
  const last = dayBefore(on)
  const end = began !== null && began > last ? began : last
  const to = end < FIRST_DAY ? null : end
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
