import type { MeetingId } from '../../../shared/ids'
import type { Role } from '../../../shared/roles'

/** In which role somebody works on a document, and what besides decides what they may. */
export interface WorkingAs {
  readonly role: Role
  /** For whom they speak, see `standingOf`. */
  readonly standing: string
  readonly isLooking: boolean
  /** The meeting of the seat for which they act, or null. */
  readonly meetingId: MeetingId | null
  /** Whether they are admitted to this document only. */
  readonly isConfined: boolean
  /** Time zone of the meeting at whose table they sit, or null. */
  readonly timeZone: string | null
}
