import type { Transaction } from 'kysely'
import { randomBytes } from 'node:crypto'
import type { DocumentId, PersonId } from '../../shared/ids'
import { write, type Database } from './database'
import type { Clients } from './port'
import type { Tables } from './tables'

type ClockOf = (clientId: number) => number

/** ClientIDs on a database. */
export class DatabaseClients implements Clients {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  issue(documentId: DocumentId, personId: PersonId, clockOf: ClockOf): Promise<number> {
    return write(this.#database, async (trx) => {
      const again = await reissue(trx, { documentId, personId }, clockOf)
      return again ?? issueNew(trx, { documentId, personId }, clockOf)
    })
  }

  reissue(documentId: DocumentId, personId: PersonId, clockOf: ClockOf): Promise<number | null> {
    return write(this.#database, (trx) => reissue(trx, { documentId, personId }, clockOf))
  }

  async release(documentId: DocumentId, personId: PersonId, clientId: number, clock: number): Promise<void> {
    await write(this.#database, (trx) =>
      trx
        .updateTable('client')
        .set({ releasedClock: clock })
        .where('documentId', '=', documentId)
        .where('clientId', '=', clientId)
        .where('personId', '=', personId)
        .execute(),
    )
  }

  async owners(documentId: DocumentId): Promise<ReadonlyMap<number, PersonId>> {
    const rows = await this.#database.db
      .selectFrom('client')
      .select(['clientId', 'personId'])
      .where('documentId', '=', documentId)
      .execute()
    return new Map(rows.map((row) => [row.clientId, row.personId]))
  }
}

interface Whose {
  readonly documentId: DocumentId
  readonly personId: PersonId
}

/** A clientID that the person gave back, if the text holds exactly what was written under it. Each goes to one taker. */
async function reissue(trx: Transaction<Tables>, whose: Whose, clockOf: ClockOf): Promise<number | null> {
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
