import type { MeetingId } from '../../../shared/ids'
import { meetingStream } from '../../../shared/journal'
import {
  closedSessionAt,
  PROGRAMME_KINDS,
  runningSessionAt,
  type MeetingSession,
} from '../../../shared/programme'
import { Asked } from '../../asked.svelte'
import { currentTime } from '../../clock'
import type { Live } from '../../live'

/** When a meeting sits, as its journal has it now. */
export class Programme {
  readonly #live: Live
  readonly #meetingId: MeetingId
  readonly #read: Asked<readonly MeetingSession[]>
  /** The session that runs, or null; of several one without observers, if there is any. */
  readonly running = $derived.by(() => runningSessionAt(this.#sessions, currentTime()))
  /** The session without observers that runs, or null. */
  readonly closed = $derived.by(() => closedSessionAt(this.#sessions, currentTime()))

  constructor(live: Live, meetingId: MeetingId) {
    this.#live = live
    this.#meetingId = meetingId
    this.#read = new Asked(async () => {
      const answer = await live.ask('meeting:list', {})
      if (!answer.ok) return answer
      const meeting = answer.value.meetings.find((one) => one.meetingId === meetingId)
      return { ok: true, value: meeting?.sessions ?? [] }
    })
  }

  /** Reads it, and again whenever it changes or the line is back. Call in an effect; the result stops. */
  follow(): () => void {
    if (this.#live.online) void this.#read.ask()
    return this.#live.follow(meetingStream(this.#meetingId), ({ kind }) => {
      if (PROGRAMME_KINDS.includes(kind)) void this.#read.ask()
    })
  }

  get #sessions(): readonly MeetingSession[] {
    return this.#read.value ?? []
  }
}
