import type { DocumentId } from '../../../shared/ids'
import type { DocumentCard } from '../../../shared/protocol'
import type { Refusal, Result } from '../../../shared/result'
import type { Live } from '../../live'

/** What can be done with a document in the list. */
export type Deed = 'duplicate' | 'rename' | 'archive' | 'bringBack' | 'release'

/** Those of them that ask for a title first. */
type Asking = Extract<Deed, 'duplicate' | 'rename' | 'release'>
const ASKING: readonly Deed[] = ['duplicate', 'rename', 'release'] satisfies Asking[]
const asks = (deed: Deed): deed is Asking => ASKING.includes(deed)

/** What is being done with the documents of the list, and what was done last. */
export class Deeds {
  readonly #live: Live
  /** Asks for a title before it is done. */
  asking = $state.raw<{ readonly deed: Asking; readonly card: DocumentCard } | null>(null)
  /** The document that was just archived or brought back. */
  moved = $state.raw<{ readonly card: DocumentCard; readonly aside: boolean } | null>(null)
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

  rename(card: DocumentCard, title: string): Promise<Result<unknown>> {
    return this.#live.ask('document:rename', { documentId: card.documentId, title })
  }
}
