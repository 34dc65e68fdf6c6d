import type { Transaction } from 'kysely'
import type { LinkId, MeetingId, PersonId, SeatId, SessionId } from '../../shared/ids'
import type { Role } from '../../shared/roles'
import { write, type Database } from './database'
import { forgetStoppedSlips, insertLinks, linkOf, revokeLinksBy, revokeSlips, spend } from './link-rows'
import {
  SESSIONS_PER_PERSON,
  type Accounts,
  type FormerNameRow,
  type LinkRow,
  type PersonRow,
  type SeatRow,
  type SessionRow,
  type Withdrawal,
} from './port'
import type { Tables } from './tables'

/**
 * Two nodes that start together on an empty store print one first-run link: the later one finds that of the other if
 * it is not older than this. An older one was lost with the terminal it was printed on.
 */
export const FIRST_RUN_WINDOW_MS = 1_000

/** People, links, sessions and secrets on a database. */
export class DatabaseAccounts implements Accounts {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async isEmpty(): Promise<boolean> {
    return !(await this.#database.db.selectFrom('person').select('personId').limit(1).executeTakeFirst())
  }

  addFirstRunLink(link: LinkRow): Promise<boolean> {
    return write(this.#database, async (trx) => {
      await this.#database.engine.lockSetUp(trx)
      if (await isSetUp(trx, link.createdAt)) return false
      await trx
        .updateTable('link')
        .set({ revokedAt: link.createdAt })
        .where('firstRun', '=', 1)
        .where('revokedAt', 'is', null)
        .execute()
      await trx
        .insertInto('link')
        .values({ ...link, firstRun: 1 })
        .execute()
      return true
    })
  }

  addLink(link: LinkRow): Promise<boolean> {
    return write(this.#database, (trx) => insertLinks(trx, [link]))
  }

  async linkByKey(keyHash: string): Promise<LinkRow | null> {
    const row = await this.#database.db
      .selectFrom('link')
      .selectAll()
      .where((eb) => eb.or([eb('tokenHash', '=', keyHash), eb('codeHash', '=', keyHash)]))
      .executeTakeFirst()
    return row ? linkOf(row) : null
  }

  async link(linkId: LinkId): Promise<LinkRow | null> {
    const row = await this.#database.db
      .selectFrom('link')
      .selectAll()
      .where('linkId', '=', linkId)
      .executeTakeFirst()
    return row ? linkOf(row) : null
  }

  async links(): Promise<readonly LinkRow[]> {
    const links = this.#database.db.selectFrom('link').selectAll().where('seatId', 'is', null)
    return (await links.orderBy('createdAt').execute()).map(linkOf)
  }

  async openLinks(now: number): Promise<readonly LinkRow[]> {
    const rows = await this.#database.db
      .selectFrom('link')
      .selectAll()
      .where('usedAt', 'is', null)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', now)
      .execute()
    return rows.map(linkOf)
  }

  async revokeLink(linkId: LinkId, now: number): Promise<boolean> {
    const { numUpdatedRows } = await write(this.#database, (trx) =>
      trx
        .updateTable('link')
        .set({ revokedAt: now })
        .where('linkId', '=', linkId)
        .where('usedAt', 'is', null)
        .where('revokedAt', 'is', null)
        .executeTakeFirstOrThrow(),
    )
    return numUpdatedRows === 1n
  }

  redeem(tokenHash: string, person: PersonRow, session: SessionRow, now: number): Promise<boolean> {
    return write(this.#database, async (trx) => {
      if (!(await spend(trx, tokenHash, person.personId, now))) return false
      await trx.insertInto('person').values(person).execute()
      await trx.insertInto('session').values(session).execute()
      return true
    })
  }

  spend(tokenHash: string, personId: PersonId, now: number): Promise<boolean> {
    return write(this.#database, (trx) => spend(trx, tokenHash, personId, now))
  }

  async linksUsedBy(personId: PersonId): Promise<readonly LinkRow[]> {
    const used = this.#database.db.selectFrom('link').selectAll().where('usedBy', '=', personId)
    return (await used.orderBy('usedAt').execute()).map(linkOf)
  }

  renewSlips(slips: readonly LinkRow[], now: number): Promise<boolean> {
    return write(this.#database, async (trx) => {
      for (const seatId of new Set(slips.map((slip) => slip.seatId)))
        if (seatId) {
          await forgetStoppedSlips(trx, seatId)
          await revokeSlips(trx, seatId, now)
        }
      return insertLinks(trx, slips)
    })
  }

