import { sql, type Kysely, type Migration } from 'kysely'
import type { Engine } from '../database'

/** Journal, checkpoints, clientIDs and accounts. */
export const core = (engine: Engine): Migration => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await journal(db, engine)
    await accounts(db)
    await secrets(db, engine)
  },
})

async function journal(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const bytes = sql.raw(engine.bytes)
  await db.schema
    .createTable('stream')
    .addColumn('stream', 'text', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('entry')
    .addColumn('stream', 'text', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('personId', 'text', (column) => column.notNull())
    .addColumn('seatId', 'text')
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('enteredFor', 'text')
    .addColumn('audience', 'text', (column) => column.notNull())
    .addColumn('body', bytes, (column) => column.notNull())
    .addColumn('salt', bytes, (column) => column.notNull())
    .addColumn('prev', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('entryKey', ['stream', 'seq'])
    .execute()
  await db.schema
    .createTable('checkpoint')
    .addColumn('stream', 'text', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('text', bytes, (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('client')
    .addColumn('documentId', 'text', (column) => column.notNull())
    .addColumn('clientId', 'bigint', (column) => column.notNull())
    .addColumn('personId', 'text', (column) => column.notNull())
    .addColumn('releasedClock', 'bigint')
    .addPrimaryKeyConstraint('clientKey', ['documentId', 'clientId'])
    .execute()
}

async function accounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('person')
    .addColumn('personId', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('onlyDocumentId', 'text')
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addColumn('revokedAt', 'bigint')
    .execute()
  await db.schema
    .createTable('link')
    .addColumn('linkId', 'text', (column) => column.primaryKey())
    .addColumn('tokenHash', 'text', (column) => column.notNull().unique())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('onlyDocumentId', 'text')
    .addColumn('createdBy', 'text')
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addColumn('expiresAt', 'bigint', (column) => column.notNull())
    .addColumn('usedAt', 'bigint')
    .addColumn('usedBy', 'text')
    .addColumn('revokedAt', 'bigint')
    .addColumn('firstRun', 'integer', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('session')
    .addColumn('sessionId', 'text', (column) => column.primaryKey())
    .addColumn('tokenHash', 'text', (column) => column.notNull().unique())
    .addColumn('personId', 'text', (column) => column.notNull().references('person.personId'))
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addColumn('lastSeenAt', 'bigint', (column) => column.notNull())
    .addColumn('expiresAt', 'bigint', (column) => column.notNull())
    .addColumn('browser', 'text', (column) => column.notNull())
    .addColumn('revokedAt', 'bigint')
    .execute()
  await db.schema.createIndex('sessionOfPerson').on('session').column('personId').execute()
}

async function secrets(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await db.schema
    .createTable('secret')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', sql.raw(engine.bytes), (column) => column.notNull())
    .execute()
}
