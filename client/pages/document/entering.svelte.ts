import * as v from 'valibot'
import type { SeatId } from '../../../shared/ids'
import { EnteringRead } from '../../../shared/protocol/seats'
import { ok, type Result } from '../../../shared/result'
import type { CopyOf } from '../../collab/offline'
import type { Live } from '../../live'
import { practiceSeatLabel } from '../../practice-seats'
import { recall, remember } from '../../remembered'

const Choices = v.record(v.string(), EnteringRead)

const keyOf = ({ personId, documentId }: CopyOf) => `${personId} ${documentId}`

/**
 * The seat for which somebody enters words in a document. It is remembered with the document, as the words are that
 * wait in this browser: they must not go out under another name after the page was loaded again.
 */
export class ChosenSeat {
  #seat = $state.raw<EnteringRead | null>(null)
  readonly #of: CopyOf
  readonly #live: Pick<Live, 'ask'>

  constructor(of: CopyOf, live: Pick<Live, 'ask'>) {
    this.#of = of
    this.#live = live
    this.#seat = choices()[keyOf(of)] ?? null
  }

  /** The seat; null when words are the person's own. Reactive. */
  get id(): SeatId | null {
    return this.#seat?.seatId ?? null
  }

  /** What the seat is called, or null. Reactive. */
  get label(): string | null {
    return practiceSeatLabel(this.id) ?? this.#seat?.label ?? null
  }

  /** Chooses a seat if the server has nothing against it; null: words are the person's own again. */
  async choose(seatId: SeatId | null): Promise<Result<void>> {
    const { documentId } = this.#of
    const asked = seatId && (await this.#live.ask('document:enterFor', { documentId, seatId }))
    if (asked && !asked.ok) return asked
    this.#keep(asked ? asked.value : null)
    return ok(undefined)
  }

  /** Words are the person's own again. */
  forget(): void {
    this.#keep(null)
  }

  #keep(seat: EnteringRead | null): void {
    this.#seat = seat
    const { [keyOf(this.#of)]: _, ...others } = choices()
    const all = seat ? { ...others, [keyOf(this.#of)]: seat } : others
    remember('adref.entering', Object.keys(all).length > 0 ? JSON.stringify(all) : null)
  }
}

function choices(): v.InferOutput<typeof Choices> {
  try {
    const read = v.safeParse(Choices, JSON.parse(recall('adref.entering') ?? '{}'))
    return read.success ? read.output : {}
  } catch {
    return {}
  }
}
