import { sql, type Kysely, type Migration } from 'kysely'
import type { Engine } from '../database'

/** Passkeys, and who people are to an identity provider; sessions can be locked. */
export const signIn = (engine: Engine): Migration => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('passkey')
      .addColumn('passkeyId', 'text', (column) => column.primaryKey())
      .addColumn('personId', 'text', (column) => column.notNull().references('person.personId'))
      .addColumn('publicKey', sql.raw(engine.bytes), (column) => column.notNull())
      .addColumn('counter', 'bigint', (column) => column.notNull())
      .addColumn('transports', 'text', (column) => column.notNull())
      .addColumn('browser', 'text', (column) => column.notNull())
      .addColumn('createdAt', 'bigint', (column) => column.notNull())
      .addColumn('lastUsedAt', 'bigint')
      .execute()
    await db.schema.createIndex('passkeyOfPerson').on('passkey').column('personId').execute()
    await db.schema
      .createTable('identity')
      .addColumn('issuer', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('personId', 'text', (column) => column.notNull().references('person.personId'))
      .addColumn('createdAt', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('identityKey', ['issuer', 'subject'])
      .execute()
    await db.schema.createIndex('identityOfPerson').on('identity').column('personId').execute()
    await db.schema.alterTable('session').addColumn('lockedAt', 'bigint').execute()
  },
})
