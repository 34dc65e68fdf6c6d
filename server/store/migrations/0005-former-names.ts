import type { Kysely, Migration } from 'kysely'

/** Names can be corrected; what somebody was called before stays known. */
export const formerNames: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('formerName')
      .addColumn('personId', 'text', (column) => column.notNull().references('person.personId'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('formerNameOfPerson').on('formerName').column('personId').execute()
  },
}
