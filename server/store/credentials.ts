import type { PersonId } from '../../shared/ids'
import { write, type Database } from './database'
import type { Credentials, IdentityRow, PasskeyRow } from './port'

/** Passkeys and identities on a database. */
export class DatabaseCredentials implements Credentials {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async addPasskey(passkey: PasskeyRow): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await write(this.#database, (trx) =>
      trx
        .insertInto('passkey')
        .values(passkey)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow(),
    )
    return numInsertedOrUpdatedRows === 1n
  }

  async passkey(passkeyId: string): Promise<PasskeyRow | null> {
    const row = await this.#database.db
      .selectFrom('passkey')
      .selectAll()
      .where('passkeyId', '=', passkeyId)
      .executeTakeFirst()
    return row ?? null
  }

  async passkeysOf(personId: PersonId): Promise<readonly PasskeyRow[]> {
    return this.#database.db
      .selectFrom('passkey')
      .selectAll()
      .where('personId', '=', personId)
      .orderBy('createdAt')
      .execute()
  }

  async usePasskey(passkeyId: string, counter: number, now: number): Promise<void> {
    await write(this.#database, (trx) =>
      trx
        .updateTable('passkey')
        .set({ counter, lastUsedAt: now })
        .where('passkeyId', '=', passkeyId)
        .execute(),
    )
  }

  async removePasskey(personId: PersonId, passkeyId: string): Promise<boolean> {
    const { numDeletedRows } = await write(this.#database, (trx) =>
      trx
        .deleteFrom('passkey')
        .where('passkeyId', '=', passkeyId)
        .where('personId', '=', personId)
        .executeTakeFirstOrThrow(),
    )
    return numDeletedRows === 1n
  }

  async addIdentity(identity: IdentityRow): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await write(this.#database, (trx) =>
      trx
        .insertInto('identity')
        .values(identity)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow(),
    )
    return numInsertedOrUpdatedRows === 1n
  }

  async identity(issuer: string, subject: string): Promise<IdentityRow | null> {
    const row = await this.#database.db
      .selectFrom('identity')
      .selectAll()
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst()
    return row ?? null
  }

  async identitiesOf(personId: PersonId): Promise<readonly IdentityRow[]> {
    return this.#database.db.selectFrom('identity').selectAll().where('personId', '=', personId).execute()
  }

  async removeIdentities(personId: PersonId, issuer: string): Promise<boolean> {
    const { numDeletedRows } = await write(this.#database, (trx) =>
      trx
        .deleteFrom('identity')
        .where('personId', '=', personId)
        .where('issuer', '=', issuer)
        .executeTakeFirstOrThrow(),
    )
    return numDeletedRows > 0n
  }
}
