import { spread, waitsTooMuch, type EnteredWords, type Spread } from '../../shared/entered'
import type { PersonId } from '../../shared/ids'
import type { RefusalCode } from '../../shared/result'
import type { Judged } from './batch'

/** What waits for chairs, ahead of the journal by what is judged and not committed yet. */
export class Waiting {
  readonly #committed: () => EnteredWords
  readonly #pending: () => readonly Judged[]
  #base: EnteredWords | null = null
  #now: EnteredWords = new Map()

  /** @param pending what is not committed yet */
  constructor(committed: () => EnteredWords, pending: () => readonly Judged[]) {
    this.#committed = committed
    this.#pending = pending
  }

  /** Takes in a change, unless words would wait for one chair in too many provisions. @returns why not, or null */
  judge(change: Spread, by: PersonId, lives: (provisionId: string) => boolean): RefusalCode | null {
    // most letters: nothing comes to wait, and nothing waits elsewhere
    if (change.mechanismId === null && change.moved.length === 0) return null
    const before = this.#upToDate()
    const after = spread(before, change, by)
    if (waitsTooMuch(before, after, lives)) return 'too-many-unconfirmed'
    this.#now = after
    return null
  }

  #upToDate(): EnteredWords {
    const committed = this.#committed()
    if (committed !== this.#base) {
      this.#base = committed
      this.#now = this.#pending().reduce(
        (words, one) => spread(words, spreadOf(one), one.actor.personId),
        committed,
      )
    }
    return this.#now
  }
}

function spreadOf({ connection, touched, moved }: Judged): Spread {
  const mechanismId = connection.who.entering?.mechanismId ?? null
  return touched ? { mechanismId, touched, moved } : { mechanismId, moved }
}
