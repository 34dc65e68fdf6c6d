import type { MeetingId } from '../shared/ids'
import { checkObservers, PROGRAMME_KINDS } from '../shared/programme'
import type { Bus } from './bus/port'
import type { Seatings } from './seatings'

/**
 * Whoever observes is looked for this often: a session that has begun is found in time, also by a clock that was set, in
 * a programme of which the bus lost the news, and for those who were on their way in as it began.
 */
export const LOOK_EVERY_MS = 2_000

/** The sockets of one kind on this node. */
export interface ObservedSockets {
  /** The meetings in whose texts somebody is as an observer. */
  observed(): Iterable<MeetingId>
  /** Closes those sockets of observers that are in texts of one of these meetings. */
  putOut(closed: ReadonlySet<MeetingId>): void
}

interface Needs {
  readonly seatings: Pick<Seatings, 'seatingOf'>
  readonly bus: Pick<Bus, 'onEntries'>
  readonly sockets: readonly ObservedSockets[]
  readonly onFault: (fault: unknown) => void
  readonly now: () => number
}

/**
 * Puts observers out when a session begins to which the meeting admits none, and when one that runs is closed to them.
 * Where nobody observes nothing is looked at. Call the result to stop.
 */
export function watchObservers({ seatings, bus, sockets, onFault, now }: Needs): () => void {
  async function isClosed(meetingId: MeetingId): Promise<boolean> {
    const { terms } = await seatings.seatingOf(meetingId)
    return terms !== null && !checkObservers(terms, now()).ok
  }

  async function look(): Promise<void> {
    const observed = new Set(sockets.flatMap((some) => [...some.observed()]))
    const closed = new Set<MeetingId>()
    for (const meetingId of observed) if (await isClosed(meetingId)) closed.add(meetingId)
    if (closed.size > 0) for (const some of sockets) some.putOut(closed)
  }

  const lookSafely = () => void look().catch(onFault)
  const timer = setInterval(lookSafely, LOOK_EVERY_MS)
  const unfollow = bus.onEntries((entries) => {
    if (entries.some(({ kind }) => PROGRAMME_KINDS.includes(kind))) lookSafely()
  })
  return () => {
    clearInterval(timer)
    unfollow()
  }
}
