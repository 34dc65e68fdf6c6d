import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ok, refuse, type Result } from '../../shared/result'
import { Budgets } from '../budgets'

/** Nobody guesses 32 random bytes: this keeps the machine and its log quiet. Genuine keys are let through all the same. */
const WRONG_KEYS_PER_ADDRESS = { points: 300, duration: 60 }
/** One link is opened and redeemed once, perhaps tried again. */
const SIGN_INS_PER_TOKEN = { points: 10, duration: 60 }
/** Each makes a session; one who locks a shared computer with every errand comes back less often. */
const COMINGS_IN_PER_PERSON = { points: 20, duration: 60 }
/** A page that comes back after a long time offline keeps hundreds of words at once; people click slower. */
const COMMANDS_PER_PERSON = { points: 600, duration: 30 }
/** Each open document takes memory, and stands in everybody's list. */
const DOCUMENTS_PER_PERSON = { points: 60, duration: 60 }
/** Meetings, seats, slips and links stay in the record. A script makes those of a whole meeting one by one, and rests then. */
const MAKINGS_PER_PERSON = { burst: 400, perMs: 30 / 60_000 }
/** Each begins a document that stays in the record, and sends everybody from the one before. */
const PRACTICE_RESETS_PER_PERSON = { points: 6, duration: 60 }
/** Each stays in the record, and sends the person's sockets away to come back. */
const PRACTICE_SEATS_PER_PERSON = { points: 30, duration: 60 }
/** Each stays in the record and in the list of people, and sends the person's sockets away to come back. */
const NAMES_PER_PERSON = { points: 6, duration: 60 }
/** One asks anew with nearly every letter; each looks at every text of the house. */
const SEARCHES_PER_PERSON = { points: 60, duration: 15 }
/** A person's tabs all come back after a cut, and try again. */
const SOCKETS_PER_PERSON = { points: 120, duration: 30 }

export type LimitName =
  | 'makingsByPerson'
  | 'wrongKeysByAddress'
  | 'signInsByToken'
  | 'comingsInByPerson'
  | 'commandsByPerson'
  | 'documentsByPerson'
  | 'namesByPerson'
  | 'practiceResetsByPerson'
  | 'practiceSeatsByPerson'
  | 'searchesByPerson'
  | 'socketsByPerson'

/** Uses one attempt up, or answers `too-many-attempts` with the seconds to wait. */
export type Limits = (name: LimitName, key: string) => Promise<Result<void>>

/** Limits of this node, in memory. Persons come first: a conference room shares one address. */
export function createLimits(): Limits {
  const makings = new Budgets<string>(MAKINGS_PER_PERSON)
  const limiters: Readonly<Record<Exclude<LimitName, 'makingsByPerson'>, RateLimiterMemory>> = {
    wrongKeysByAddress: new RateLimiterMemory(WRONG_KEYS_PER_ADDRESS),
    signInsByToken: new RateLimiterMemory(SIGN_INS_PER_TOKEN),
    comingsInByPerson: new RateLimiterMemory(COMINGS_IN_PER_PERSON),
    commandsByPerson: new RateLimiterMemory(COMMANDS_PER_PERSON),
    practiceResetsByPerson: new RateLimiterMemory(PRACTICE_RESETS_PER_PERSON),
    practiceSeatsByPerson: new RateLimiterMemory(PRACTICE_SEATS_PER_PERSON),
    namesByPerson: new RateLimiterMemory(NAMES_PER_PERSON),
    searchesByPerson: new RateLimiterMemory(SEARCHES_PER_PERSON),
    documentsByPerson: new RateLimiterMemory(DOCUMENTS_PER_PERSON),
    socketsByPerson: new RateLimiterMemory(SOCKETS_PER_PERSON),
  }
  return async (name, key) => {
    if (name === 'makingsByPerson') return allowed(makings.trySpend(key, 1))
    try {
      await limiters[name].consume(key)
      return ok(undefined)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      return allowed(error.msBeforeNext)
    }
  }
}

/** Whether there is nothing to wait for. */
function allowed(waitMs: number): Result<void> {
  return waitMs > 0 ? refuse('too-many-attempts', { seconds: Math.ceil(waitMs / 1_000) }) : ok(undefined)
}
