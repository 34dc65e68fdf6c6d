import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { isTextKind } from '../../shared/documents'
import { newId, type MechanismId } from '../../shared/ids'
import { meetingStream, type StreamId } from '../../shared/journal'
import { CLOSE, syncPathOf } from '../../shared/sync'
import { readConfig } from '../../server/config'
import { openStore } from '../../server/store/store'
import { newToken, tokenHashOf } from '../../server/tokens'
import { savanna } from '../support/registry'
import { post } from '../support/request'
import { CHAIR_SEAT, EXAMPLE_MEETING, mechanismSeat, officeSeat, personIdOf, Table } from '../support/seats'
import { Caller } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues } from '../support/venue'

const open = venues()
const SOON = { timeoutMs: 5_000 }

/** A venue with a meeting of three seats. */
async function tableAt() {
  const venue = await open.venue()
  const seats = [mechanismSeat('SMD'), mechanismSeat('HDM', 'observer'), CHAIR_SEAT]
  return { ...venue, table: await Table.open(venue.coordinator, seats) }
}

const tokenOf = (url: string) => url.split('#')[1] ?? ''

describe('a meeting', () => {
  it('is listed with its vacant seats, one of several', async () => {
    const { table, coordinator } = await tableAt()
    await coordinator.ask('meeting:create', { ...EXAMPLE_MEETING, number: 9, theme: 'The next one' })
    await table.seatNew('SMD', 'Ana')
    const { meetings } = await coordinator.ask('meeting:list', {})
    expect(meetings.map(({ number, seatCount, vacantCount }) => [number, seatCount, vacantCount])).toEqual([
      [8, 3, 2],
      [9, 0, 0],
    ])
  })

  it('is opened and changed by coordinators only', async () => {
    const { table, coordinator } = await tableAt()
    const { meetingId } = table
    const chair = await table.seatNew('Chair', 'Chair')
    await expect(chair.ask('meeting:create', EXAMPLE_MEETING)).rejects.toThrow('not-allowed')
    const change = { meetingId, terms: { ...EXAMPLE_MEETING, place: 'Nairobi' } }
    await expect(chair.ask('meeting:change', change)).rejects.toThrow('not-allowed')
    await coordinator.ask('meeting:change', change)
    expect((await chair.ask('meeting:read', { meetingId })).meeting.place).toBe('Nairobi')
  })

  it('is not changed back by somebody whose form was opened before', async () => {
    const { table, coordinator } = await tableAt()
    const { meetingId } = table
    const bea = await coordinator.invite('coordinator', 'Bea')
    const session = { label: 'Informals', startsAt: 1_000, endsAt: 2_000, admitsObservers: false }
    const before = { ...EXAMPLE_MEETING, sessions: [session] }
    await coordinator.ask('meeting:change', { meetingId, terms: before, before: EXAMPLE_MEETING })
    const extended = { ...before, sessions: [{ ...session, endsAt: 9_000 }] }
    await coordinator.ask('meeting:change', { meetingId, terms: extended, before })
    const stale = { meetingId, terms: { ...before, place: 'Nairobi' }, before }
    await expect(bea.ask('meeting:change', stale)).rejects.toThrow('changed-meanwhile')
    const read = async () => (await bea.ask('meeting:read', { meetingId })).meeting
    expect(await read()).toMatchObject(extended)
    await bea.ask('meeting:change', {
      meetingId,
      terms: { ...extended, place: 'Nairobi' },
      before: extended,
    })
    expect(await read()).toMatchObject({ ...extended, place: 'Nairobi' })
  })

  it('has seats that nobody changes back from a form that was opened before', async () => {
    const { table, coordinator } = await tableAt()
    const place = { meetingId: table.meetingId, seatId: table.seat('SMD') }
    const bea = await coordinator.invite('coordinator', 'Bea')
    const ana = await table.seatNew('SMD', 'Ana')
    const before = mechanismSeat('SMD')
    const observing = { ...before, role: 'observer' as const }
    await coordinator.ask('seat:change', { ...place, terms: observing, before })
    const label = 'SMD (Dakar)'
    const stale = { ...place, terms: { ...before, label }, before }
    await expect(bea.ask('seat:change', stale)).rejects.toThrow('changed-meanwhile')
    await bea.ask('seat:change', { ...place, terms: { ...observing, label }, before })
    expect((await ana.ask('session:read', {})).role).toBe('observer')
  })

  it('that is unknown looks like one that is not open to the person', async () => {
    const { table, coordinator, documentId, ...venue } = await tableAt()
    const guest = await (await linkFor({ ...venue, coordinator }, 'drafter', documentId)).signIn('Guest')
    for (const meetingId of [table.meetingId, 'nowhere' as never])
      await expect(guest.ask('meeting:read', { meetingId })).rejects.toThrow('not-allowed')
    await expect(
      guest.ask('journal:read', { stream: meetingStream(table.meetingId), after: 0 }),
    ).rejects.toThrow('not-allowed')
    expect(await guest.ask('meeting:list', {})).toEqual({ meetings: [] })
  })
})

