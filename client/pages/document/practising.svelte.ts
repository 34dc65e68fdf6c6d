import * as v from 'valibot'
import type { SeatId } from '../../../shared/ids'
import {
  impliedInPractice,
  PRACTICE_CHAIR,
  PracticeSeated,
  practiceSeat,
  type PracticeSeat,
} from '../../../shared/practice-seats'
import type { EnteringRead } from '../../../shared/protocol/seats'
import { ok, type Result } from '../../../shared/result'
import type { CopyOf, Known } from '../../collab/offline'
import type { Entered } from '../../collab/replica'
import type { ShownEntry } from '../../following'
import type { Live } from '../../live'

interface Needs {
  /** Whether words wait that were typed under the present seat: the page stays on it until they are saved. */
  readonly holdsWords: () => boolean
  /** Told when the page writes under another seat. */
  readonly moved: () => void
}

/**
 * As whom somebody practises on this page: the seat on which they sit, and the one under which the page writes. For a
 * moment these are two, while words that were typed on an earlier seat wait to be saved for it.
 */
export class Practising {
  #as = $state.raw<PracticeSeat | null>(null)
  #sitsOn = $state.raw<PracticeSeat | null>(null)
  readonly #of: CopyOf
  readonly #live: Pick<Live, 'ask'>
  readonly #needs: Needs
  /** The entry of the journal as of which it is known where the person sits. */
  #seq = 0

  constructor(of: CopyOf, live: Pick<Live, 'ask'>, needs: Needs) {
    this.#of = of
    this.#live = live
    this.#needs = needs
  }

  /** The seat under which what is typed on this page is recorded; null in a document that counts. Reactive. */
  get as(): PracticeSeat | null {
    return this.#as
  }

  /** The seat on which the person sits, on this page or another; null in a document that counts. Reactive. */
  get sitsOn(): PracticeSeat | null {
    return this.#sitsOn
  }

  /** Whether the page has to change to another seat. Reactive. */
  get isMoving(): boolean {
    return this.#as !== this.#sitsOn
  }

  /** Takes over what this browser stored: words of it that wait were typed on that seat. */
  resume({ document, practiceSeatId }: Known): void {
    if (document.isPractice) this.#as = this.#sitsOn = seatFrom(practiceSeatId)
  }

  /** Takes over what the server says on entering. */
  enter({ document, practiceSeatId, receipt }: Entered): void {
    if (document.isPractice) this.#told(practiceSeatId, receipt.seq)
  }

  /** Folds in one entry of the document's journal. */
  hear({ kind, actor, seq, body }: ShownEntry): void {
    if (kind !== 'practice:seated' || actor?.personId !== this.#of.personId) return
    this.#told(v.parse(PracticeSeated, body).seatId, seq)
  }

  /** Practises on another seat from now on, on every page of this person. */
  async sit(seatId: SeatId): Promise<Result<void>> {
    const { documentId } = this.#of
    const answer = await this.#live.ask('practice:sit', { documentId, seatId })
    if (!answer.ok) return answer
    this.#told(seatId, answer.value.seq)
    return ok(undefined)
  }

  /** For whom words are here without being asked. @param said what the server says, where nobody practises */
  implied(said: EnteringRead | null): EnteringRead | null {
    return this.#as ? impliedInPractice(this.#as) : said
  }

  /** Moves to the seat on which the person sits, once nothing waits that was typed under another. */
  settle(): void {
    if (!this.isMoving || (this.#as !== null && this.#needs.holdsWords())) return
    this.#as = this.#sitsOn
    this.#needs.moved()
  }

  /** What is older than what was heard before changes nothing. */
  #told(seatId: SeatId | null, seq: number): void {
    if (seq < this.#seq) return
    this.#seq = seq
    this.#sitsOn = seatFrom(seatId)
    this.settle()
  }
}

const seatFrom = (seatId: SeatId | null): PracticeSeat => practiceSeat(seatId) ?? PRACTICE_CHAIR
