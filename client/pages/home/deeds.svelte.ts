import type { DocumentId, MeetingId } from '../../../shared/ids'
import type { DocumentCard } from '../../../shared/protocol'
import type { Refusal, Result } from '../../../shared/result'
import type { Live } from '../../live'

/** What can be done with a document in the list. */
export type Deed = 'duplicate' | 'rename' | 'move' | 'archive' | 'bringBack' | 'release'

/** Those of them that ask for a title first, or where to. */
type Asking = Extract<Deed, 'duplicate' | 'rename' | 'move' | 'release'>
const ASKING: readonly Deed[] = ['duplicate', 'rename', 'move', 'release'] satisfies Asking[]
const asks = (deed: Deed): deed is Asking => ASKING.includes(deed)

/** What is being done with the documents of the list, and what was done last. */
export class Deeds {
  readonly #live: Live
  /** Asks for a title, or where to, before it is done. */
  asking = $state.raw<{ readonly deed: Asking; readonly card: DocumentCard } | null>(null)
  /** The document that was just archived or brought back. */
  moved = $state.raw<{ readonly card: DocumentCard; readonly aside: boolean } | null>(null)
  /** The document that has just been given to others, as it was. */
  given = $state.raw<DocumentCard | null>(null)
  refusal = $state.raw<Refusal | null>(null)

  constructor(live: Live) {
    this.#live = live
  }

  choose(deed: Deed, card: DocumentCard): void {
    if (asks(deed)) this.asking = { deed, card }
    else void this.move(card, deed === 'archive')
  }

  /** Archives at once, or brings back: either is taken back by the other. */
  async move(card: DocumentCard, aside: boolean): Promise<void> {
    const { documentId } = card
    const answer = await this.#live.ask(aside ? 'document:archive' : 'document:bringBack', { documentId })
    this.refusal = answer.ok ? null : answer.refusal
    this.moved = answer.ok ? { card, aside } : null
  }

  duplicate(card: DocumentCard, title: string): Promise<Result<DocumentCard>> {
    return this.#live.ask('document:duplicate', { documentId: card.documentId, title })
  }

  /** Takes a copy of a private room's text out, for all participants. */
  release(card: DocumentCard, title: string): Promise<Result<{ readonly documentId: DocumentId }>> {
    return this.#live.ask('room:release', { documentId: card.documentId, title })
  }

  /** Gives a document to the participants of a meeting, or to everybody here. */
  async give(card: DocumentCard, meetingId: MeetingId | null): Promise<Result<unknown>> {
    const { documentId } = card
    const answer = await this.#live.ask('document:move', { documentId, meetingId })
    this.given = answer.ok ? card : null
    return answer
  }

  /** Takes back that a document was given to others. */
  async giveBack(card: DocumentCard): Promise<void> {
    const answer = await this.give(card, card.meetingId)
    this.given = null
    this.refusal = answer.ok ? null : answer.refusal
  }

  rename(card: DocumentCard, title: string): Promise<Result<unknown>> {
    return this.#live.ask('document:rename', { documentId: card.documentId, title })
  }
}