  async slipsOf(meetingId: MeetingId): Promise<readonly LinkRow[]> {
    const rows = await this.#database.db
      .selectFrom('link')
      .selectAll()
      .where('meetingId', '=', meetingId)
      .orderBy('createdAt')
      .execute()
    return rows.map(linkOf)
  }

  revokeSlipsOf(seatId: SeatId, now: number): Promise<readonly LinkRow[]> {
    return write(this.#database, (trx) => revokeSlips(trx, seatId, now))
  }

  async person(personId: PersonId): Promise<PersonRow | null> {
    const row = await this.#database.db
      .selectFrom('person')
      .selectAll()
      .where('personId', '=', personId)
      .executeTakeFirst()
    return row ?? null
  }

  people(): Promise<readonly (PersonRow & { readonly lastSeenAt: number | null })[]> {
    return this.#database.db
      .selectFrom('person')
      .selectAll('person')
      .select((eb) =>
        eb
          .selectFrom('session')
          .select((max) => max.fn.max('session.lastSeenAt').as('lastSeenAt'))
          .whereRef('session.personId', '=', 'person.personId')
          .as('lastSeenAt'),
      )
      .orderBy('person.createdAt')
      .execute()
  }

  renamePerson(personId: PersonId, name: string, now: number): Promise<boolean> {
    return write(this.#database, async (trx) => {
      const person = await trx
        .selectFrom('person')
        .select('name')
        .where('personId', '=', personId)
        .executeTakeFirst()
      if (!person || person.name === name) return false
      await trx.insertInto('formerName').values({ personId, name: person.name, until: now }).execute()
      await trx.updateTable('person').set({ name }).where('personId', '=', personId).execute()
      return true
    })
  }

  formerNames(): Promise<readonly FormerNameRow[]> {
    return this.#database.db.selectFrom('formerName').selectAll().orderBy('until').execute()
  }

  revokePerson(
    personId: PersonId,
    now: number,
  ): Promise<{ readonly sessionIds: readonly SessionId[]; readonly links: readonly LinkRow[] }> {
    return write(this.#database, async (trx) => {
      await trx
        .updateTable('person')
        .set({ revokedAt: now })
        .where('personId', '=', personId)
        .where('revokedAt', 'is', null)
        .execute()
      const ended = await trx
        .updateTable('session')
        .set({ revokedAt: now })
        .where('personId', '=', personId)
        .where('revokedAt', 'is', null)
        .returning(['sessionId', 'expiresAt'])
        .execute()
      const live = ended.filter((session) => session.expiresAt > now)
      const sessionIds = live.map((session) => session.sessionId)
      return { sessionIds, links: await revokeLinksBy(trx, personId, { links: 'all', now }) }
    })
  }

  async readmitPerson(personId: PersonId): Promise<boolean> {
    const { numUpdatedRows } = await write(this.#database, (trx) =>
      trx
        .updateTable('person')
        .set({ revokedAt: null })
        .where('personId', '=', personId)
        .where('revokedAt', 'is not', null)
        .executeTakeFirstOrThrow(),
    )
    return numUpdatedRows === 1n
  }

  changeRole(personId: PersonId, role: Role, { links, now }: Withdrawal): Promise<readonly LinkRow[] | null> {
    return write(this.#database, async (trx) => {
      // two coordinators who take the role from each other at the same time would leave none
      await this.#database.engine.lockSetUp(trx)
      if (role !== 'coordinator' && (await isLastCoordinator(trx, personId))) return null
      const { numUpdatedRows } = await trx
        .updateTable('person')
        .set({ role })
        .where('personId', '=', personId)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n ? revokeLinksBy(trx, personId, { links, now }) : null
    })
  }

  async sessionByToken(
    tokenHash: string,
    now: number,
  ): Promise<{ readonly session: SessionRow; readonly person: PersonRow } | null> {
    const session = await this.#database.db
      .selectFrom('session')
      .selectAll()
      .where('tokenHash', '=', tokenHash)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', now)
      .executeTakeFirst()
    const person = session && (await this.person(session.personId))
    return session && person && person.revokedAt === null ? { session, person } : null
  }

  async session(sessionId: SessionId): Promise<SessionRow | null> {
    const row = await this.#database.db
      .selectFrom('session')
      .selectAll()
      .where('sessionId', '=', sessionId)
      .executeTakeFirst()
    return row ?? null
  }

  sessionsOf(personId: PersonId, now: number): Promise<readonly SessionRow[]> {
    return this.#database.db
      .selectFrom('session')
      .selectAll()
      .where('personId', '=', personId)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', now)
      .orderBy('createdAt')
      .execute()
  }

  async seatSession(sessionId: SessionId, { meetingId, seatId }: SeatRow): Promise<void> {
    await write(this.#database, (trx) =>
      trx.updateTable('session').set({ meetingId, seatId }).where('sessionId', '=', sessionId).execute(),
    )
  }

  async seatSessionsOf(personId: PersonId, { meetingId, seatId }: SeatRow): Promise<void> {
    await write(this.#database, (trx) =>
      trx
        .updateTable('session')
        .set({ meetingId, seatId })
        .where('personId', '=', personId)
        .where('revokedAt', 'is', null)
        .execute(),
    )
  }

  addSession(session: SessionRow): Promise<readonly SessionId[]> {
    return write(this.#database, async (trx) => {
      const { personId, createdAt: now } = session
      await forgetEnded(trx, personId, now)
      const ended = await endOldest(trx, personId, now)
      await trx.insertInto('session').values(session).execute()
      return ended
    })
  }

  async lockSession(sessionId: SessionId, lockedAt: number): Promise<void> {
    await write(this.#database, (trx) =>
      trx.updateTable('session').set({ lockedAt }).where('sessionId', '=', sessionId).execute(),
    )
  }

  async touchSession(sessionId: SessionId, now: number): Promise<void> {
    await write(this.#database, (trx) =>
      trx
        .updateTable('session')
        .set({ lastSeenAt: now })
        .where('sessionId', '=', sessionId)
        .where('lastSeenAt', '<', now)
        .execute(),
    )
  }

  async revokeSession(sessionId: SessionId, now: number): Promise<boolean> {
    const { numUpdatedRows } = await write(this.#database, (trx) =>
      trx
        .updateTable('session')
        .set({ revokedAt: now })
        .where('sessionId', '=', sessionId)
        .where('revokedAt', 'is', null)
        .executeTakeFirstOrThrow(),
    )
    return numUpdatedRows === 1n
  }

  async secret(name: string, make: () => Uint8Array): Promise<Uint8Array> {
    const known = await this.#secret(name)
    if (known) return known
    await write(this.#database, (trx) =>
      trx
        .insertInto('secret')
        .values({ name, value: make() })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    )
    const made = await this.#secret(name)
    if (!made) throw new Error(`the secret ${name} was not kept`)
    return made
  }

  async #secret(name: string): Promise<Uint8Array | null> {
    const row = await this.#database.db
      .selectFrom('secret')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirst()
    return row?.value ?? null
  }
}

