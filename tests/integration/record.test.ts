import { beforeEach, describe, expect, it } from 'vitest'
import type { DocumentId, MechanismId, ProvisionId } from '../../shared/ids'
import { documentStream, meetingStream, type StreamId } from '../../shared/journal'
import { MAIN_STREAM } from '../../shared/meetings'
import type { EntryRead } from '../../shared/protocol'
import type { Live } from '../support/live'
import { CHAIR_SEAT, mechanismSeat, Table } from '../support/seats'
import type { Caller } from '../support/typist'
import { lastProvision, venues } from '../support/venue'

const open = venues()
const REASON = 'A word from the capital'
const OFFICE = { ...mechanismSeat('OCM', 'coordinator'), label: 'OCM office' }

let coordinator: Caller
let table: Table
let documentId: DocumentId
let provisionId: ProvisionId
/** The chair, who decides; and those who read what was decided. */
let chair: Caller
let drafter: Caller
let observer: Caller

beforeEach(async () => {
  ;({ coordinator } = await open.venue())
  const seats = [CHAIR_SEAT, mechanismSeat('OCM'), OFFICE, mechanismSeat('SMD', 'observer')]
  table = await Table.open(coordinator, seats)
  const said = { title: 'Zero draft', language: 'en', from: 'template' } as const
  const { meetingId } = table
  ;({ documentId } = await coordinator.ask('document:create', { ...said, meetingId }))
  chair = await table.seatNew('Chair', 'Chen')
  drafter = await table.seatNew('OCM', 'Omar')
  observer = await table.seatNew('SMD', 'Sara')
  provisionId = (await lastProvision(chair, documentId)).id
})

/** The chair agrees the last provision and opens it again. */
async function decide(): Promise<void> {
  const { textHash } = await lastProvision(chair, documentId)
  await chair.ask('provision:agree', { documentId, provisionId, textHash })
  await chair.ask('provision:reopen', { documentId, provisionId, reason: REASON })
}

type Shown = Extract<EntryRead, { readonly shown: true }>
const shownOf = (entries: readonly EntryRead[]) => entries.flatMap((entry) => (entry.shown ? [entry] : []))

async function readBy(caller: Caller, stream: StreamId = documentStream(documentId)): Promise<Shown[]> {
  return shownOf((await caller.ask('journal:read', { stream, after: 0 })).entries)
}

async function followedBy(caller: Caller): Promise<{ live: Live; head: number }> {
  const live = await open.live(caller)
  const { head } = await live.follow(documentStream(documentId), 1_000)
  return { live, head }
}

