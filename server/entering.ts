import { mechanismOf, type Seat, type Seating } from '../shared/seats'
import type { Entering } from '../shared/entered'
import type { MechanismId, MeetingId, SeatId } from '../shared/ids'
import { enteringForPractice, impliedInPractice, practiceSeat } from '../shared/practice-seats'
import type { Registry } from '../shared/registry'
import { ok, refuse, type Result } from '../shared/result'
import { whyNot, type DocumentStanding } from '../shared/roles'
import type { RegistryDesk } from './registry'
import type { Seatings } from './seatings'
import type { Session } from './sessions'

interface Needs {
  readonly seatings: Pick<Seatings, 'all' | 'readableBy' | 'seatingOf'>
  readonly registry: Pick<RegistryDesk, 'read'>
}

/** A seat for which words may be entered, and the mechanism that it is held for. */
interface Found {
  readonly heldFor: MechanismId | null
  readonly entering: Entering
}

/** For whom the words are that a session types. */
export interface EnteringDesk {
  /**
   * Whoever acts for the secretariat of a mechanism types for its chair, without asking: for the first of its seats in
   * the same meeting. As long as the meeting has none, the words are provisional all the same, and recorded for the
   * secretariat's own seat; whoever is given the chair's seat later confirms them. Null for everybody else, and where
   * the mechanism has no chair: there the secretariat leads.
   */
  implied(session: Session): Promise<Entering | null>
  /**
   * The seat for which somebody asks to type.
   *
   * @returns `seat-unknown`, `not-allowed`, or what the table of rights says
   */
  asked(session: Session, wish: Wish): Promise<Result<Entering>>
}

/** The seat for which somebody asks to type: in a document of a meeting one of that meeting. */
interface Wish {
  readonly seatId: SeatId
  /** The meeting of the document; null for one of the whole house, where every seat does that the person knows of. */
  readonly meetingId: MeetingId | null
  /** How the document stands, as far as it matters. */
  readonly document?: DocumentStanding | undefined
  /** Whether the person holds the pen of the document. */
  readonly holdsPen?: boolean | undefined
}

export function createEntering({ seatings, registry }: Needs): EnteringDesk {
  async function entering(seat: Seat): Promise<Entering> {
    const mechanismId = mechanismOf(seat)
    const { mechanisms } = await registry.read()
    const { seatId, label } = seat
    return { seatId, label, mechanismId: hasChair(mechanisms, mechanismId) ? mechanismId : null }
  }

  async function seated(session: Session, { seatId, meetingId }: Wish): Promise<Found | null> {
    const open = await seatings.readableBy(session)
    const among = meetingId === null ? open : open.filter((one) => one === meetingId)
    const all = await Promise.all(among.map((one) => seatings.seatingOf(one)))
    const [seat] = all.flatMap(({ seats }) => seats.get(seatId) ?? [])
    return seat ? { heldFor: mechanismOf(seat), entering: await entering(seat) } : null
  }

  return {
    async implied({ office, seatId, mechanismId }) {
      const practised = practiceSeat(seatId)
      if (practised) return impliedInPractice(practised)
      if (office !== 'secretariat' || seatId === null || mechanismId === null) return null
      const seating = (await seatings.all()).find(({ seats }) => seats.has(seatId))
      const seat = seating && (chairSeat(seating, mechanismId) ?? seating.seats.get(seatId))
      const found = seat && (await entering(seat))
      return found?.mechanismId ? found : null
    },

    async asked(session, wish) {
      const { seatId, document = 'open', holdsPen = false } = wish
      const found = practiceSeat(session.seatId) ? practised(seatId) : await seated(session, wish)
      const isOwn = found !== null && found.heldFor === session.mechanismId
      const isConfined = session.onlyDocumentId !== null
      const office = isOwn ? session.office : null
      const refused = whyNot(session.role, 'enterForSeat', { document, holdsPen, isConfined, office })
      if (refused) return refuse(refused)
      return found ? ok(found.entering) : refuse('seat-unknown')
    },
  }
}

/** A seat of the practice meeting: whoever practises enters for no other. */
function practised(seatId: SeatId): Found | null {
  const seat = practiceSeat(seatId)
  return seat && { heldFor: seat.mechanismId, entering: enteringForPractice(seat) }
}

function chairSeat({ seats }: Seating, mechanismId: MechanismId): Seat | undefined {
  return [...seats.values()].find((seat) => seat.office === 'chair' && mechanismOf(seat) === mechanismId)
}

/** What the registry does not know is not known to be without a chair. */
function hasChair(mechanisms: Registry['mechanisms'], mechanismId: MechanismId | null): boolean {
  return mechanismId !== null && mechanisms.get(mechanismId)?.chair.kind !== 'none'
}