/** When somebody was here last is said by the session that they get now, so ended ones are good for nothing more. */
async function forgetEnded(trx: Transaction<Tables>, personId: PersonId, now: number): Promise<void> {
  await trx
    .deleteFrom('session')
    .where('personId', '=', personId)
    .where((eb) => eb.or([eb('revokedAt', 'is not', null), eb('expiresAt', '<=', now)]))
    .execute()
}

/** Makes room for one more session. */
async function endOldest(
  trx: Transaction<Tables>,
  personId: PersonId,
  now: number,
): Promise<readonly SessionId[]> {
  const live = await trx
    .selectFrom('session')
    .select('sessionId')
    .where('personId', '=', personId)
    .orderBy('lastSeenAt', 'desc')
    .orderBy('createdAt', 'desc')
    .execute()
  const ended = live.slice(SESSIONS_PER_PERSON - 1).map(({ sessionId }) => sessionId)
  if (ended.length > 0)
    await trx.updateTable('session').set({ revokedAt: now }).where('sessionId', 'in', ended).execute()
  return ended
}

/** Whether somebody alone is a coordinator of the whole house and let in. */
async function isLastCoordinator(trx: Transaction<Tables>, personId: PersonId): Promise<boolean> {
  const coordinators = await trx
    .selectFrom('person')
    .select('personId')
    .where('role', '=', 'coordinator')
    .where('onlyDocumentId', 'is', null)
    .where('revokedAt', 'is', null)
    .limit(2)
    .execute()
  return coordinators.length === 1 && coordinators[0]?.personId === personId
}

/** Whether somebody has signed in, or another node has just printed a link. */
async function isSetUp(trx: Transaction<Tables>, now: number): Promise<boolean> {
  const person = await trx.selectFrom('person').select('personId').limit(1).executeTakeFirst()
  if (person) return true
  const fresh = await trx
    .selectFrom('link')
    .select('linkId')
    .where('firstRun', '=', 1)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('createdAt', '>', now - FIRST_RUN_WINDOW_MS)
    // one that a clock far ahead has dated is not fresh
    .where('createdAt', '<', now + FIRST_RUN_WINDOW_MS)
    .limit(1)
    .executeTakeFirst()
  return fresh !== undefined
}
