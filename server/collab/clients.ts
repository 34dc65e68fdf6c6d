import type { DocumentId, PersonId } from '../../shared/ids'
import type { Clients } from '../store/port'

/** Newcomers whose clientIDs we do not know come in crowds: they are looked up together, after this time in milliseconds. */
const SOON_MS = 20

/** Who owns which clientID of one document, as far as this node knows. */
export class Owners {
  readonly #documentId: DocumentId
  readonly #clients: Clients
  readonly #byClient = new Map<number, PersonId>()
  #soon: ReturnType<typeof setTimeout> | null = null

  private constructor(documentId: DocumentId, clients: Clients) {
    this.#documentId = documentId
    this.#clients = clients
  }

  static async open(documentId: DocumentId, clients: Clients): Promise<Owners> {
    const owners = new Owners(documentId, clients)
    await owners.refresh()
    return owners
  }

  /** Whether the clientID was issued to this person. */
  owns(personId: PersonId, clientId: number): boolean {
    return this.#byClient.get(clientId) === personId
  }

  /** Whether the clientID was issued to anybody. */
  isIssued(clientId: number): boolean {
    return this.#byClient.has(clientId)
  }

  /** How many clientIDs were issued to this person. */
  countOf(personId: PersonId): number {
    let count = 0
    for (const owner of this.#byClient.values()) if (owner === personId) count += 1
    return count
  }

  /** Whether any clientID was issued to this person. */
  knows(personId: PersonId): boolean {
    for (const owner of this.#byClient.values()) if (owner === personId) return true
    return false
  }

  add(personId: PersonId, clientId: number): void {
    this.#byClient.set(clientId, personId)
  }

  /** Reads them again: another node may have issued more. */
  async refresh(): Promise<void> {
    for (const [clientId, owner] of await this.#clients.owners(this.#documentId)) this.add(owner, clientId)
  }

  /** Reads them again soon, once for all who ask meanwhile. A fault changes nothing: an update is looked up again. */
  refreshSoon(): void {
    if (this.#soon) return
    this.#soon = setTimeout(() => {
      this.#soon = null
      this.refresh().catch(() => {})
    }, SOON_MS).unref()
  }
}

/** The store's clientIDs, with `onIssued` told of each one before its taker hears of it. */
export function withIssued(
  clients: Clients,
  onIssued: (documentId: DocumentId, personId: PersonId, clientId: number) => void,
): Clients {
  return {
    async issue(documentId, personId, clockOf) {
      const clientId = await clients.issue(documentId, personId, clockOf)
      onIssued(documentId, personId, clientId)
      return clientId
    },
    async reissue(documentId, personId, clockOf) {
      const clientId = await clients.reissue(documentId, personId, clockOf)
      if (clientId !== null) onIssued(documentId, personId, clientId)
      return clientId
    },
    release: (documentId, personId, clientId, clock) =>
      clients.release(documentId, personId, clientId, clock),
    owners: (documentId) => clients.owners(documentId),
  }
}
