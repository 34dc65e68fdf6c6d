import type { MeetingId, PersonId, SeatId } from '../shared/ids'
import { openAccessOf } from '../shared/emergency'
import { meetingStream, type Actor } from '../shared/journal'
import {
  isOfHouse,
  mayReadMeeting,
  mayReadMeetings,
  mayReadTextsOf,
  readsEveryMeeting,
  type Reader,
} from '../shared/readers'
import { EMPTY_SEATING, evolveSeating, seatsOf, type Seat, type Seating } from '../shared/seats'
import { decideTake, isStillToSit, type Sitting } from '../shared/sitting'
import { ok, refuse, type Result } from '../shared/result'
import type { Bus } from './bus/port'
import type { House } from './meeting'
import type { Journal, LinkRow, SeatRow } from './store/port'
import { StreamState } from './stream-state'

interface Needs {
  readonly journal: Journal
  readonly bus: Pick<Bus, 'announce'>
  readonly house: House
  readonly now: () => number
}

/** A seat by its meeting. */
export type Place = { readonly meetingId: MeetingId; readonly seatId: SeatId }

/** A seat that somebody holds. `isArchived`: its meeting is put aside. */
export type Held = Seat & {
  readonly meetingId: MeetingId
  readonly timeZone: string | null
  readonly isArchived: boolean
}

/** Where a link or a session says it belongs, or null when it belongs to no seat. */
export function placeOf({ meetingId, seatId }: SeatRow): Place | null {
  return meetingId && seatId ? { meetingId, seatId } : null
}

/** The seats of all meetings, each meeting as its journal has it now. */
export class Seatings {
  readonly #needs: Needs
  readonly #byMeeting = new Map<MeetingId, StreamState<Seating>>()

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** The journal of a meeting that exists, or is being opened. */
  of(meetingId: MeetingId): StreamState<Seating> {
    const known = this.#byMeeting.get(meetingId)
    if (known) return known
    const { journal, bus } = this.#needs
    const stream = meetingStream(meetingId)
    const opened = new StreamState({ journal, bus, stream, start: EMPTY_SEATING, evolve: evolveSeating })
    this.#byMeeting.set(meetingId, opened)
    return opened
  }

  /** The seats of a meeting as they are now. */
  async seatingOf(meetingId: MeetingId): Promise<Seating> {
    return (await this.of(meetingId).read()).state
  }

  /** The journal of a meeting, or `not-allowed` when there is none or somebody may not read it: nobody can tell which. */
  async readable(reader: Reader, meetingId: MeetingId): Promise<Result<StreamState<Seating>>> {
    const isReadable = (await this.readableBy(reader)).includes(meetingId)
    return isReadable ? ok(this.of(meetingId)) : refuse('not-allowed')
  }

  /** The meetings that somebody may read, in the order in which they were opened. */
  async readableBy(reader: Reader): Promise<MeetingId[]> {
    if (!mayReadMeetings(reader)) return []
    if (isOfHouse(reader)) return this.#ids()
    const open = (await this.all()).filter((seating) => mayReadMeeting(reader, seating))
    return open.flatMap(({ meetingId }) => meetingId ?? [])
  }

  /** Those of them whose documents somebody may read too, while they act in a role that reads. */
  async textsReadableBy(reader: Reader): Promise<MeetingId[]> {
    if (reader.onlyDocumentId !== null) return []
    if (readsEveryMeeting(reader)) return this.#ids()
    const open = (await this.all()).filter((seating) => mayReadTextsOf(reader, seating))
    return open.flatMap(({ meetingId }) => meetingId ?? [])
  }

  /** All meetings, in the order in which they were opened. */
  async all(): Promise<Seating[]> {
    return Promise.all((await this.#ids()).map((meetingId) => this.seatingOf(meetingId)))
  }

  async #ids(): Promise<MeetingId[]> {
    return [...(await this.#needs.house.read()).state.meetings]
  }

  /** Every seat that a person holds, with its meeting and the time zone of that. */
  async heldBy(personId: PersonId): Promise<Held[]> {
    const all = await this.all()
    return all.flatMap((seating) => {
      const { meetingId, terms, isArchived } = seating
      if (!meetingId) return []
      const place = { meetingId, timeZone: terms?.timeZone ?? null, isArchived }
      return seatsOf(seating, personId).map((seat) => ({ ...seat, ...place }))
    })
  }

  /** The meetings that somebody has opened in emergency, and until when, as long as it lasts. */
  async openedInEmergencyBy(personId: PersonId): Promise<{ meetingId: MeetingId; until: number }[]> {
    const now = this.#needs.now()
    return (await this.all()).flatMap(({ meetingId, emergencies }) => {
      const access = openAccessOf(emergencies, personId, now)
      return meetingId && access ? [{ meetingId, until: access.until }] : []
    })
  }

  /** A seat, or null when it is no longer there. */
  async seatAt({ meetingId, seatId }: Place): Promise<Seat | null> {
    return (await this.seatingOf(meetingId)).seats.get(seatId) ?? null
  }

  /**
   * Sits a person down by a slip.
   *
   * @returns the seat, or as `decideTake` refuses
   */
  async take(
    place: Place,
    { personId, ...slip }: { readonly personId: PersonId } & Omit<Sitting, 'seatId'>,
  ): Promise<Result<Seat>> {
    const seat = await this.seatAt(place)
    if (!seat) return refuse('seat-unknown')
    const by: Actor = { personId, seatId: place.seatId, role: seat.role }
    const taken = await this.of(place.meetingId).decide((seating) =>
      decideTake(seating, { seatId: place.seatId, ...slip }, by, this.#needs.now()),
    )
    return taken.ok ? ok(seat) : taken
  }

  /**
   * Sits down whoever has used a slip up, when the server died before it did.
   *
   * @param gives see `decideTake`
   * @returns as `take`, or null when nothing was left to do
   */
  async takeAgain(slip: LinkRow, gives = false): Promise<Result<Seat> | null> {
    const place = placeOf(slip)
    const { linkId, usedBy, usedAt } = slip
    if (!place || usedBy === null || usedAt === null) return null
    const seating = await this.seatingOf(place.meetingId)
    const isLeft = isStillToSit(seating, { linkId, seatId: place.seatId, personId: usedBy, usedAt })
    return isLeft ? this.take(place, { personId: usedBy, linkId, gives }) : null
  }
}
