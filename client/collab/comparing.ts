import * as Y from 'yjs'
import type { DocumentId } from '../../shared/ids'
import type { Answer } from '../../shared/protocol'
import { contentHashOf, stateHashOf } from '../../shared/text/canonical'
import type { Asking, Replica } from './replica'

/** A text in which nothing has happened for this long is at rest. */
export const QUIET_MS = 10_000

/** Everybody's text comes to rest at the same moment: they ask one after the other within this time. */
const SPREAD_MS = 3_000

/** The server counts as differing when it is elsewhere this often although nothing arrives here. */
const MAX_ELSEWHERE = 4

/** A copy loaded afresh that differs again is not helped by a third. */
const MAX_RESETS = 2

type Verdict = Answer<'document:compare'>['verdict']

/** What earlier answers said of a replica. */
export interface Compared {
  /** Answers `differs` in a row. */
  readonly differed: number
  /** Answers `elsewhere` since the last change of the text. */
  readonly elsewhere: number
}

export const NOT_COMPARED: Compared = { differed: 0, elsewhere: 0 }

/** What to do after an answer: nothing until the text changes, ask once more, or load the text afresh. */
export interface Conclusion {
  readonly then: 'rest' | 'again' | 'reset'
  readonly compared: Compared
}

/**
 * Draws the conclusion from one more answer. A difference counts when it is seen twice in a row: a deletion on its
 * way here changes the content and not the state.
 */
export function conclude({ differed, elsewhere }: Compared, verdict: Verdict): Conclusion {
  if (verdict === 'same') return { then: 'rest', compared: NOT_COMPARED }
  const compared =
    verdict === 'differs' ? { differed: differed + 1, elsewhere: 0 } : { differed, elsewhere: elsewhere + 1 }
  const isOff = compared.differed >= 2 || compared.elsewhere >= MAX_ELSEWHERE
  return isOff ? { then: 'reset', compared: NOT_COMPARED } : { then: 'again', compared }
}

export interface ComparisonNeeds {
  readonly asking: Asking
  readonly documentId: DocumentId
  /** The present replica; null while there is none to compare. */
  readonly replica: () => Replica | null
  /** Loads the text afresh. */
  readonly reset: () => void
  readonly quietMs?: number
}

/**
 * Compares the text with the server's whenever it has come to rest (yjs#699: two replicas with the same state can
 * read differently), once per rest, in idle time. A copy that differs is replaced.
 */
export class Comparison {
  readonly #needs: ComparisonNeeds
  readonly #quietMs: number
  #compared = NOT_COMPARED
  #resets = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #changedAt = performance.now()

  constructor(needs: ComparisonNeeds) {
    this.#needs = needs
    this.#quietMs = needs.quietMs ?? QUIET_MS
  }

  /** The text has changed, or the line is back: compares once it is at rest. */
  stir(): void {
    this.#changedAt = performance.now()
    this.#compared = { ...this.#compared, elsewhere: 0 }
    this.#wait(this.#quietMs)
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #wait(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      const left = this.#changedAt + this.#quietMs - performance.now()
      if (left > 0) this.#wait(left + Math.random() * Math.min(SPREAD_MS, this.#quietMs))
      else whenIdle(() => void this.#compare().catch((fault: unknown) => console.error(fault)))
    }, ms)
  }

  async #compare(): Promise<void> {
    const replica = this.#needs.replica()
    // a new replica, or the line when it is back, stirs again
    if (!replica?.online) return
    if (!replica.isAtRest) return this.#wait(this.#quietMs)
    const { asking, documentId } = this.#needs
    const changedAt = this.#changedAt
    const vector = Y.decodeStateVector(Y.encodeStateVector(replica.doc))
    const answer = await asking.ask('document:compare', {
      documentId,
      stateHash: stateHashOf(vector),
      contentHash: contentHashOf(replica.text),
    })
    if (changedAt !== this.#changedAt || replica !== this.#needs.replica()) return
    if (!answer.ok) return this.#wait(this.#quietMs)
    this.#conclude(answer.value.verdict)
  }

  #conclude(verdict: Verdict): void {
    const { then, compared } = conclude(this.#compared, verdict)
    this.#compared = compared
    if (verdict === 'same') this.#resets = 0
    if (then === 'again') return this.#wait(this.#quietMs)
    if (then !== 'reset') return
    this.#resets += 1
    if (this.#resets <= MAX_RESETS) this.#needs.reset()
    else console.error('this text still reads differently from the server after it was loaded afresh')
  }
}

/** Safari has no idle callbacks. */
function whenIdle(task: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(task, { timeout: 2_000 })
  else setTimeout(task)
}