describe('the chair’s seat of a mechanism', () => {
  it('is one where a State chairs, and its office is shown to all who may read the meeting', async () => {
    const { coordinator, table } = await tableAt()
    const { meetingId } = table
    const { id } = await coordinator.ask('registry:add', { draft: savanna })
    const heldFor = { kind: 'mechanism', mechanismId: id as MechanismId } as const
    const chair = { label: 'SMD', role: 'drafter', office: 'chair', heldFor } as const
    const { seatIds } = await coordinator.ask('seat:make', { meetingId, seats: [chair] })
    await expect(coordinator.ask('seat:make', { meetingId, seats: [chair] })).rejects.toThrow('chair-taken')
    const ana = await table.seatNew('SMD', 'Ana')
    const { seats } = await ana.ask('meeting:read', { meetingId })
    expect(seats.map(({ label, office }) => [label, office])).toContainEqual(['SMD', 'chair'])
    const [seatId] = seatIds
    if (!seatId) throw new Error('a seat was made')
    await coordinator.ask('seat:change', { meetingId, seatId, terms: { ...chair, office: 'secretariat' } })
    await coordinator.ask('seat:make', { meetingId, seats: [chair] })
  })
})

describe('a slip', () => {
  it('seats a new person by its code, however it is typed, with the rights of the seat', async () => {
    const { table, url } = await tableAt()
    const { code } = await table.slip('SMD')
    expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/)
    const typed = ` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `
    const peek = await post(url, 'session:peekLink', { token: typed })
    expect(JSON.parse(peek.body)).toEqual({
      ...{ role: 'drafter', state: 'open' },
      seat: { label: 'SMD', meeting: EXAMPLE_MEETING.theme },
    })
    const ana = await Caller.signIn(url, typed, 'Ana')
    expect(await ana.ask('session:read', {})).toMatchObject({
      ...{ role: 'drafter', ownRole: 'observer', seatId: table.seat('SMD') },
      seats: [{ label: 'SMD', role: 'drafter', timeZone: 'Europe/Zurich' }],
    })
    expect(await table.namesOn('SMD')).toEqual(['Ana'])
  })

  it('works once, by code or by address', async () => {
    const { table, url } = await tableAt()
    const slip = await table.slip('SMD')
    await Caller.signIn(url, tokenOf(slip.url), 'Ana')
    for (const token of [slip.code, tokenOf(slip.url)])
      expect(await post(url, 'session:signIn', { token, name: 'Eve' })).toMatchObject({ code: 'link-spent' })
    expect(await table.namesOn('SMD')).toEqual(['Ana'])
  })

  it('stops working when newer ones are made for its seat, and when it is withdrawn', async () => {
    const { table, coordinator, url } = await tableAt()
    const { meetingId } = table
    const old = await table.slip('SMD')
    const other = await table.slip('HDM')
    const fresh = await table.slip('SMD')
    expect(await post(url, 'session:signIn', { token: old.code, name: 'Eve' })).toMatchObject({ status: 410 })
    await coordinator.ask('slip:revoke', { meetingId, linkId: fresh.linkId })
    const late = await post(url, 'session:signIn', { token: fresh.code, name: 'Eve' })
    expect(late).toMatchObject({ status: 410 })
    await Caller.signIn(url, other.code, 'Ben')
    const { slips } = await coordinator.ask('slip:list', { meetingId })
    expect(slips.map(({ state, usedBy }) => [state, usedBy])).toEqual([
      ['revoked', null],
      ['used', 'Ben'],
      ['revoked', null],
    ])
  })

  it('is made as often as a script makes those of a whole meeting one by one, and then no faster than by hand', async () => {
    const { table, coordinator } = await tableAt()
    const { meetingId } = table
    const other = await coordinator.invite('coordinator', 'Other')
    const make = () =>
      post(
        coordinator.url,
        'slip:make',
        { meetingId, seatIds: [newId()], perSeat: 1 },
        { cookie: coordinator.cookie },
      )
    const codes: unknown[] = []
    for (let made = 0; made < 410; made += 10)
      codes.push(...(await Promise.all(Array.from({ length: 10 }, make))).map(({ code }) => code))
    expect(new Set(codes.slice(0, 380))).toEqual(new Set(['seat-unknown']))
    expect(codes.at(-1)).toBe('too-many-attempts')
    await expect(table.slip('SMD')).rejects.toThrow('too-many-attempts')
    await expect(coordinator.invite('drafter', 'Ana')).rejects.toThrow('too-many-attempts')
    expect((await coordinator.ask('meeting:read', { meetingId })).seats).not.toEqual([])
    const seatIds = [table.seat('SMD')]
    expect((await other.ask('slip:make', { meetingId, seatIds, perSeat: 1 })).slips).toHaveLength(1)
  })

  it('is made for vacant places only: two on an empty seat, none on a full one', async () => {
    const { table, url } = await tableAt()
    const [first, second, ...none] = await table.slips('SMD', 2)
    expect(none).toEqual([])
    await Caller.signIn(url, first?.code ?? '', 'Ana')
    await Caller.signIn(url, second?.code ?? '', 'Ben')
    expect(await table.slips('SMD', 2)).toEqual([])
    expect(await table.namesOn('SMD')).toEqual(['Ana', 'Ben'])
  })

  it('is not used up when two sit on its seat already', async () => {
    const { table, coordinator, url } = await tableAt()
    const { meetingId } = table
    const [slip] = await table.slips('SMD', 2)
    const seatId = table.seat('SMD')
    for (const name of ['Ana', 'Ben']) {
      const to = await personIdOf(await coordinator.invite('observer', name))
      await coordinator.ask('seat:handOver', { meetingId, seatId, from: null, to })
    }
    const third = await post(url, 'session:signIn', { token: slip?.code, name: 'Eve' })
    expect(third).toMatchObject({ status: 409, code: 'seat-full' })
    const { slips } = await coordinator.ask('slip:list', { meetingId })
    expect(slips[0]?.state).toBe('open')
    const { people } = await coordinator.ask('people:list', {})
    expect(people.map(({ name }) => name)).not.toContain('Eve')
  })

  it('seats two at most, however many come at once with slips of one seat', async () => {
    const { table, url } = await tableAt()
    const [first, second] = await table.slips('SMD', 2)
    const tries = [first, second, first, second, first].map((slip, i) =>
      post(url, 'session:signIn', { token: slip?.code, name: `Person ${i}` }),
    )
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(2)
    expect(await table.namesOn('SMD')).toHaveLength(2)
  })

  it('is known to coordinators only, and never by its secrets', async () => {
    const { table, coordinator } = await tableAt()
    const { meetingId } = table
    const ana = await table.seatNew('SMD', 'Ana')
    const slip = await table.slip('SMD')
    for (const ask of [
      ana.ask('slip:list', { meetingId }),
      ana.ask('slip:make', { meetingId, seatIds: [table.seat('HDM')], perSeat: 1 }),
      ana.ask('slip:revoke', { meetingId, linkId: slip.linkId }),
      ana.ask('link:list', {}),
    ])
      await expect(ask).rejects.toThrow('not-allowed')
    const stream = meetingStream(meetingId)
    const said = [
      await ana.ask('meeting:read', { meetingId }),
      await ana.ask('journal:read', { stream, after: 0 }),
      await coordinator.ask('slip:list', { meetingId }),
    ]
    for (const secret of [slip.code, slip.code.replace('-', ''), tokenOf(slip.url)])
      expect(JSON.stringify(said)).not.toContain(secret)
    const { links } = await coordinator.ask('link:list', {})
    expect(links.map(({ linkId }) => linkId)).not.toContain(slip.linkId)
  })

  it('is recorded with who made and withdrew it for which seat, for doorkeepers, and never by its secrets', async () => {
    const { table, coordinator } = await tableAt()
    const { meetingId } = table
    const [chair, ana] = [await table.seatNew('Chair', 'Olga'), await table.seatNew('SMD', 'Ana')]
    const stream = meetingStream(meetingId)
    const live = await open.live(chair)
    const { head: after } = await live.follow(stream)
    const [first, second] = await table.slips('HDM', 2)
    if (!first || !second) throw new Error('an empty seat has two places')
    await coordinator.ask('slip:revoke', { meetingId, linkId: first.linkId })
    await expect(coordinator.ask('slip:revoke', { meetingId, linkId: first.linkId })).rejects.toThrow(
      'link-spent',
    )
    await until(() => live.entries.at(-1)?.seq === after + 2)
    const seatId = table.seat('HDM')
    const { entries } = await chair.ask('journal:read', { stream, after })
    expect(entries).toMatchObject([
      { kind: 'slip:made', by: 'Coordinator', body: { seatId, linkIds: [first.linkId, second.linkId] } },
      { kind: 'slip:revoked', by: 'Coordinator', body: { seatId, linkId: first.linkId } },
    ])
    for (const { url, code } of [first, second])
      for (const secret of [code, code.replace('-', ''), tokenOf(url)])
        for (const said of [secret, tokenHashOf(secret)]) expect(JSON.stringify(entries)).not.toContain(said)
    expect((await ana.ask('journal:read', { stream, after })).entries).toEqual([
      { shown: false, stream, seq: after + 2 },
    ])
  })

  it('cannot be guessed: wrong codes are counted with wrong links, for the signed in too', async () => {
    const { table, url } = await tableAt()
    const ana = await table.seatNew('SMD', 'Ana')
    const slip = await table.slip('HDM')
    const guess = (i: number) => `00000-${String(i).padStart(5, '0')}`
    const codes = new Set<string>()
    for (let i = 0; i < 320; i += 10) {
      const tries = Array.from({ length: 10 }, (_, n) =>
        n % 2
          ? post(url, 'session:peekLink', { token: guess(i + n) })
          : post(url, 'seat:take', { token: guess(i + n) }, { cookie: ana.cookie }),
      )
      for (const { code } of await Promise.all(tries)) codes.add(code ?? '')
    }
    expect([...codes].sort()).toEqual(['link-spent', 'too-many-attempts'])
    await Caller.signIn(url, slip.code, 'Ben')
  })
})

