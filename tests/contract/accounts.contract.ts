import { describe, expect, it } from 'vitest'
import type { DocumentId, LinkId, MeetingId, PersonId, SeatId, SessionId } from '../../shared/ids'
import type { Role } from '../../shared/roles'
import { SESSIONS_PER_PERSON, type LinkRow } from '../../server/store/port'
import { link, NOW, person, session } from './account-rows'
import { eachWith, type OpenStore } from './opened-store'

const DOCUMENT = 'outcome' as DocumentId

/** What is promised about links, people, sessions and secrets. */
export function accountsContract(open: OpenStore): void {
  const current = eachWith(open)

  describe('accounts', () => {
    const signIn = async (name: string): Promise<void> => {
      await current.store.accounts.addLink(link(name))
      const redeemed = current.store.accounts.redeem(
        `hash of ${name}`,
        person(name),
        session(`${name} 1`, name),
        NOW,
      )
      expect(await redeemed).toBe(true)
    }

    it('are empty until somebody signs in', async () => {
      expect(await current.store.accounts.isEmpty()).toBe(true)
      await current.store.accounts.addLink(link('a'))
      expect(await current.store.accounts.isEmpty()).toBe(true)
      await signIn('amina')
      expect(await current.store.accounts.isEmpty()).toBe(false)
    })

    it('keep links as they were made', async () => {
      const made = link('a', {
        label: 'Asia',
        role: 'chair',
        onlyDocumentId: DOCUMENT,
        createdBy: 'boris' as PersonId,
      })
      await current.store.accounts.addLink(made)
      await current.store.accounts.addLink(link('b', { createdAt: NOW - 5 }))
      expect(await current.store.accounts.linkByKey('hash of a')).toEqual(made)
      expect(await current.store.accounts.linkByKey('a')).toBeNull()
      expect(await current.store.accounts.links()).toEqual([link('b', { createdAt: NOW - 5 }), made])
    })

    it('let a link be used once, of many who try at the same time from two connections', async () => {
      const other = await current.opened.another()
      await current.store.accounts.addLink(link('a'))
      const tries = Array.from({ length: 12 }, (_, index) =>
        (index % 2 ? current.store : other).accounts.redeem(
          'hash of a',
          person(`p${index}`),
          session(`s${index}`, `p${index}`),
          NOW + 1,
        ),
      )
      const won = await Promise.all(tries)
      expect(won.filter(Boolean)).toHaveLength(1)
      const people = await current.store.accounts.people()
      expect(people.map((row) => row.personId)).toEqual([`p${won.indexOf(true)}`])
      expect(await current.store.accounts.linkByKey('hash of a')).toMatchObject({
        usedAt: NOW + 1,
        usedBy: people[0]?.personId,
      })
      await other.close()
    })

    it('refuse a link that is revoked, expired or unknown, and leave nothing behind', async () => {
      await current.store.accounts.addLink(link('revoked'))
      await current.store.accounts.addLink(link('expired'))
      expect(await current.store.accounts.revokeLink('revoked' as LinkId, NOW)).toBe(true)
      const redeem = (name: string, now: number) =>
        current.store.accounts.redeem(`hash of ${name}`, person(name), session(name, name), now)
      expect(await redeem('revoked', NOW)).toBe(false)
      expect(await redeem('expired', NOW + 1_000)).toBe(false)
      expect(await redeem('unknown', NOW)).toBe(false)
      expect(await current.store.accounts.isEmpty()).toBe(true)
      expect(await current.store.accounts.sessionByToken('hash of expired', NOW)).toBeNull()
    })

    it('sign nobody in by half: a person who cannot be added leaves the link unused', async () => {
      await signIn('amina')
      await current.store.accounts.addLink(link('b'))
      await expect(
        current.store.accounts.redeem('hash of b', person('amina'), session('s', 'amina'), NOW),
      ).rejects.toThrow()
      expect(await current.store.accounts.linkByKey('hash of b')).toMatchObject({
        usedAt: null,
        usedBy: null,
      })
    })

    it('revoke a link once, and not when it is used', async () => {
      await current.store.accounts.addLink(link('a'))
      expect(await current.store.accounts.revokeLink('a' as LinkId, NOW)).toBe(true)
      expect(await current.store.accounts.revokeLink('a' as LinkId, NOW)).toBe(false)
      await signIn('amina')
      expect(await current.store.accounts.revokeLink('amina' as LinkId, NOW)).toBe(false)
      expect(await current.store.accounts.revokeLink('nobody' as LinkId, NOW)).toBe(false)
    })

    it('make one first-run link when several nodes start together', async () => {
      const other = await current.opened.another()
      const made = await Promise.all(
        ['a', 'b', 'c', 'd'].map((name, index) =>
          (index % 2 ? current.store : other).accounts.addFirstRunLink(
            link(name, { createdAt: NOW + index }),
          ),
        ),
      )
      expect(made.filter(Boolean)).toHaveLength(1)
      expect((await current.store.accounts.links()).filter((row) => row.revokedAt === null)).toHaveLength(1)
      await other.close()
    })

    it('replace a first-run link that nobody used, and no other link', async () => {
      await current.store.accounts.addLink(link('handed out'))
      expect(await current.store.accounts.addFirstRunLink(link('old'))).toBe(true)
      expect(await current.store.accounts.addFirstRunLink(link('new', { createdAt: NOW + 60_000 }))).toBe(
        true,
      )
      expect(
        (await current.store.accounts.links()).map((row) => [row.linkId, row.revokedAt !== null]),
      ).toEqual([
        ['handed out', false],
        ['old', true],
        ['new', false],
      ])
    })

    it('make no first-run link when somebody has signed in', async () => {
      await signIn('amina')
      expect(await current.store.accounts.addFirstRunLink(link('a'))).toBe(false)
      expect(await current.store.accounts.linkByKey('hash of a')).toBeNull()
    })

    it('find a live session with its person, and no other', async () => {
      await signIn('amina')
      expect(await current.store.accounts.sessionByToken('hash of amina 1', NOW)).toEqual({
        session: session('amina 1', 'amina'),
        person: person('amina'),
      })
      expect(await current.store.accounts.sessionByToken('hash of amina 1', NOW + 10_000)).toBeNull()
      expect(await current.store.accounts.sessionByToken('amina 1', NOW)).toBeNull()
      expect(await current.store.accounts.person('amina' as PersonId)).toEqual(person('amina'))
      expect(await current.store.accounts.person('boris' as PersonId)).toBeNull()
    })

    it('remember when a session was last seen, and never go back', async () => {
      await signIn('amina')
      await signIn('boris')
      await current.store.accounts.touchSession('amina 1' as SessionId, NOW + 50)
      await current.store.accounts.touchSession('amina 1' as SessionId, NOW + 40)
      expect((await current.store.accounts.session('amina 1' as SessionId))?.lastSeenAt).toBe(NOW + 50)
      expect((await current.store.accounts.people()).map((row) => [row.name, row.lastSeenAt])).toEqual([
        ['amina', NOW + 50],
        ['boris', NOW],
      ])
    })

    it('open a session for somebody who has been here before, and lock it: found, but as locked', async () => {
      const { accounts } = current.store
      await signIn('amina')
      await accounts.addSession(session('amina 2', 'amina'))
      await accounts.lockSession('amina 2' as SessionId, NOW + 5)
      const locked = await accounts.sessionByToken('hash of amina 2', NOW + 6)
      expect(locked?.session.lockedAt).toBe(NOW + 5)
      const other = await accounts.sessionByToken('hash of amina 1', NOW + 6)
      expect(other?.session.lockedAt).toBeNull()
    })

    it('keep so many sessions of a person: one more ends the one that was seen the longest ago', async () => {
      const { accounts } = current.store
      const amina = 'amina' as PersonId
      await signIn('amina')
      await signIn('boris')
      const add = (nr: number) => {
        const at = NOW + nr
        const times = { createdAt: at, lastSeenAt: at }
        return accounts.addSession(session(`amina ${nr}`, 'amina', times))
      }
      for (let nr = 2; nr <= SESSIONS_PER_PERSON; nr += 1) expect(await add(nr)).toEqual([])
      await accounts.touchSession('amina 1' as SessionId, NOW + 100)
      expect(await add(99)).toEqual(['amina 2'])
      expect(await accounts.sessionByToken('hash of amina 2', NOW + 99)).toBeNull()
      const live = await accounts.sessionsOf(amina, NOW + 99)
      expect(live).toHaveLength(SESSIONS_PER_PERSON)
      expect(live.map(({ sessionId }) => sessionId)).toEqual(expect.arrayContaining(['amina 1', 'amina 99']))
      expect(await accounts.sessionsOf('boris' as PersonId, NOW + 99)).toHaveLength(1)
    })

    it('forget the ended sessions of a person with a new one, and not when they were here last', async () => {
      const { accounts } = current.store
      await signIn('amina')
      await accounts.revokeSession('amina 1' as SessionId, NOW + 1)
      expect(await accounts.session('amina 1' as SessionId)).not.toBeNull()
      await accounts.addSession(session('amina 2', 'amina', { createdAt: NOW + 2, lastSeenAt: NOW + 2 }))
      expect(await accounts.session('amina 1' as SessionId)).toBeNull()
      expect((await accounts.people()).map(({ lastSeenAt }) => lastSeenAt)).toEqual([NOW + 2])
    })

    it('end a session once', async () => {
      await signIn('amina')
      expect(await current.store.accounts.revokeSession('amina 1' as SessionId, NOW)).toBe(true)
      expect(await current.store.accounts.revokeSession('amina 1' as SessionId, NOW)).toBe(false)
      expect(await current.store.accounts.sessionByToken('hash of amina 1', NOW)).toBeNull()
      expect((await current.store.accounts.session('amina 1' as SessionId))?.revokedAt).toBe(NOW)
      expect(await current.store.accounts.sessionsOf('amina' as PersonId, NOW)).toEqual([])
    })

    it('revoke a person with all sessions, and say which were live', async () => {
      await signIn('amina')
      await signIn('boris')
      const revoke = (now: number) => current.store.accounts.revokePerson('amina' as PersonId, now)
      expect(await revoke(NOW)).toEqual({ sessionIds: ['amina 1'], links: [] })
      expect(await revoke(NOW + 1)).toEqual({ sessionIds: [], links: [] })
      expect(await current.store.accounts.sessionByToken('hash of amina 1', NOW)).toBeNull()
      expect(await current.store.accounts.sessionByToken('hash of boris 1', NOW)).not.toBeNull()
      expect(await current.store.accounts.person('amina' as PersonId)).toMatchObject({ revokedAt: NOW })
    })

    it('let a person in again, whose sessions and links stay revoked', async () => {
      const { accounts } = current.store
      const amina = 'amina' as PersonId
      await signIn('amina')
      await accounts.addLink(link('by amina', { createdBy: amina }))
      expect(await accounts.readmitPerson(amina)).toBe(false)
      await accounts.revokePerson(amina, NOW)
      expect(await accounts.readmitPerson(amina)).toBe(true)
      expect(await accounts.readmitPerson(amina)).toBe(false)
      expect(await accounts.person(amina)).toMatchObject({ revokedAt: null })
      expect(await accounts.sessionByToken('hash of amina 1', NOW)).toBeNull()
      expect((await accounts.link('by amina' as LinkId))?.revokedAt).toBe(NOW)
      expect(await accounts.addSession(session('amina 2', 'amina'))).toEqual([])
      expect(await accounts.sessionByToken('hash of amina 2', NOW)).not.toBeNull()
      expect(await accounts.addLink(link('later', { createdBy: amina }))).toBe(true)
    })

    it('give a person another role, and leave one coordinator of the whole house', async () => {
      const { accounts } = current.store
      const [amina, boris] = ['amina' as PersonId, 'boris' as PersonId]
      const roleOf = async (personId: PersonId) => (await accounts.person(personId))?.role
      for (const name of ['amina', 'boris', 'ada']) await signIn(name)
      const change = (personId: PersonId, role: Role) =>
        accounts.changeRole(personId, role, { links: 'none', now: NOW })
      expect(await change(amina, 'coordinator')).toEqual([])
      expect(await change(amina, 'drafter')).toBeNull()
      expect(await change(boris, 'coordinator')).toEqual([])
      const both = [change(amina, 'drafter'), change(boris, 'drafter')]
      expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1)
      expect([await roleOf(amina), await roleOf(boris)].sort()).toEqual(['coordinator', 'drafter'])
      expect(await change('nobody' as PersonId, 'chair')).toBeNull()
    })

    it('give a person another name, and keep those before it', async () => {
      const { accounts } = current.store
      const amina = 'amina' as PersonId
      await signIn('amina')
      await signIn('boris')
      const before = await accounts.person(amina)
      expect(await accounts.renamePerson(amina, 'Amina B.', NOW)).toBe(true)
      expect(await accounts.renamePerson(amina, 'Amina B.', NOW + 1)).toBe(false)
      expect(await accounts.renamePerson(amina, 'Amina Bâ', NOW + 2)).toBe(true)
      expect(await accounts.renamePerson('nobody' as PersonId, 'Somebody', NOW)).toBe(false)
      expect(await accounts.person(amina)).toEqual({ ...before, name: 'Amina Bâ' })
      expect(await accounts.formerNames()).toEqual([
        { personId: amina, name: before?.name, until: NOW },
        { personId: amina, name: 'Amina B.', until: NOW + 2 },
      ])
    })

    const MEETING = 'm1' as MeetingId
    const slip = (name: string, seat: string, more: Partial<LinkRow> = {}): LinkRow =>
      link(name, {
        ...{ meetingId: MEETING, seatId: seat as SeatId, codeHash: `code of ${name}` },
        ...more,
      })
    const stateOf = async (keyHash: string) => {
      const row = await current.store.accounts.linkByKey(keyHash)
      return row && { used: row.usedBy, revoked: row.revokedAt !== null }
    }

    it('revoke with a person every unused link and slip that they made, once, and no others', async () => {
      const { accounts } = current.store
      const byAmina = { createdBy: 'amina' as PersonId }
      await signIn('amina')
      for (const made of [link('used', byAmina), link('late', { ...byAmina, createdAt: NOW + 2 })])
        await accounts.addLink(made)
      await accounts.redeem('hash of used', person('ana'), session('s', 'ana'), NOW)
      await accounts.addLink(link('revoked', byAmina))
      await accounts.revokeLink('revoked' as LinkId, NOW)
      await accounts.addLink(link('of boris', { createdBy: 'boris' as PersonId }))
      await accounts.addLink(link('of the house'))
      await accounts.renewSlips([slip('early', 'smd', byAmina)], NOW)
      const { links } = await accounts.revokePerson('amina' as PersonId, NOW + 5)
      const at = { revokedAt: NOW + 5 }
      expect(links).toEqual([
        slip('early', 'smd', { ...byAmina, ...at }),
        link('late', { ...byAmina, createdAt: NOW + 2, ...at }),
      ])
      expect(await stateOf('code of early')).toEqual({ used: null, revoked: true })
      for (const untouched of ['of boris', 'of the house'])
        expect(await stateOf(`hash of ${untouched}`)).toEqual({ used: null, revoked: false })
      expect(await stateOf('hash of used')).toEqual({ used: 'ana', revoked: false })
      expect((await accounts.revokePerson('amina' as PersonId, NOW + 6)).links).toEqual([])
    })

    it('revoke with a role the unused links and slips that go with it, unless it stays', async () => {
      const { accounts } = current.store
      const [amina, boris] = ['amina' as PersonId, 'boris' as PersonId]
      for (const name of ['amina', 'boris']) await signIn(name)
      await accounts.changeRole(amina, 'coordinator', { links: 'none', now: NOW })
      const only = { onlyDocumentId: 'd1' as DocumentId }
      await accounts.addLink(link('to all', { createdBy: amina }))
      await accounts.addLink(link('to one', { createdBy: amina, ...only }))
      await accounts.addLink(link('of boris', { createdBy: boris, ...only }))
      await accounts.renewSlips([slip('by slip', 'smd', { createdBy: amina })], NOW)
      expect(await accounts.changeRole(amina, 'drafter', { links: 'all', now: NOW })).toBeNull()
      expect(await stateOf('hash of to all')).toEqual({ used: null, revoked: false })
      await accounts.changeRole(boris, 'coordinator', { links: 'none', now: NOW })
      const idsOf = (links: readonly LinkRow[] | null) => links?.map(({ linkId }) => linkId).sort()
      const change = async (role: Role, links: 'ofDocuments' | 'all') =>
        idsOf(await accounts.changeRole(amina, role, { links, now: NOW + 1 }))
      expect(await change('administrator', 'ofDocuments')).toEqual(['to one'])
      expect(await change('drafter', 'all')).toEqual(['by slip', 'to all'])
      expect(await stateOf('hash of of boris')).toEqual({ used: null, revoked: false })
      expect(await stateOf('hash of to one')).toEqual({ used: null, revoked: true })
    })

    it('add no link and no slip of somebody who was shown out while it was made', async () => {
      const { accounts } = current.store
      const byAmina = { createdBy: 'amina' as PersonId }
      await signIn('amina')
      expect(await accounts.addLink(link('before', byAmina))).toBe(true)
      expect(await accounts.renewSlips([slip('older', 'smd')], NOW)).toBe(true)
      await accounts.revokePerson('amina' as PersonId, NOW + 5)
      expect(await accounts.addLink(link('late', byAmina))).toBe(false)
      expect(await accounts.renewSlips([slip('late slip', 'smd', byAmina)], NOW + 6)).toBe(false)
      expect([await stateOf('hash of late'), await stateOf('code of late slip')]).toEqual([null, null])
      expect(await stateOf('code of older')).toEqual({ used: null, revoked: true })
    })

    it('find a slip by its code as well as by its token', async () => {
      const made = slip('a', 'smd')
      await current.store.accounts.renewSlips([made], NOW)
      expect(await current.store.accounts.linkByKey('hash of a')).toEqual(made)
      expect(await current.store.accounts.linkByKey('code of a')).toEqual(made)
      expect(await current.store.accounts.linkByKey('code of b')).toBeNull()
    })

    it('make older unused slips of the same seats useless with new ones, and no others', async () => {
      const { accounts } = current.store
      await accounts.addLink(link('plain'))
      await accounts.renewSlips([slip('used', 'smd'), slip('other', 'hdm')], NOW)
      await accounts.redeem('hash of used', person('ana'), session('s', 'ana'), NOW)
      await accounts.renewSlips([slip('old', 'smd')], NOW)
      await accounts.renewSlips([slip('first', 'smd'), slip('second', 'smd')], NOW + 1)
      const [used, old, other, first, second, plain] = await Promise.all(
        ['used', 'old', 'other', 'first', 'second', 'plain'].map((name) => stateOf(`hash of ${name}`)),
      )
      expect(used).toEqual({ used: 'ana', revoked: false })
      expect(old).toEqual({ used: null, revoked: true })
      for (const untouched of [other, first, second, plain])
        expect(untouched).toEqual({ used: null, revoked: false })
      const known = async () => (await accounts.slipsOf(MEETING)).map(({ linkId }) => linkId).sort()
      expect(await known()).toEqual(['first', 'old', 'other', 'second', 'used'].sort())
      expect((await accounts.links()).map(({ linkId }) => linkId)).not.toContain('old')
      const stopped = await accounts.revokeSlipsOf('smd' as SeatId, NOW + 2)
      expect(stopped.map(({ linkId }) => linkId).sort()).toEqual(['first', 'second'])
      expect(await stateOf('hash of first')).toEqual({ used: null, revoked: true })
      expect(await stateOf('hash of other')).toEqual({ used: null, revoked: false })
      // what stopped before the last ones did is forgotten, what was used never
      await accounts.renewSlips([slip('third', 'smd')], NOW + 3)
      expect(await known()).toEqual(['other', 'third', 'used'])
      const open = (await accounts.openLinks(NOW + 3)).map(({ linkId }) => linkId)
      expect(open.sort()).toEqual(['other', 'plain', 'third'])
      expect(await accounts.openLinks(NOW + 1_000)).toEqual([])
      expect(await accounts.link('third' as LinkId)).toEqual(slip('third', 'smd'))
      expect(await accounts.link('old' as LinkId)).toBeNull()
    })

    it('let a person who is there already use a slip, once of many who try', async () => {
      const other = await current.opened.another()
      await signIn('ana')
      await signIn('ben')
      await current.store.accounts.renewSlips([slip('a', 'smd')], NOW)
      const won = await Promise.all([
        current.store.accounts.spend('hash of a', 'ana' as PersonId, NOW + 1),
        other.accounts.spend('hash of a', 'ben' as PersonId, NOW + 1),
      ])
      expect(won.filter(Boolean)).toHaveLength(1)
      expect(await stateOf('code of a')).toEqual({ used: won[0] ? 'ana' : 'ben', revoked: false })
      expect((await current.store.accounts.people()).map(({ personId }) => personId)).toEqual(['ana', 'ben'])
      const usedBy = async (one: PersonId) =>
        (await current.store.accounts.linksUsedBy(one)).map(({ seatId }) => seatId)
      const [winner, loser] = (won[0] ? ['ana', 'ben'] : ['ben', 'ana']) as [PersonId, PersonId]
      expect([await usedBy(winner), await usedBy(loser)]).toEqual([[null, 'smd'], [null]])
      await other.close()
    })

    it('remember for which seat each session acts', async () => {
      const { accounts } = current.store
      await signIn('ana')
      const seat = { meetingId: MEETING, seatId: 'smd' as SeatId }
      await accounts.seatSession('ana 1' as SessionId, seat)
      expect((await accounts.sessionByToken('hash of ana 1', NOW))?.session).toMatchObject(seat)
      await accounts.seatSession('ana 1' as SessionId, { meetingId: null, seatId: null })
      expect((await accounts.sessionByToken('hash of ana 1', NOW))?.session.seatId).toBeNull()
      await accounts.seatSessionsOf('ana' as PersonId, seat)
      await accounts.seatSessionsOf('ben' as PersonId, { meetingId: null, seatId: null })
      expect((await accounts.sessionsOf('ana' as PersonId, NOW)).map(({ seatId }) => seatId)).toEqual(['smd'])
    })

    it('make a secret once, also when two ask at the same time', async () => {
      const other = await current.opened.another()
      const secrets = await Promise.all([
        current.store.accounts.secret('receipts', () => new Uint8Array([1, 2])),
        other.accounts.secret('receipts', () => new Uint8Array([3, 4])),
      ])
      expect(secrets[0]).toEqual(secrets[1])
      expect(await current.store.accounts.secret('receipts', () => new Uint8Array([5]))).toEqual(secrets[0])
      expect(await current.store.accounts.secret('others', () => new Uint8Array([6]))).toEqual(
        new Uint8Array([6]),
      )
      await other.close()
    })
  })
}
