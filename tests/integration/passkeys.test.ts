import { describe, expect, it } from 'vitest'
import { Authenticator, challenge, deviceOf, PASSKEY_BROWSER, type Lie } from '../support/authenticator'
import { post, type Answered } from '../support/request'
import { Table, mechanismSeat } from '../support/seats'
import { Caller } from '../support/typist'
import { venues } from '../support/venue'

const open = venues()
const signIn = (url: string, device: Authenticator, said: string, lie?: Lie): Promise<Answered> =>
  post(url, 'session:signInByPasskey', { answer: device.answer(said, lie) })

const callerOf = (url: string, { headers }: Answered) =>
  new Caller(url, headers.getSetCookie()[0]?.split(';')[0] ?? '')

describe('a passkey', () => {
  it('lets its owner come back, as the same person, with a session of its own', async () => {
    const { url, coordinator } = await open.venue()
    const amina = await coordinator.invite('drafter', 'Amina')
    const device = await deviceOf(amina)
    const back = callerOf(url, await signIn(url, device, await challenge(url)))
    const [before, after] = [await amina.ask('session:read', {}), await back.ask('session:read', {})]
    expect(after).toMatchObject({ name: 'Amina', role: 'drafter', personId: before.personId })
    expect(after.sessionId).not.toBe(before.sessionId)
    const { passkeys } = await back.ask('passkey:list', {})
    expect(passkeys).toMatchObject([{ browser: PASSKEY_BROWSER, lastUsedAt: expect.any(Number) as number }])
  })

  it('sits its owner down on the one seat that they hold', async () => {
    const { url, coordinator } = await open.venue()
    const table = await Table.open(coordinator, [mechanismSeat('SMD')])
    const ngozi = await table.seatNew('SMD', 'Ngozi')
    const device = await deviceOf(ngozi)
    const back = callerOf(url, await signIn(url, device, await challenge(url)))
    const { seatId } = await ngozi.ask('session:read', {})
    expect(await back.ask('session:read', {})).toMatchObject({ seatId })
    expect(seatId).not.toBeNull()
  })

  it('is useless once it was removed, and its owner once shown out, exactly as one that never was', async () => {
    const { url, coordinator } = await open.venue()
    const amina = await coordinator.invite('drafter', 'Amina')
    const [removed, kept] = [await deviceOf(amina), await deviceOf(amina)]
    await amina.ask('passkey:remove', { passkeyId: removed.id.toString('base64url') })
    const { personId } = await amina.ask('session:read', {})
    await coordinator.ask('people:revoke', { personId: personId })
    const answers = [removed, kept, new Authenticator()].map(async (device) =>
      signIn(url, device, await challenge(url)),
    )
    for (const { code, body, status } of await Promise.all(answers)) {
      expect([code, status]).toEqual(['credential-unknown', 403])
      expect(body).not.toContain('Amina')
    }
  })

  it('lets its owner in again who was shown out by mistake, on their seat', async () => {
    const { url, coordinator } = await open.venue()
    const table = await Table.open(coordinator, [mechanismSeat('SMD')])
    const ngozi = await table.seatNew('SMD', 'Ngozi')
    const device = await deviceOf(ngozi)
    const { personId } = await ngozi.ask('session:read', {})
    await coordinator.ask('people:revoke', { personId })
    await coordinator.ask('people:readmit', { personId })
    const back = callerOf(url, await signIn(url, device, await challenge(url)))
    expect(await back.ask('session:read', {})).toMatchObject({ personId, seatId: table.seat('SMD') })
    await expect(ngozi.ask('session:read', {})).rejects.toThrow('not-signed-in')
  })

  it('is removed by its owner only', async () => {
    const { coordinator } = await open.venue()
    const amina = await coordinator.invite('drafter', 'Amina')
    const device = await deviceOf(amina)
    const asked = coordinator.ask('passkey:remove', { passkeyId: device.id.toString('base64url') })
    await expect(asked).rejects.toThrow('not-allowed')
    expect((await amina.ask('passkey:list', {})).passkeys).toHaveLength(1)
  })

  it('belongs to one person: nobody else can add the same', async () => {
    const { coordinator } = await open.venue()
    const device = await deviceOf(await coordinator.invite('drafter', 'Amina'))
    const boris = await coordinator.invite('drafter', 'Boris')
    const { options } = await boris.ask('passkey:begin', {})
    const asked = boris.ask('passkey:add', {
      passkey: device.make(options.challenge),
      browser: PASSKEY_BROWSER,
    })
    await expect(asked).rejects.toThrow('credential-unknown')
  })

  it('is made no more once a person has twenty', async () => {
    const { coordinator } = await open.venue()
    for (let made = 0; made < 19; made += 1) await deviceOf(coordinator)
    const { options } = await coordinator.ask('passkey:begin', {})
    await deviceOf(coordinator)
    await expect(coordinator.ask('passkey:begin', {})).rejects.toThrow('too-many-passkeys')
    const passkey = new Authenticator().make(options.challenge)
    await expect(coordinator.ask('passkey:add', { passkey, browser: PASSKEY_BROWSER })).rejects.toThrow(
      'too-many-passkeys',
    )
  })
})

