import type { PersonId } from '../../shared/ids'
import { mayReceivePen } from '../../shared/plenary'
import type { Notice } from '../../shared/sync'
import type { Who } from './connection'

/** A roster is sent at most this often, in milliseconds, however many come and go. */
const ROSTER_EVERY_MS = 250
/** Share of one core that sending rosters may take before they are spaced out. */
const SHARE = 0.05

interface Present {
  readonly colour: number
  /** One for each connection, the latest last. */
  readonly as: Who[]
}

const shown = ({ personId, name, role, seatId, seatLabel, mechanism, office }: Who) => {
  return { personId, name, role, seatId, seat: seatLabel, mechanism, office }
}

/** As whom a person is shown who is here more than once: as they came last with a role that may hold the pen, else as they came last. */
const foremost = (as: readonly Who[]) => as.findLast(mayReceivePen) ?? as.at(-1)

/** Who is here. Names, roles and colours travel once, in the roster, and presence refers to them by person. */
export class Roster {
  readonly #people = new Map<PersonId, Present>()
  readonly #send: (notice: Notice) => void
  #timer: ReturnType<typeof setTimeout> | null = null
  #everyMs = ROSTER_EVERY_MS
  #sentAt = -Infinity

  constructor(send: (notice: Notice) => void) {
    this.#send = send
  }

  join(who: Who): void {
    const present = this.#people.get(who.personId)
    if (present) present.as.push(who)
    else this.#people.set(who.personId, { colour: this.#freeColour(), as: [who] })
    this.#tell()
  }

  leave(who: Who): void {
    const present = this.#people.get(who.personId)
    const at = present?.as.indexOf(who) ?? -1
    if (!present || at < 0) return
    present.as.splice(at, 1)
    if (present.as.length === 0) this.#people.delete(who.personId)
    this.#tell()
  }

  has(personId: PersonId): boolean {
    return this.#people.has(personId)
  }

  notice(): Notice {
    const people = [...this.#people.values()].flatMap(({ as, colour }) => {
      const who = foremost(as)
      return who ? [{ ...shown(who), colour }] : []
    })
    return { type: 'roster', people }
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #freeColour(): number {
    const taken = new Set([...this.#people.values()].map(({ colour }) => colour))
    let colour = 0
    while (taken.has(colour)) colour += 1
    return colour
  }

  #tell(): void {
    const wait = this.#everyMs - (performance.now() - this.#sentAt)
    this.#timer ??= setTimeout(() => this.#flush(), Math.max(0, wait))
  }

  #flush(): void {
    this.#timer = null
    this.#sentAt = performance.now()
    this.#send(this.notice())
    this.#everyMs = Math.max(ROSTER_EVERY_MS, (performance.now() - this.#sentAt) / SHARE)
  }
}
