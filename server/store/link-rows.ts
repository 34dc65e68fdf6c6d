import type { Transaction } from 'kysely'
import type { PersonId, SeatId } from '../../shared/ids'
import type { LinkRow, Withdrawal } from './port'
import type { LinkTableRow, Tables } from './tables'

/** What is done to links and slips within a transaction on accounts. */

/** Adds links, unless somebody who made any of them has been shown out: nothing would take it back any more. */
export async function insertLinks(trx: Transaction<Tables>, links: readonly LinkRow[]): Promise<boolean> {
  const makers = [...new Set(links.flatMap(({ createdBy }) => createdBy ?? []))]
  const shownOut =
    makers.length > 0 &&
    (await trx
      .selectFrom('person')
      .select('personId')
      .where('personId', 'in', makers)
      .where('revokedAt', 'is not', null)
      .executeTakeFirst())
  if (shownOut) return false
  for (const link of links)
    await trx
      .insertInto('link')
      .values({ ...link, firstRun: 0 })
      .execute()
  return true
}

/** Uses a link up, if it still lets anybody in. */
export async function spend(
  trx: Transaction<Tables>,
  tokenHash: string,
  usedBy: PersonId,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('link')
    .set({ usedAt: now, usedBy })
    .where('tokenHash', '=', tokenHash)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** The record says that they were made and have stopped; whoever holds one of them is told no more than of any other. */
export async function forgetStoppedSlips(trx: Transaction<Tables>, seatId: SeatId): Promise<void> {
  await trx
    .deleteFrom('link')
    .where('seatId', '=', seatId)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is not', null)
    .execute()
}

/** All unused slips of a seat stop working. */
export async function revokeSlips(
  trx: Transaction<Tables>,
  seatId: SeatId,
  now: number,
): Promise<readonly LinkRow[]> {
  const rows = await trx
    .updateTable('link')
    .set({ revokedAt: now })
    .where('seatId', '=', seatId)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .returningAll()
    .execute()
  return rows.map(linkOf)
}

/** Withdraws the unused links and slips that somebody made and loses. @returns them, the oldest first */
export async function revokeLinksBy(
  trx: Transaction<Tables>,
  createdBy: PersonId,
  { links, now }: Withdrawal,
): Promise<readonly LinkRow[]> {
  if (links === 'none') return []
  const withdrawn = await trx
    .updateTable('link')
    .set({ revokedAt: now })
    .where('createdBy', '=', createdBy)
    .$if(links === 'ofDocuments', (all) => all.where('onlyDocumentId', 'is not', null))
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .returningAll()
    .execute()
  return withdrawn.map(linkOf).sort((one, other) => one.createdAt - other.createdAt)
}

/** A link as others than the store know it. */
export function linkOf({ firstRun: _, ...link }: LinkTableRow): LinkRow {
  return link
}