describe('somebody who comes in again and again', () => {
  it('waits after twenty times in a minute, keeps nobody else waiting, and is still in where they were', async () => {
    const { url, coordinator } = await open.venue()
    const amina = await coordinator.invite('drafter', 'Amina')
    const device = await deviceOf(amina)
    const boris = await deviceOf(await coordinator.invite('drafter', 'Boris'))
    const codes: unknown[] = []
    for (let time = 0; time < 22; time += 1)
      codes.push((await signIn(url, device, await challenge(url))).code)
    expect(codes.slice(-2)).toEqual(['too-many-attempts', 'too-many-attempts'])
    expect(codes.slice(0, 20).filter((code) => code === 'too-many-attempts')).toEqual([])
    expect((await signIn(url, boris, await challenge(url))).status).toBe(200)
    expect(await amina.ask('session:read', {})).toMatchObject({ name: 'Amina' })
  })
})

describe('an answer that proves nothing', () => {
  const lies: [string, Lie][] = [
    ['was given to another page', { origin: 'https://evil.example' }],
    ['was given to another port of this machine', { origin: 'http://localhost:1@evil.example' }],
    ['was made to add a passkey', { type: 'webauthn.create' }],
    ['was given without finger, face or number', { flags: 0x01 }],
  ]
  it.each(lies)('%s', async (_what, lie) => {
    const { url, coordinator } = await open.venue()
    const device = await deviceOf(coordinator)
    const answered = await signIn(url, device, await challenge(url), lie)
    expect(answered).toMatchObject({ status: 403, code: 'credential-unknown' })
    expect(answered.headers.getSetCookie()).toEqual([])
  })

  it('was given before, to a challenge of our own making, or to one for adding a passkey', async () => {
    const { url, coordinator } = await open.venue()
    const device = await deviceOf(coordinator)
    const said = await challenge(url)
    expect((await signIn(url, device, said)).status).toBe(200)
    const own = Buffer.alloc(56, 7).toString('base64url')
    const { options } = await coordinator.ask('passkey:begin', {})
    for (const challenged of [said, own, options.challenge, '', 'x'])
      expect((await signIn(url, device, challenged)).code).toBe('credential-unknown')
  })

  it('came many times at once lets in no more than one', async () => {
    const { url, coordinator } = await open.venue()
    const device = await deviceOf(coordinator)
    const answer = device.answer(await challenge(url))
    const all = await Promise.all(
      Array.from({ length: 20 }, () => post(url, 'session:signInByPasskey', { answer })),
    )
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('is signed by another device that says it is this one', async () => {
    const { url, coordinator } = await open.venue()
    const device = await deviceOf(coordinator)
    const said = await challenge(url)
    const forged = { ...new Authenticator().answer(said), id: device.id.toString('base64url') }
    const answered = await post(url, 'session:signInByPasskey', { answer: { ...forged, rawId: forged.id } })
    expect(answered.code).toBe('credential-unknown')
  })

  it('is counted: from where too many come, no more are looked at', async () => {
    const { url } = await open.venue()
    const device = new Authenticator()
    const said = await challenge(url)
    const codes = await Promise.all(Array.from({ length: 320 }, () => signIn(url, device, said)))
    expect(codes.at(-1)?.code).toBe('too-many-attempts')
    expect(codes[0]?.code).toBe('credential-unknown')
  })
})
