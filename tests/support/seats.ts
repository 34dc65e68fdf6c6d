import type { MechanismId, MeetingId, PersonId, SeatId } from '../../shared/ids'
import type { Payload } from '../../shared/protocol'
import type { FreshSlip } from '../../shared/protocol/seats'
import type { Office } from '../../shared/roles'
import type { SeatTerms } from '../../shared/seats'
import { Caller } from './typist'

/** The meeting of the example outcome text; its mechanisms are invented. */
export const EXAMPLE_MEETING: Payload<'meeting:create'> = {
  ...{ number: 8, theme: 'From regional practice to global review', host: '', place: 'Geneva' },
  ...{ startsOn: '2027-10-12', endsOn: '2027-10-14', timeZone: 'Europe/Zurich' },
  sessions: [
    {
      label: 'Plenary',
      startsAt: Date.parse('2027-10-12T07:00:00Z'),
      endsAt: Date.parse('2027-10-12T16:00:00Z'),
    },
  ],
}

/** A mechanism's seat, from which one types. */
export const mechanismSeat = (label: string, role: SeatTerms['role'] = 'drafter'): SeatTerms => ({
  ...{ label, role, office: 'delegate' },
  heldFor: { kind: 'mechanism', mechanismId: label.toLowerCase() as MechanismId },
})

/** A seat of a mechanism in the registry, in one of its offices. */
export const officeSeat = (mechanismId: string, office: Office, label: string = office): SeatTerms => ({
  ...{ label, office, role: 'drafter' },
  heldFor: { kind: 'mechanism', mechanismId: mechanismId as MechanismId },
})

/** The seat of whoever presides. */
export const CHAIR_SEAT: SeatTerms = {
  ...{ label: 'Chair', role: 'chair', office: 'delegate' },
  heldFor: { kind: 'function', name: 'chair' },
}

/** A meeting with seats, in the hands of its coordinator. */
export class Table {
  readonly coordinator: Caller
  readonly meetingId: MeetingId
  readonly seats: ReadonlyMap<string, SeatId>

  private constructor(coordinator: Caller, meetingId: MeetingId, seats: ReadonlyMap<string, SeatId>) {
    this.coordinator = coordinator
    this.meetingId = meetingId
    this.seats = seats
  }

  /** Opens a meeting with these seats. */
  static async open(
    coordinator: Caller,
    seats: readonly SeatTerms[],
    meeting: Payload<'meeting:create'> = EXAMPLE_MEETING,
  ): Promise<Table> {
    const { meetingId } = await coordinator.ask('meeting:create', meeting)
    const { seatIds } = await coordinator.ask('seat:make', { meetingId, seats: [...seats] })
    const byLabel = seats.map(({ label }, index) => [label, seatIds[index]] as [string, SeatId])
    return new Table(coordinator, meetingId, new Map(byLabel))
  }

  /** The id of a seat by its label. */
  seat(label: string): SeatId {
    const seatId = this.seats.get(label)
    if (!seatId) throw new Error(`no seat ${label}`)
    return seatId
  }

  /** New slips for a seat; older unused ones stop working. */
  async slips(label: string, perSeat = 1): Promise<readonly FreshSlip[]> {
    const { meetingId } = this
    const asked = { meetingId, seatIds: [this.seat(label)], perSeat }
    return (await this.coordinator.ask('slip:make', asked)).slips
  }

  /** One new slip. */
  async slip(label: string): Promise<FreshSlip> {
    const [slip] = await this.slips(label)
    if (!slip) throw new Error(`${label} has no free place`)
    return slip
  }

  /** Somebody new sits down by a slip. */
  async seatNew(label: string, name: string): Promise<Caller> {
    return Caller.signIn(this.coordinator.url, (await this.slip(label)).code, name)
  }

  /** Who sits on a seat, by name. */
  async namesOn(label: string): Promise<string[]> {
    const { seats } = await this.coordinator.ask('meeting:read', { meetingId: this.meetingId })
    const seat = seats.find(({ seatId }) => seatId === this.seat(label))
    return seat?.persons.map(({ name }) => name) ?? []
  }
}

/** Who somebody is. */
export async function personIdOf(caller: Caller): Promise<PersonId> {
  return (await caller.ask('session:read', {})).personId
}
