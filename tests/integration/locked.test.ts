import { describe, expect, it } from 'vitest'
import { createApp } from '../../server/app'
import { readConfig } from '../../server/config'
import { newAttempt } from '../../shared/ids'
import { challenge, deviceOf, type Authenticator } from '../support/authenticator'
import { Laptop } from '../support/laptop'
import { post } from '../support/request'
import { CHAIR_SEAT, mechanismSeat, Table } from '../support/seats'
import { until } from '../support/until'
import { linkFor, venues } from '../support/venue'

const open = venues()
const HOUR_MS = 3_600_000

const bySlip = (token: string) => ['session:unlock', { token }] as const
const byPasskey = async (url: string, device: Authenticator) =>
  ['session:signInByPasskey', { answer: device.answer(await challenge(url)) }] as const

describe('a locked session', () => {
  it('is good for nothing, and opens by the link that one came in by, once, in this browser only', async () => {
    const venue = await open.venue()
    const link = await linkFor(venue, 'drafter')
    const laptop = new Laptop(venue.url)
    const amina = await laptop.enter(link.token, 'Amina')
    const live = await open.live(amina)
    await laptop.lock()
    await until(() => !live.isOpen, { what: 'the cut' })
    await expect(amina.ask('session:read', {})).rejects.toThrow('not-signed-in')
    await expect(amina.ask('document:list', {})).rejects.toThrow('not-signed-in')
    const elsewhere = await post(venue.url, ...bySlip(link.token))
    expect(elsewhere).toMatchObject({ status: 401, code: 'not-signed-in' })
    expect((await laptop.post(...bySlip(link.token))).status).toBe(200)
    expect(await laptop.who()).toMatchObject({ name: 'Amina' })
    const again = await post(venue.url, ...bySlip(link.token), { cookie: amina.cookie })
    expect(again.code).toBe('not-signed-in')
    const anew = await post(venue.url, 'session:signIn', { token: link.token, name: 'Eve' })
    expect(anew.code).toBe('link-spent')
  })

  it('is opened once more for the same attempt, whose answer was lost on its way', async () => {
    const venue = await open.venue()
    const link = await linkFor(venue, 'drafter')
    const laptop = new Laptop(venue.url)
    const amina = await laptop.enter(link.token, 'Amina')
    await laptop.lock()
    const attempt = newAttempt()
    const unlock = ['session:unlock', { token: link.token, attempt }] as const
    const lost = await laptop.post(...unlock)
    const again = await post(venue.url, ...unlock, { cookie: amina.cookie })
    expect([lost.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual(lost.body)
    const other = ['session:unlock', { token: link.token, attempt: newAttempt() }] as const
    expect((await post(venue.url, ...other, { cookie: amina.cookie })).code).toBe('not-signed-in')
  })

  it('opens neither by the link of anybody else, nor by one that nobody has used', async () => {
    const venue = await open.venue()
    const laptop = new Laptop(venue.url)
    await laptop.enter((await linkFor(venue, 'drafter')).token, 'Amina')
    const used = await linkFor(venue, 'drafter')
    await used.signIn('Boris')
    const fresh = await linkFor(venue, 'drafter')
    await laptop.lock()
    for (const { token } of [used, fresh])
      expect((await laptop.post(...bySlip(token))).code).toBe('credential-unknown')
  })

  it('waits for its person over a night', async () => {
    let now = Date.now()
    const server = await open.server()
    const config = readConfig({ PORT: '0', DATA_DIR: server.dataDir, LOG_LEVEL: 'silent' })
    const coordinator = await server.signInFirst()
    const { token } = await linkFor({ coordinator, url: server.url }, 'drafter')
    const house = await createApp(config, { now: () => now })
    const laptop = new Laptop(house.url)
    await laptop.enter(token, 'Amina')
    await laptop.lock()
    now += 15 * HOUR_MS
    expect((await laptop.post(...bySlip(token))).status).toBe(200)
    await laptop.lock()
    now += 7 * 24 * HOUR_MS
    expect((await laptop.post(...bySlip(token))).code).toBe('not-signed-in')
    await house.close()
  })

  it('is not the one that somebody has come in by since', async () => {
    const venue = await open.venue()
    const laptop = new Laptop(venue.url)
    await laptop.enter((await linkFor(venue, 'drafter')).token, 'Amina')
    const { sessionId } = await laptop.who()
    await laptop.lock()
    await laptop.enter((await linkFor(venue, 'drafter')).token, 'Boris')
    const { body } = await laptop.post('session:lock', { sessionId })
    expect(JSON.parse(body)).toMatchObject({ present: { name: 'Boris' } })
    expect(await laptop.who()).toMatchObject({ name: 'Boris' })
  })
})

describe('the seat that somebody acts for', () => {
  it('stays theirs behind the lock', async () => {
    const { url, coordinator } = await open.venue()
    const table = await Table.open(coordinator, [mechanismSeat('SMD'), mechanismSeat('CMD')])
    const laptop = new Laptop(url)
    const ngozi = await laptop.enter((await table.slip('SMD')).code, 'Ngozi')
    const device = await deviceOf(ngozi)
    const { code } = await table.slip('CMD')
    await ngozi.ask('seat:take', { token: code })
    const { seatId } = await ngozi.ask('session:read', {})
    await laptop.lock()
    await laptop.post(...bySlip(code))
    expect(await laptop.who()).toMatchObject({ name: 'Ngozi', seatId })
    await laptop.lock()
    await laptop.post(...(await byPasskey(url, device)))
    expect(await laptop.who()).toMatchObject({ name: 'Ngozi', seatId })
  })

  it('is none for a chair in their own role who holds one for a mechanism as well', async () => {
    const { url, coordinator } = await open.venue()
    const table = await Table.open(coordinator, [mechanismSeat('SMD')])
    const laptop = new Laptop(url)
    const { token } = await linkFor({ coordinator, url }, 'chair')
    const chair = await laptop.enter(token, 'Jorge')
    await chair.ask('seat:take', { token: (await table.slip('SMD')).code })
    await chair.ask('session:actFor', { seatId: null })
    const device = await deviceOf(chair)
    await laptop.lock()
    await laptop.post(...bySlip(token))
    expect(await laptop.who()).toMatchObject({ seatId: null, role: 'chair' })
    await laptop.lock()
    await laptop.post(...(await byPasskey(url, device)))
    expect(await laptop.who()).toMatchObject({ seatId: null, role: 'chair' })
  })
})

/** Ngozi has locked the laptop, and Jorge has come in by a slip of his own and locked it again. */
async function twoAtOneLaptop() {
  const { url, coordinator } = await open.venue()
  const table = await Table.open(coordinator, [mechanismSeat('SMD'), CHAIR_SEAT])
  const [hers, his] = [await table.slip('SMD'), await table.slip('Chair')]
  const laptop = new Laptop(url)
  const device = await deviceOf(await laptop.enter(hers.code, 'Ngozi'))
  const { personId } = await laptop.who()
  await laptop.lock()
  await laptop.enter(his.code, 'Jorge')
  await laptop.lock()
  return { url, coordinator, table, laptop, hers, his, device, personId }
}

describe('a laptop that several people share', () => {
  it('lets each of them back in by the slip that they came by, again and again', async () => {
    const { laptop, hers, his, personId } = await twoAtOneLaptop()
    for (let round = 0; round < 3; round += 1) {
      expect((await laptop.post(...bySlip(hers.code))).code).toBeUndefined()
      expect(await laptop.who()).toMatchObject({ name: 'Ngozi', personId })
      await laptop.lock()
      expect((await laptop.post(...bySlip(his.code))).code).toBeUndefined()
      expect(await laptop.who()).toMatchObject({ name: 'Jorge', role: 'chair' })
      await laptop.lock()
    }
  })

  it('lets back in who came first although the second has signed out, and nobody on another laptop', async () => {
    const { url, laptop, hers, his } = await twoAtOneLaptop()
    await laptop.post(...bySlip(his.code))
    await laptop.post('session:signOut', {})
    expect((await new Laptop(url).post(...bySlip(hers.code))).code).toBe('not-signed-in')
    expect((await laptop.post(...bySlip(hers.code))).status).toBe(200)
    expect(await laptop.who()).toMatchObject({ name: 'Ngozi' })
    await laptop.lock()
    expect((await laptop.post(...bySlip(his.code))).code).toBe('credential-unknown')
  })

  it('lets in by a passkey whoever it belongs to, at the seat that they left', async () => {
    const { url, table, laptop, device, his } = await twoAtOneLaptop()
    expect((await laptop.post(...(await byPasskey(url, device)))).status).toBe(200)
    expect(await laptop.who()).toMatchObject({ name: 'Ngozi', seatId: table.seat('SMD') })
    const { sessions } = await laptop.person.ask('session:list', {})
    expect(sessions).toHaveLength(1)
    await laptop.lock()
    expect((await laptop.post(...bySlip(his.code))).status).toBe(200)
  })

  it('opens for nobody who was shown out, and what was made up opens nothing', async () => {
    const { url, coordinator, laptop, hers, his, personId } = await twoAtOneLaptop()
    await coordinator.ask('people:revoke', { personId })
    expect((await laptop.post(...bySlip(hers.code))).code).toBe('credential-unknown')
    const [main = ''] = laptop.cookie.split(';')
    const tokens = main.split('=')[1] ?? ''
    for (const made of [
      '',
      '...',
      'x',
      'a'.repeat(43),
      `${'b'.repeat(43)}.`.repeat(60),
      `${tokens}.${tokens}`,
    ]) {
      const cookie = `adref-locked=${made}`
      const { code } = await post(url, ...bySlip(hers.code), { cookie })
      expect(['not-signed-in', 'credential-unknown']).toContain(code)
    }
    expect((await laptop.post(...bySlip(his.code))).status).toBe(200)
  })

  it('gives no script what it keeps, and counts what proves nothing', async () => {
    const { url, laptop, hers, his } = await twoAtOneLaptop()
    const { headers } = await laptop.post(...bySlip(his.code))
    const kept = headers.getSetCookie().find((one) => one.startsWith('adref-locked='))
    expect(kept).toMatch(/; HttpOnly; SameSite=Lax$/)
    expect(kept).not.toContain(hers.code)
    const answers = await Promise.all(
      Array.from({ length: 320 }, () => post(url, ...bySlip('0'.repeat(10)), { cookie: laptop.cookie })),
    )
    expect(answers.some(({ code }) => code === 'too-many-attempts')).toBe(true)
  })
})
