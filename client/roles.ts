import type { MessageKey } from '../shared/i18n'
import type { MechanismId, MeetingId } from '../shared/ids'
import type { HeldSeat, Me } from '../shared/protocol/seats'
import type { Action, Office, Role } from '../shared/roles'
import type { HeldFor } from '../shared/seats'
import { standingOf } from '../shared/standing'

const NAMES = {
  coordinator: 'role.coordinator',
  chair: 'role.chair',
  pen: 'role.pen',
  drafter: 'role.drafter',
  suggester: 'role.suggester',
  observer: 'role.observer',
  translator: 'role.translator',
  administrator: 'role.administrator',
  recipient: 'role.recipient',
} as const satisfies Record<Role, MessageKey>

const RIGHTS = {
  coordinator: 'role.coordinator.may',
  chair: 'role.chair.may',
  pen: 'role.pen.may',
  drafter: 'role.drafter.may',
  suggester: 'role.suggester.may',
  observer: 'role.observer.may',
  translator: 'role.translator.may',
  administrator: 'role.administrator.may',
  recipient: 'role.recipient.may',
} as const satisfies Record<Role, MessageKey>

/** The mechanism for whose seat somebody acts, or null: a seat of a meeting that is put aside opens no private room. */
export function actingMechanism({ seats, seatId }: Pick<Me, 'seats' | 'seatId'>): MechanismId | null {
  const seat = seats.find((one) => one.seatId === seatId)
  return seat && !seat.isArchived ? seat.mechanismId : null
}

/** The meeting of the seat for which somebody acts, or null while they act for none. */
export function actingMeeting({ seats, seatId }: Pick<Me, 'seats' | 'seatId'>): MeetingId | null {
  return seats.find((seat) => seat.seatId === seatId)?.meetingId ?? null
}

/** Whether somebody acts for a seat of another meeting than the one to which something belongs: there they only read. */
export function actsElsewhere(me: Pick<Me, 'seats' | 'seatId'>, meetingId: MeetingId | null): boolean {
  const acting = actingMeeting(me)
  return meetingId !== null && acting !== null && acting !== meetingId
}

/** In which role somebody acts in a meeting: for a seat of one that is put aside they act in its role there, and nowhere else. */
export function roleIn(me: Pick<Me, 'seats' | 'seatId' | 'role'>, meetingId: MeetingId): Role {
  const inside = me.seats.find((seat) => seat.seatId === me.seatId && seat.meetingId === meetingId)
  return inside?.isArchived ? inside.role : me.role
}

/** The place at the table from which somebody takes part: the seat acted for, else one in the only meeting with a seat of theirs. */
export function tableOf({ seats, seatId }: Pick<Me, 'seats' | 'seatId'>): HeldSeat | null {
  const [first = null, ...others] = seats
  const acting = seats.find((seat) => seat.seatId === seatId)
  return acting ?? (others.every(({ meetingId }) => meetingId === first?.meetingId) ? first : null)
}

/** The office in which somebody acts for a mechanism; null while they act for none. */
export function actingOffice({ seats, seatId }: Pick<Me, 'seats' | 'seatId'>): Office | null {
  const seat = seats.find((one) => one.seatId === seatId)
  return seat?.mechanismId ? seat.office : null
}

/** For whom somebody speaks, see `standingOf`. */
export function actingStanding(me: Pick<Me, 'seats' | 'seatId'>): string {
  const mechanismId = me.seats.find((seat) => seat.seatId === me.seatId)?.mechanismId ?? null
  return standingOf({ seatId: me.seatId, mechanismId, office: actingOffice(me) })
}

/** Key of the office in which one sits on a seat of a mechanism; null for other seats. */
export function officeKey({ heldFor, office }: { heldFor: HeldFor; office: Office }): MessageKey | null {
  return heldFor.kind === 'mechanism' ? `seats.office.${office}` : null
}

/** Key of the office in which somebody acts, null where it says no more than that one takes part. */
export function actingOfficeKey({ office }: { office: Office }): MessageKey | null {
  return office === 'delegate' ? null : `seats.office.${office}`
}

/** Key of a role's name. */
export function roleKey(role: Role): MessageKey {
  return NAMES[role]
}

/** Key of the name of a right. */
export function actionKey(action: Action): MessageKey {
  return `right.${action}`
}

/** Key of the sentence that says what a right lets one do. */
export function actionHelpKey(action: Action): MessageKey {
  return `right.${action}.help`
}

/** Key of the sentence that says what a role may do. */
export function rightsKey(role: Role): MessageKey {
  return RIGHTS[role]
}
