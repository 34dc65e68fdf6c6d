import type { Kysely, Migration } from 'kysely'

/** Slips are links bound to a seat, with a code beside the token; sessions remember the seat that they act for. */
export const seats: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const column of ['meetingId', 'seatId', 'codeHash'])
      await db.schema.alterTable('link').addColumn(column, 'text').execute()
    for (const column of ['meetingId', 'seatId'])
      await db.schema.alterTable('session').addColumn(column, 'text').execute()
    await db.schema.createIndex('linkByCode').on('link').column('codeHash').unique().execute()
    await db.schema.createIndex('linkOfMeeting').on('link').column('meetingId').execute()
  },
}
