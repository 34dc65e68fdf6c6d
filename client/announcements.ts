/** Time between two announcements, in milliseconds: a sentence is heard out before the next one comes. */
export const ANNOUNCE_EVERY_MS = 4_000

/** Most sentences that wait; of more, only the newest are told. */
const MAX_WAITING = 3

/** What waits to be read out, and when the last thing was. A value, replaced whole. */
export interface Announcements<Said> {
  readonly waiting: readonly Waiting<Said>[]
  /** When the last one was read out; null before the first. */
  readonly lastAt: number | null
}

interface Waiting<Said> {
  /** Of the same matter only the newest is told; null for what stands for itself. */
  readonly matter: string | null
  readonly said: Said
}

export const SILENCE: Announcements<never> = { waiting: [], lastAt: null }

/** Puts something behind what waits; what it says anew takes the place of the older word on the same matter. */
export function withAnnouncement<Said>(
  { waiting, lastAt }: Announcements<Said>,
  said: Said,
  matter: string | null = null,
): Announcements<Said> {
  const others = waiting.filter((other) => matter === null || other.matter !== matter)
  return { lastAt, waiting: [...others, { matter, said }].slice(-MAX_WAITING) }
}

/** Milliseconds until the next one may be read out; null when nothing waits. */
export function pauseBefore({ waiting, lastAt }: Announcements<unknown>, now: number): number | null {
  if (waiting.length === 0) return null
  return lastAt === null ? 0 : Math.max(0, lastAt + ANNOUNCE_EVERY_MS - now)
}

/** Takes out what is read out now; null when it is too early or nothing waits. */
export function nextAnnouncement<Said>(
  announcements: Announcements<Said>,
  now: number,
): { readonly said: Said; readonly rest: Announcements<Said> } | null {
  const [first, ...waiting] = announcements.waiting
  if (!first || pauseBefore(announcements, now) !== 0) return null
  return { said: first.said, rest: { waiting, lastAt: now } }
}

/** Somebody in the room. */
interface Present {
  readonly personId: string
  readonly name: string
}

/** Who came and who went between two lists of those present, the person who listens left out. */
export interface Movement<Person extends Present> {
  readonly joined: readonly Person[]
  readonly left: readonly Person[]
}

/** Compares two lists of those present. */
export function movementBetween<Person extends Present>(
  before: readonly Person[],
  after: readonly Person[],
  ownId: string,
): Movement<Person> {
  const missingIn = (others: readonly Person[]) => {
    const known = new Set(others.map(({ personId }) => personId))
    return (one: Person) => one.personId !== ownId && !known.has(one.personId)
  }
  return { joined: after.filter(missingIn(before)), left: before.filter(missingIn(after)) }
}
