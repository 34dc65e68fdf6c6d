import type { PersonId } from '../../shared/ids'
import type { Notice } from '../../shared/sync'
import type { Who } from './connection'

/** A roster is sent at most this often, in milliseconds, however many come and go. */
const ROSTER_EVERY_MS = 250
/** Share of one core that sending rosters may take before they are spaced out. */
const SHARE = 0.05

interface Seated {
  readonly who: Who
  readonly colour: number
  connections: number
}

/** Who is here. Names, roles and colours travel once, in the roster, and presence refers to them by person. */
export class Roster {
  readonly #people = new Map<PersonId, Seated>()
  readonly #send: (notice: Notice) => void
  #timer: ReturnType<typeof setTimeout> | null = null
  #everyMs = ROSTER_EVERY_MS
  #sentAt = -Infinity

  constructor(send: (notice: Notice) => void) {
    this.#send = send
  }

  join(who: Who): void {
    const seated = this.#people.get(who.personId)
    if (seated) seated.connections += 1
    else this.#people.set(who.personId, { who, colour: this.#freeColour(), connections: 1 })
    this.#tell()
  }

  leave(who: Who): void {
    const seated = this.#people.get(who.personId)
    if (!seated) return
    seated.connections -= 1
    if (seated.connections > 0) return
    this.#people.delete(who.personId)
    this.#tell()
  }

  has(personId: PersonId): boolean {
    return this.#people.has(personId)
  }

  notice(): Notice {
    const people = [...this.#people.values()].map(({ who, colour }) => {
      const { personId, name, role } = who
      return { personId, name, role, colour }
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
