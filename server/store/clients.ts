import type { Transaction } from 'kysely'
import { randomBytes } from 'node:crypto'
import type { DocumentId, PersonId } from '../../shared/ids'
import { write, type Database } from './database'
import type { Clients } from './port'
import type { Tables } from './tables'

type ClockOf = (clientId: number) => number

/**
 * ClientIDs on a database. Those that were given back go out again only for as long as this process lives: the database
 * may be restored from a backup before the next start, and then lacks words that browsers hold under the very ids
 * that it knows as free.
 */
export class DatabaseClients implements Clients {
  readonly #database: Database
  /** What was given back since this start, see `nameOf`. */
  readonly #released = new Set<string>()

  constructor(database: Database) {
    this.#database = database
  }

  issue(documentId: DocumentId, personId: PersonId, clockOf: ClockOf): Promise<number> {
    return write(this.#database, async (trx) => {
      const again = await reissue(trx, { documentId, personId }, this.#clockIfFree(documentId, clockOf))
      return again ?? issueNew(trx, { documentId, personId }, clockOf)
    })
  }

  reissue(documentId: DocumentId, personId: PersonId, clockOf: ClockOf): Promise<number | null> {
    return write(this.#database, (trx) =>
      reissue(trx, { documentId, personId }, this.#clockIfFree(documentId, clockOf)),
    )
  }

  async release(documentId: DocumentId, personId: PersonId, clientId: number, clock: number): Promise<void> {
    const { numUpdatedRows } = await write(this.#database, (trx) =>
      trx
        .updateTable('client')
        .set({ releasedClock: clock })
        .where('documentId', '=', documentId)
        .where('clientId', '=', clientId)
        .where('personId', '=', personId)
        .executeTakeFirst(),
    )
    if (numUpdatedRows > 0n) this.#released.add(nameOf(documentId, clientId))
  }

  async owners(documentId: DocumentId): Promise<ReadonlyMap<number, PersonId>> {
    const rows = await this.#database.db
      .selectFrom('client')
      .select(['clientId', 'personId'])
      .where('documentId', '=', documentId)
      .execute()
    return new Map(rows.map((row) => [row.clientId, row.personId]))
  }

  #clockIfFree(documentId: DocumentId, clockOf: ClockOf): (clientId: number) => number | null {
    return (clientId) => (this.#released.has(nameOf(documentId, clientId)) ? clockOf(clientId) : null)
  }
}

const nameOf = (documentId: DocumentId, clientId: number) => `${documentId} ${clientId}`

interface Whose {
  readonly documentId: DocumentId
  readonly personId: PersonId
}

/**
 * A clientID that the person gave back, if the text holds exactly what was written under it. Each goes to one taker.
 *
 * @param clockOf the clock that the text holds for a clientID; null when it must not go out again
 */
async function reissue(
  trx: Transaction<Tables>,
  whose: Whose,
  clockOf: (clientId: number) => number | null,
): Promise<number | null> {
  const released = await trx
    .selectFrom('client')
    .select(['clientId', 'releasedClock'])
    .where('documentId', '=', whose.documentId)
    .where('personId', '=', whose.personId)
    .where('releasedClock', 'is not', null)
    .execute()
  for (const { clientId, releasedClock } of released) {
    if (clockOf(clientId) !== releasedClock) continue
    const { numUpdatedRows } = await trx
      .updateTable('client')
      .set({ releasedClock: null })
      .where('documentId', '=', whose.documentId)
      .where('clientId', '=', clientId)
      .where('releasedClock', '=', releasedClock)
      .executeTakeFirst()
    if (numUpdatedRows === 1n) return clientId
  }
  return null
}

async function issueNew(trx: Transaction<Tables>, whose: Whose, clockOf: ClockOf): Promise<number> {
  for (;;) {
    const clientId = randomBytes(4).readUInt32BE()
    if (clientId === 0 || clockOf(clientId) > 0) continue
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('client')
      .values({ ...whose, clientId, releasedClock: null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 1n) return clientId
  }
}