describe('the record of a document', () => {
  it('is told as a whole to chairs and coordinators, when they ask and live', async () => {
    const { live, head } = await followedBy(chair)
    await decide()
    await live.reached(head + 2)
    for (const entries of [shownOf(live.entries), (await readBy(coordinator)).slice(-2)])
      expect(entries).toMatchObject([
        { kind: 'provision:agreedAdRef', by: 'Chen', actor: { role: 'chair' }, body: { provisionId } },
        { kind: 'provision:reopened', by: 'Chen', body: { provisionId, reason: REASON } },
      ])
    expect((await readBy(chair))[0]).toMatchObject({ kind: 'document:created', by: 'Coordinator' })
  })

  it('is told to others as far as the room shows it, without names and reasons that it does not', async () => {
    for (const caller of [drafter, observer]) {
      const { live, head } = await followedBy(caller)
      await decide()
      await chair.ask('document:rename', { documentId, title: `Draft ${head}` })
      await live.reached(head + 3)
      const now = (await readBy(caller)).slice(-3)
      for (const entries of [shownOf(live.entries), now])
        expect(entries).toMatchObject([
          { kind: 'provision:agreedAdRef', by: 'Chen', actor: null },
          { kind: 'provision:reopened', by: null, actor: null, body: { provisionId } },
          { kind: 'document:renamed', by: null, actor: null, body: { title: `Draft ${head}` } },
        ])
      const all = JSON.stringify([live.entries, await readBy(caller)])
      expect(all).not.toContain(REASON)
      expect(all).not.toContain('Coordinator')
      expect((await readBy(caller)).map(({ kind }) => kind)).not.toContain('document:created')
    }
  })

  it('leaves a number and a hash of all that is told, and a mark for what is not', async () => {
    await decide()
    const { entries, head } = await observer.ask('journal:read', {
      stream: documentStream(documentId),
      after: 0,
    })
    const told = shownOf(entries)
    const whole = new Map((await readBy(chair)).map(({ seq, hash }) => [seq, hash]))
    for (const { seq, hash } of told) expect(hash).toBe(whole.get(seq))
    expect(entries[0]).toMatchObject({ shown: false })
    expect(entries.at(-1)?.seq).toBe(head)
  })

  it('shows to those of a mechanism what was done from its seats, and to others not', async () => {
    const office = await table.seatNew('OCM office', 'Olga')
    await office.ask('document:rename', { documentId, title: 'Draft of the office' })
    const renamed = async (caller: Caller) =>
      (await readBy(caller)).find(({ kind }) => kind === 'document:renamed')
    expect(await renamed(drafter)).toMatchObject({ by: 'Olga', actor: { seatId: table.seat('OCM office') } })
    expect(await renamed(observer)).toMatchObject({ by: null, actor: null })
    expect((await readBy(office))[0]).toMatchObject({ kind: 'document:created', by: 'Coordinator' })
  })

  it('tells whoever acts for another meeting no more than an observer', async () => {
    const ninth = await Table.open(coordinator, [CHAIR_SEAT])
    await decide()
    await observer.ask('seat:take', { token: (await ninth.slip('Chair')).code })
    expect(await observer.ask('session:read', {})).toMatchObject({ role: 'chair' })
    expect(JSON.stringify(await readBy(observer))).not.toContain(REASON)
  })
})

describe('the record of a meeting and of the house', () => {
  it('says to administrators that something happened, without names and words', async () => {
    const ada = await coordinator.invite('administrator', 'Ada')
    for (const stream of [MAIN_STREAM, meetingStream(table.meetingId)]) {
      const entries = await readBy(ada, stream)
      expect(entries.length).toBeGreaterThan(2)
      for (const entry of entries) expect(entry).toMatchObject({ by: null, actor: null, body: null })
      const whole = new Map((await readBy(coordinator, stream)).map((entry) => [entry.seq, entry]))
      for (const { seq, hash, kind } of entries) expect(whole.get(seq)).toMatchObject({ hash, kind })
    }
  })

  it('says to those who take part that there is something new, and not who did it', async () => {
    const entries = await readBy(observer, meetingStream(table.meetingId))
    expect(entries.map(({ kind }) => kind)).toContain('seat:taken')
    const others = entries.filter(({ body }) => body !== null)
    expect(others).toEqual([])
    const own = await readBy(drafter, meetingStream(table.meetingId))
    expect(own.filter(({ by }) => by !== null).map(({ kind, by }) => `${kind} ${by}`)).toEqual([
      'seat:taken Omar',
    ])
  })
})

describe('an administrator who reads a meeting in emergency', () => {
  it('is told of its documents what the room shows', async () => {
    const ada = await coordinator.invite('administrator', 'Ada')
    await decide()
    await ada.ask('meeting:openInEmergency', { meetingId: table.meetingId, reason: 'A backup' })
    const entries = await readBy(ada)
    expect(entries.slice(-2)).toMatchObject([
      { kind: 'provision:agreedAdRef', by: 'Chen', body: { provisionId } },
      { kind: 'provision:reopened', by: null, body: { provisionId } },
    ])
    expect(JSON.stringify(entries)).not.toContain(REASON)
  })
})

describe('the record of a private room', () => {
  it('is their own to those of its mechanism', async () => {
    const mechanismId = 'ocm' as MechanismId
    const room = await drafter.ask('room:open', { mechanismId, title: 'Red lines', language: 'en' })
    const office = await table.seatNew('OCM office', 'Olga')
    await office.ask('document:rename', { documentId: room.documentId, title: 'Lines' })
    const entries = await readBy(drafter, documentStream(room.documentId))
    expect(entries.map(({ kind, by }) => `${kind} ${by}`)).toEqual([
      'document:created Omar',
      'document:renamed Olga',
    ])
  })
})
