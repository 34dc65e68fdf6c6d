import type { MechanismId, SeatId } from './ids'
import type { Office } from './roles'

/** The seat for which somebody acts, what it is held for, and in which office; all null for nobody's seat. */
export interface ActsFor {
  readonly seatId: SeatId | null
  readonly mechanismId: MechanismId | null
  readonly office: Office | null
}

/** How somebody stands who acts for no seat. */
export const FOR_NOBODY = 'nobody'

/**
 * As whom somebody speaks, as one word: words that were typed under one standing are not recorded under another. A seat
 * that is held for another mechanism than before, or in another office, is another standing; a new label is not.
 */
export function standingOf({ seatId, mechanismId, office }: ActsFor): string {
  return seatId === null ? FOR_NOBODY : [seatId, mechanismId ?? '', office ?? ''].join('.')
}
