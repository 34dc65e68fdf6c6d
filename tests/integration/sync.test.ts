import { describe, expect, it } from 'vitest'
import { documentStream } from '../../shared/journal'
import { decideAgree } from '../../shared/provisions'
import { ok } from '../../shared/result'
import { textHashOf } from '../../shared/text/canonical'
import { COORDINATOR, type Floor } from '../support/floor'
import { until } from '../support/until'
import { visits } from '../support/visit'
import { enter, Writer } from '../support/writer'
import { TEXT_KINDS } from '../../shared/documents'
import type { DocumentId, ProvisionId } from '../../shared/ids'

const house = visits()
const { open, keep } = house
const come = house.come.bind(house)

const entriesOf = (floor: Floor, documentId: DocumentId) =>
  floor.store.journal.read(documentStream(documentId), 0)

describe('two people in one room', () => {
  it('see each other type', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    amina.type(' warmly')
    await until(() => boris.words === 'Welcomes the report warmly')
    boris.type(' and gladly')
    await until(() => amina.words === 'Welcomes the report warmly and gladly')
  })

  it('are recorded one entry per author, never merged with each other', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    for (let i = 0; i < 20; i++) {
      amina.type('a', 1)
      boris.type('b', 1)
    }
    await until(() => amina.words === boris.words && amina.words.length === 'Welcomes the report'.length + 40)
    const typed = (await entriesOf(floor, documentId))
      .filter(({ kind }) => kind === TEXT_KINDS.updated)
      .slice(1)
    expect(new Set(typed.map(({ actor }) => actor.personId))).toEqual(new Set(['amina', 'boris']))
    expect(typed.every(({ actor }) => actor.role === 'drafter')).toBe(true)
  })
})

describe('an acknowledgement', () => {
  it('comes after the commit, with a receipt for an entry that the journal holds', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const amina = await come(floor, documentId, 'amina')
    amina.type(' warmly')
    await until(() => amina.acknowledged === 2, { what: 'the acknowledgement of step 2 and one update' })
    const receipt = amina.last('ack')?.receipt
    const entry = await floor.store.journal.entryAt(documentStream(documentId), receipt?.seq ?? 0)
    expect(entry?.hash).toBe(receipt?.hash)
    expect(entry?.actor.personId).toBe('amina')
  })

  it('comes for an edit that only deletes', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    amina.erase(1, 9)
    await until(() => amina.acknowledged === 2)
    await until(() => boris.words === 'the report')
  })

  it('comes for an update that changes nothing', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const amina = await come(floor, documentId, 'amina')
    await until(() => amina.acknowledged === 1, { what: 'the acknowledgement of an empty step 2' })
    const entries = await entriesOf(floor, documentId)
    expect(entries).toHaveLength(2)
  })
})

describe('a refusal', () => {
  it('names its reason and mutes the socket, and nothing of it is recorded', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const mallory = await come(floor, documentId, 'mallory', { clientId: 12_345 })
    const boris = await come(floor, documentId, 'boris')
    mallory.type(' never')
    await until(() => mallory.last('refused') !== undefined)
    expect(mallory.last('refused')).toMatchObject({ code: 'foreign-client', count: 2 })
    mallory.type(' ever')
    boris.type(' warmly')
    await until(() => boris.acknowledged === 2)
    expect(mallory.notices.filter(({ type }) => type === 'refused')).toHaveLength(1)
    expect(boris.words).toBe('Welcomes the report warmly')
    const actors = (await entriesOf(floor, documentId)).map(({ actor }) => actor.personId)
    expect(actors).not.toContain('mallory')
    expect(floor.logged.filter(({ message }) => message === 'an update was refused')).toHaveLength(1)
  })

  it('meets an observer who writes', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const observer = await enter(floor, documentId, floor.person('olga', 'observer'))
    keep(observer)
    observer.type(' never')
    await until(() => observer.last('refused')?.code === 'read-only')
  })

  it('meets who types in a settled provision', async () => {
    const { floor, documentId } = await open(['Welcomes the report', 'Requests'])
    const amina = await come(floor, documentId, 'amina')
    await settle(floor, documentId, 'op1' as ProvisionId)
    amina.type('X', 3)
    await until(() => amina.last('refused') !== undefined)
    expect(amina.last('refused')).toMatchObject({ code: 'provision-settled', provisionId: 'op1' })
  })
})

async function settle(floor: Floor, documentId: DocumentId, provisionId: ProvisionId): Promise<void> {
  const room = await floor.collab.rooms.use(documentId, (room) => room)
  const decided = await room.decide(({ state, text }) => {
    const currentHash = textHashOf(text, provisionId)
    const said = { provisionId, seenHash: currentHash ?? '', currentHash }
    const standing = { document: 'open', settled: state.settled } as const
    const drafts = decideAgree(standing, said, { ...COORDINATOR, role: 'chair' }, Date.now())
    return drafts.ok ? ok({ drafts: drafts.value, value: null }) : drafts
  })
  expect(decided.ok).toBe(true)
}

describe('a stock y-websocket client', () => {
  it('follows and writes under a clientID that was issued to its person', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const amina = await come(floor, documentId, 'amina')
    const stock = await come(floor, documentId, 'stock', { notices: false })
    amina.type(' warmly')
    await until(() => stock.words.endsWith('warmly'))
    stock.type('!')
    await until(() => amina.words.endsWith('warmly!'))
  })

  it('stays connected through a silence, because the server gives signs of life', async () => {
    const { floor, documentId } = await open(['Welcomes'], { beat: { everyMs: 20, silenceMs: 5_000 } })
    const stock = await come(floor, documentId, 'stock', { notices: false })
    const before = stock.provider.wsLastMessageReceived
    await until(() => stock.provider.wsLastMessageReceived > before)
    expect(stock.closed).toEqual([])
  })
})

describe('a joiner', () => {
  it('gets everything that is committed before it calls itself synced', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const amina = await come(floor, documentId, 'amina')
    for (let i = 0; i < 300; i++) amina.type('x', 5)
    await until(() => amina.acknowledged === 301)
    for (let i = 0; i < 5; i++) {
      const joiner = await come(floor, documentId, `joiner${i}`)
      expect(joiner.words).toBe(amina.words)
    }
  })

  it('brings what it wrote while it was away, deletes included', async () => {
    const { floor, documentId } = await open(['Welcomes the report'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    amina.provider.disconnect()
    amina.type(' warmly')
    amina.erase(1, 9)
    boris.type(' gladly')
    await until(() => boris.acknowledged === 2)
    amina.connect()
    await until(() => amina.words === boris.words && amina.words.includes('warmly'), { what: 'both merged' })
    expect(boris.words).not.toContain('Welcomes')
    expect(boris.words).toContain('gladly')
  })

  it('with another schema version is sent away for good', async () => {
    const { floor, documentId } = await open(['Welcomes'])
    const who = floor.person('amina')
    const writer = new Writer(floor, documentId, who, { schema: 99 })
    keep(writer)
    writer.connect()
    await until(() => writer.closed.includes(4426))
    expect(writer.provider.shouldConnect).toBe(false)
  })

  it('of an unknown document is sent away for good', async () => {
    const { floor } = await open(['Welcomes'])
    const writer = new Writer(floor, 'nothing' as DocumentId, floor.person('amina'))
    keep(writer)
    writer.connect()
    await until(() => writer.closed.includes(4403))
  })
})