describe('a person with several seats', () => {
  /** Ana types for SMD, and holds the chair as well. */
  async function ana() {
    const { table, ...rest } = await tableAt()
    const ana = await table.seatNew('SMD', 'Ana')
    const me = await ana.ask('seat:take', { token: (await table.slip('Chair')).code })
    return { ...rest, table, ana, me }
  }

  it('adds a seat by a slip and acts for it from then on', async () => {
    const { table, me, coordinator } = await ana()
    expect(me).toMatchObject({ role: 'chair', seatId: table.seat('Chair') })
    expect(me.seats.map(({ label }) => label)).toEqual(['SMD', 'Chair'])
    const { people } = await coordinator.ask('people:list', {})
    expect(people.map(({ name, seats }) => [name, seats])).toEqual([
      ['Coordinator', []],
      ['Ana', ['SMD', 'Chair']],
    ])
  })

  it('acts for one at a time, with its rights and no other', async () => {
    const { table, ana: caller, documentId } = await ana()
    const { id: provisionId, textHash } = await lastProvision(caller, documentId)
    const { role } = await caller.ask('session:actFor', { seatId: table.seat('SMD') })
    expect(role).toBe('drafter')
    const agree = { documentId, provisionId, textHash }
    await expect(caller.ask('provision:agree', agree)).rejects.toThrow('not-allowed')
    await caller.ask('session:actFor', { seatId: table.seat('Chair') })
    await caller.ask('provision:agree', agree)
    await caller.ask('session:actFor', { seatId: null })
    expect(await caller.ask('session:read', {})).toMatchObject({ role: 'observer', seatId: null })
  })

  it('acts for no seat that is not theirs', async () => {
    const { table, ana: caller } = await ana()
    for (const seatId of [table.seat('HDM'), 'nothing' as never])
      await expect(caller.ask('session:actFor', { seatId })).rejects.toThrow('not-allowed')
  })

  it('has the seat in every entry of the record, commands and typing alike', async () => {
    const { table, ana: caller, documentId, server } = await ana()
    const stream = `document:${documentId}` as const
    const asChair = await open.typist(caller, documentId)
    await type(asChair, 'from the chair')
    await caller.ask('session:actFor', { seatId: table.seat('SMD') })
    await until(() => !asChair.connected, SOON)
    asChair.connect()
    await until(() => asChair.synced, SOON)
    await type(asChair, ' from SMD')
    await caller.ask('words:keep', { documentId, provisionId: null, text: 'kept', code: 'read-only' })
    const { entries } = await caller.ask('journal:read', { stream, after: 0 })
    const kept = entries.find((entry) => entry.shown && entry.kind.startsWith('words:'))
    expect(kept).toMatchObject({ actor: { seatId: table.seat('SMD'), role: 'drafter' } })
    const typed = await typedFrom(server.dataDir, stream)
    expect(typed).toEqual([null, table.seat('Chair'), table.seat('SMD')])
  })
})

