import type { Kysely, Migration } from 'kysely'

/** Slips are renewed by their seat. */
export const slipsOfSeat: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.createIndex('linkOfSeat').on('link').column('seatId').execute()
  },
}
