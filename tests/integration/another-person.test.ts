import { describe, expect, it } from 'vitest'
import { FOR_NOBODY, standingOf } from '../../shared/standing'
import { COMMANDS, SPEAKER, type CommandName } from '../../shared/protocol'
import { CLOSE } from '../../shared/sync'
import { Laptop } from '../support/laptop'
import { Live } from '../support/live'
import { post } from '../support/request'
import { mechanismSeat, personIdOf, Table } from '../support/seats'
import type { Caller } from '../support/typist'
import { until } from '../support/until'
import { linkFor, type, venues, type Venue } from '../support/venue'

const open = venues()

/** Amina and Suad come in one after the other in the same browser; both act for nobody, or both sit on one seat. */
async function oneBrowser(venue: Venue, where: 'house' | 'seat') {
  const laptop = new Laptop(venue.url)
  const table = where === 'seat' ? await Table.open(venue.coordinator, [mechanismSeat('SMD')]) : null
  const token = async () => (table ? (await table.slip('SMD')).code : (await linkFor(venue, 'drafter')).token)
  const amina = await laptop.enter(await token(), 'Amina')
  const { personId, seatId } = await amina.ask('session:read', {})
  const standing = seatId ? standingOf({ seatId, mechanismId: null, office: null }) : FOR_NOBODY
  const comes = async () => laptop.enter(await token(), 'Suad')
  return { amina, aminaId: personId, standing, laptop, comes }
}

const headOf = async ({ coordinator, documentId }: Venue) =>
  (await coordinator.ask('journal:read', { stream: `document:${documentId}`, after: 0 })).head

describe.each(['house', 'seat'] as const)('words that were typed before another came in (%s)', (where) => {
  it.each(['typed', 'deleted'])('and that were %s are not taken as theirs', async (act) => {
    const venue = await open.venue()
    const { amina, aminaId, standing, comes } = await oneBrowser(venue, where)
    const typist = await open.typist(amina, venue.documentId)
    await type(typist, 'Saved.')
    typist.disconnect()
    if (act === 'typed') typist.insert(typist.text.length, ' typed by Amina')
    else typist.remove(typist.text.length - 1, 1)
    const head = await headOf(venue)
    typist.caller = await comes()
    Object.assign(typist, { typedAs: standing, person: aminaId })
    typist.connect()
    await until(() => typist.closedWith === CLOSE.sessionRevoked)
    expect(await headOf(venue)).toBe(head)
  })
})

describe('a page of somebody who is not signed in any more', () => {
  async function replaced() {
    const venue = await open.venue()
    const { aminaId, laptop, comes } = await oneBrowser(venue, 'house')
    return { venue, aminaId, laptop, suad: await comes() }
  }

  it('gets nothing done by any command, whatever it says besides', async () => {
    const { venue, aminaId, laptop } = await replaced()
    const head = await headOf(venue)
    const names = (Object.keys(COMMANDS) as CommandName[]).filter((name) => COMMANDS[name].signedIn)
    expect(names).toContain('words:keep')
    for (const name of names) {
      const { status, code } = await post(venue.url, name, {}, said(laptop.person, aminaId))
      expect([name, status, code]).toEqual([name, 401, 'not-signed-in'])
    }
    const connects = ['session:goToProvider', { connect: true }] as const
    const { code } = await post(venue.url, ...connects, said(laptop.person, aminaId))
    expect(code).toBe('not-signed-in')
    expect(await headOf(venue)).toBe(head)
    expect((await laptop.who()).name).toBe('Suad')
  })

  it('keeps no words as the other’s, and takes no clientID of theirs', async () => {
    const { venue, aminaId, laptop, suad } = await replaced()
    const { documentId } = venue
    const words = { documentId, provisionId: null, text: 'by Amina', code: 'read-only' }
    expect((await post(venue.url, 'words:keep', words, said(suad, aminaId))).code).toBe('not-signed-in')
    expect((await suad.ask('words:list', { documentId })).words).toEqual([])
    const enter = ['document:enter', { documentId, receipt: null }] as const
    expect((await post(venue.url, ...enter, said(suad, aminaId))).code).toBe('not-signed-in')
    expect((await post(venue.url, ...enter, said(suad, await personIdOf(suad)))).status).toBe(200)
    expect((await laptop.post(...enter)).status).toBe(200)
  })

  it('says whose it is in the address when it can set no header', async () => {
    const { venue, aminaId, suad } = await replaced()
    const away = { meetingId: 'none', isHere: false }
    const leaving = (person: string) => `meeting:attend?${SPEAKER.query}=${person}`
    expect((await post(venue.url, leaving(aminaId), away, { cookie: suad.cookie })).code).toBe(
      'not-signed-in',
    )
    const own = await post(venue.url, leaving(await personIdOf(suad)), away, { cookie: suad.cookie })
    expect(own.code).not.toBe('not-signed-in')
  })

  it('opens no line', async () => {
    const { venue, aminaId, suad } = await replaced()
    await expect(Live.open(suad, {}, { person: aminaId })).rejects.toThrow('not-signed-in')
    await expect(Live.open(suad, {}, { person: [await personIdOf(suad)] })).rejects.toThrow('not-signed-in')
    const own = await Live.open(suad, {}, { person: await personIdOf(suad) })
    expect((await own.ask('session:read', {})).name).toBe('Suad')
    own.close()
    const typist = await open.typist(suad, venue.documentId)
    Object.assign(typist, { person: await personIdOf(suad), synced: false })
    typist.disconnect()
    typist.connect()
    await until(() => typist.synced)
  })
})

const said = ({ cookie }: Caller, personId: string) => ({ cookie, [SPEAKER.header]: personId })