describe('a slip whose answer was never heard', () => {
  it('seats the same person again, and nobody else', async () => {
    const { url, table } = await tableAt()
    const ana = await table.seatNew('SMD', 'Ana')
    const li = await table.seatNew('SMD', 'Li')
    const { code: token } = await table.slip('HDM')
    await ana.ask('seat:take', { token })
    const me = await ana.ask('seat:take', { token })
    expect(me.seatId).toBe(table.seat('HDM'))
    await expect(li.ask('seat:take', { token })).rejects.toThrow('link-spent')

    const second = { token: (await table.slip('Chair')).code, name: 'Olga', attempt: newToken() }
    await post(url, 'session:signIn', second)
    const { body } = await post(url, 'session:signIn', second)
    expect(JSON.parse(body)).toMatchObject({ name: 'Olga', seatId: table.seat('Chair') })
    await table.coordinator.ask('seat:vacate', {
      ...{ meetingId: table.meetingId, seatId: table.seat('HDM') },
      personId: await personIdOf(ana),
    })
    await expect(ana.ask('seat:take', { token })).rejects.toThrow('link-spent')
  })
})

describe('rights of a seat', () => {
  it('take hold of open sockets at once: the text closes, and comes back under the new ones', async () => {
    const { table, documentId } = await tableAt()
    const ana = await table.seatNew('SMD', 'Ana')
    const typist = await open.typist(ana, documentId)
    const live = await open.live(ana)
    const closed = closeCodeOf(ana, documentId)
    await ana.ask('seat:take', { token: (await table.slip('HDM')).code })
    await until(() => !typist.connected && !live.isOpen, SOON)
    expect(await closed).toBe(CLOSE.reseated)
    typist.connect()
    await until(() => typist.synced, SOON)
    typist.insert(typist.text.length, 'late')
    await until(() => typist.refusal !== null, SOON)
    expect(typist.refusal).toBe('read-only')
  })

  it('move with the seat when the chair is handed over, and what was decided keeps its author', async () => {
    const { table, documentId, coordinator } = await tableAt()
    const { meetingId } = table
    const old = await table.seatNew('Chair', 'Old chair')
    const next = await table.seatNew('HDM', 'New chair')
    const live = await open.live(old)
    const { id: provisionId, textHash } = await lastProvision(old, documentId)
    await old.ask('provision:agree', { documentId, provisionId, textHash })
    const [from, to] = [await personIdOf(old), await personIdOf(next)]
    await coordinator.ask('seat:handOver', { meetingId, seatId: table.seat('Chair'), from, to })
    await until(() => !live.isOpen, SOON)
    const reopen = { documentId, provisionId, reason: 'A word from the capital' }
    await expect(old.ask('provision:reopen', reopen)).rejects.toThrow('not-allowed')
    expect(await old.ask('session:read', {})).toMatchObject({ role: 'observer', seatId: null })
    await next.ask('provision:reopen', reopen)
    const { entries } = await next.ask('journal:read', { stream: `document:${documentId}`, after: 0 })
    const decided = entries.flatMap((entry) =>
      entry.shown && entry.kind.startsWith('provision:') ? [[entry.by, entry.actor?.seatId]] : [],
    )
    const chair = table.seat('Chair')
    expect(decided).toEqual([
      ['Old chair', chair],
      ['New chair', chair],
    ])
  })

  it('change with the seat, and end with it', async () => {
    const { table, coordinator } = await tableAt()
    const { meetingId } = table
    const seatId = table.seat('SMD')
    const ana = await table.seatNew('SMD', 'Ana')
    const slip = await table.slip('SMD')
    await coordinator.ask('seat:change', { meetingId, seatId, terms: mechanismSeat('SMD', 'observer') })
    expect(await ana.ask('session:read', {})).toMatchObject({ role: 'observer', seatId })
    await coordinator.ask('seat:change', { meetingId, seatId, terms: mechanismSeat('SMD', 'chair') })
    expect(await ana.ask('session:read', {})).toMatchObject({ role: 'chair', seatId })
    await coordinator.ask('seat:remove', { meetingId, seatId })
    expect(await ana.ask('session:read', {})).toMatchObject({ role: 'observer', seatId: null, seats: [] })
    await expect(Caller.signIn(ana.url, slip.code, 'Eve')).rejects.toThrow('410')
  })

  it('end when the person is told to leave the seat, or is shown out', async () => {
    const { table, coordinator } = await tableAt()
    const { meetingId } = table
    const ana = await table.seatNew('SMD', 'Ana')
    const ben = await table.seatNew('Chair', 'Ben')
    const personId = await personIdOf(ana)
    await coordinator.ask('seat:vacate', { meetingId, seatId: table.seat('SMD'), personId })
    expect(await ana.ask('session:read', {})).toMatchObject({ role: 'observer', seatId: null })
    await coordinator.ask('people:revoke', { personId: await personIdOf(ben) })
    expect(await table.namesOn('Chair')).toEqual([])
  })

  it('are given by coordinators only, and to nobody who is not here', async () => {
    const { table, coordinator } = await tableAt()
    const { meetingId } = table
    const chair = await table.seatNew('Chair', 'Chair')
    const to = await personIdOf(chair)
    const place = { meetingId, seatId: table.seat('SMD'), from: null }
    await expect(chair.ask('seat:handOver', { ...place, to })).rejects.toThrow('not-allowed')
    const nobody = { ...place, to: 'nobody' as never }
    await expect(coordinator.ask('seat:handOver', nobody)).rejects.toThrow('not-allowed')
  })

  it('show in the room: the seat stands beside the name', async () => {
    const { table, documentId } = await tableAt()
    const ana = await table.seatNew('SMD', 'Ana')
    const typist = await open.typist(ana, documentId)
    await until(() => typist.roster.length === 1, SOON)
    expect(typist.roster).toMatchObject([{ name: 'Ana', seat: 'SMD', role: 'drafter' }])
    expect(typist.roster[0]?.seatId).toBe(table.seat('SMD'))
  })

  it('show in the room under the short name of the mechanism, which the registry says, with the office', async () => {
    const { coordinator, documentId } = await tableAt()
    const { id } = await coordinator.ask('registry:add', { draft: savanna })
    const table = await Table.open(coordinator, [officeSeat(id, 'secretariat', 'Front row 4')])
    const typist = await open.typist(await table.seatNew('Front row 4', 'Ana'), documentId)
    await until(() => typist.roster.length === 1, SOON)
    const here = { name: 'Ana', seat: 'Front row 4', mechanism: 'SMD', office: 'secretariat' }
    expect(typist.roster).toMatchObject([here])
  })
})

