import { newId, type ProvisionId } from '../../shared/ids'
import type { Notice } from '../../shared/sync'
import type { Connection } from './connection'

interface Freeze {
  readonly provisionId: ProvisionId
  readonly nonce: string
  /** Editors that have not answered yet. */
  readonly waiting: Set<Connection>
  readonly onAnswered: () => void
}

/** A provision that is frozen in every editor. */
export interface Frozen {
  /** Resolves when every editor has answered, has left, or `limitMs` have passed. */
  readonly answered: Promise<void>
  /** Ends the freeze. */
  end(): void
}

/** Freezes before a gavel: every editor sends what is typed and answers before the chair's decision is taken. */
export class Freezing {
  readonly #freezes = new Map<string, Freeze>()

  begin(provisionId: ProvisionId, editors: Iterable<Connection>, limitMs: number): Frozen {
    const nonce = newId()
    const waiting = new Set(editors)
    const answered = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs)
      const onAnswered = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#freezes.set(nonce, { provisionId, nonce, waiting, onAnswered })
      if (waiting.size === 0) onAnswered()
    })
    for (const editor of waiting) editor.notify({ type: 'freeze', provisionId, nonce })
    return { answered, end: () => this.#freezes.delete(nonce) }
  }

  /** An editor has sent everything and accepts no more for the provision. */
  answer(connection: Connection, nonce: string): void {
    const freeze = this.#freezes.get(nonce)
    if (freeze?.waiting.delete(connection) && freeze.waiting.size === 0) freeze.onAnswered()
  }

  /** Who has left will not answer. */
  leave(connection: Connection): void {
    for (const nonce of this.#freezes.keys()) this.answer(connection, nonce)
  }

  /** Notices for somebody who comes while provisions are frozen. */
  notices(): Notice[] {
    return [...this.#freezes.values()].map(({ provisionId, nonce }) => ({
      type: 'freeze',
      provisionId,
      nonce,
    }))
  }
}