/** For which seats text was written, in order. */
async function typedFrom(dataDir: string, stream: StreamId) {
  const store = await openStore(readConfig({ PORT: '0', DATA_DIR: dataDir }))
  try {
    const entries = await store.journal.read(stream, 0)
    return entries.filter(({ kind }) => isTextKind(kind)).map(({ actor }) => actor.seatId)
  } finally {
    await store.close()
  }
}

/** With which code the server closes a sync socket. */
async function closeCodeOf({ url, cookie }: Caller, documentId: Parameters<typeof syncPathOf>[0]) {
  const socket = new WebSocket(url.replace('http', 'ws') + syncPathOf(documentId), {
    headers: { origin: url, cookie },
  })
  await once(socket, 'open')
  const [code] = (await once(socket, 'close')) as [number]
  return code
}

it('with a place that somebody leaves go the unused slips of the seat, and the record says so', async () => {
  const { coordinator, url } = await open.venue()
  const table = await Table.open(coordinator, [CHAIR_SEAT, mechanismSeat('SMD'), mechanismSeat('OCM')])
  const { meetingId } = table
  const to = await personIdOf(await coordinator.invite('observer', 'Dora'))
  const leave = {
    Chair: (from: typeof to) =>
      coordinator.ask('seat:handOver', { meetingId, seatId: table.seat('Chair'), from, to }),
    SMD: (personId: typeof to) =>
      coordinator.ask('seat:vacate', { meetingId, seatId: table.seat('SMD'), personId }),
    OCM: (personId: typeof to) => coordinator.ask('people:revoke', { personId }),
  }
  for (const [label, ask] of Object.entries(leave)) {
    const [one, two] = await table.slips(label, 2)
    const holder = await Caller.signIn(url, one?.code ?? '', label)
    await ask(await personIdOf(holder))
    await expect(Caller.signIn(url, two?.code ?? '', 'Once more')).rejects.toThrow('link-spent')
    const { entries } = await coordinator.ask('journal:read', { stream: meetingStream(meetingId), after: 0 })
    const { linkId, seatId } = two ?? {}
    expect(entries.at(-1)).toMatchObject({ kind: 'slip:revoked', body: { linkId, seatId } })
  }
  // a free place that is given besides leaves them good
  const [slip] = await table.slips('SMD')
  await coordinator.ask('seat:handOver', { meetingId, seatId: table.seat('SMD'), from: null, to })
  expect((await (await Caller.signIn(url, slip?.code ?? '', 'Ben')).ask('session:read', {})).role).toBe(
    'drafter',
  )
})
