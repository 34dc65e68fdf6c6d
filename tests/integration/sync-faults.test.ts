import { DatabaseSync } from '@photostructure/sqlite'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DocumentId } from '../../shared/ids'
import { documentStream } from '../../shared/journal'
import { ok } from '../../shared/result'
import { StoreFault, type Store } from '../../server/store/port'
import { SQLITE_FILE } from '../../server/store/sqlite'
import { COORDINATOR, openFloor } from '../support/floor'
import { until } from '../support/until'
import { visits } from '../support/visit'
import { Writer } from '../support/writer'

const house = visits()
const come = house.come.bind(house)

/** A store whose journal can be made to fail, as a full disk does. */
function failing() {
  const state = { reason: null as StoreFault['reason'] | null, appends: 0 }
  const around = (store: Store): Store => {
    const journal: Store['journal'] = {
      head: (stream) => store.journal.head(stream),
      read: (...all) => store.journal.read(...all),
      entryAt: (...all) => store.journal.entryAt(...all),
      streams: () => store.journal.streams(),
      verify: (stream) => store.journal.verify(stream),
      append(...all) {
        state.appends += 1
        return state.reason ? Promise.reject(new StoreFault(state.reason)) : store.journal.append(...all)
      },
    }
    return { ...store, journal }
  }
  return { state, around }
}

describe('while the store cannot write', () => {
  it('nothing is acknowledged or shown, everybody is told, and it resumes by itself', async () => {
    const { state, around } = failing()
    const { floor, documentId } = await house.open(['Welcomes'], { around })
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    await until(() => amina.acknowledged === 1)
    state.reason = 'full'
    amina.type(' warmly')
    await until(() => boris.last('saving')?.saving === false)
    await until(() => state.appends > 2, { what: 'another attempt' })
    expect(amina.acknowledged).toBe(1)
    expect(boris.words).toBe('Welcomes')
    amina.type(' and gladly')
    state.reason = null
    await until(() => boris.words === 'Welcomes warmly and gladly')
    await until(() => amina.acknowledged === 3)
    await until(() => amina.last('saving')?.saving === true)
    expect(floor.logged.filter(({ level }) => level === 'error')).toHaveLength(1)
  })

  it('cursors are shown all the same: those that waited for the words, and later ones', async () => {
    const { state, around } = failing()
    const { floor, documentId } = await house.open(['Welcomes'], { around })
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    const shown = (at: number) => () => {
      const states = boris.provider.awareness.getStates()
      return JSON.stringify(states.get(amina.doc.clientID))?.includes(`"at":${at}`) ?? false
    }
    const move = (at: number) =>
      amina.provider.awareness.setLocalState({ cursor: { anchor: { at }, head: { at } } })
    state.reason = 'full'
    amina.type(' warmly')
    move(1)
    await until(shown(1))
    move(2)
    await until(shown(2))
    expect(boris.words).toBe('Welcomes')
  })

  it('a joiner is served what is committed, and told', async () => {
    const { state, around } = failing()
    const { floor, documentId } = await house.open(['Welcomes'], { around })
    const amina = await come(floor, documentId, 'amina')
    state.reason = 'full'
    amina.type(' warmly')
    await until(() => amina.last('saving')?.saving === false)
    const boris = await come(floor, documentId, 'boris')
    expect(boris.words).toBe('Welcomes')
    await until(() => boris.last('saving')?.saving === false)
    state.reason = null
    await until(() => boris.words === 'Welcomes warmly')
  })

  it('whoever comes with a fresh copy is answered once their own words are saved, which are written once', async () => {
    const { state, around } = failing()
    const { floor, documentId } = await house.open(['Welcomes'], { around })
    const amina = await come(floor, documentId, 'amina')
    state.reason = 'full'
    amina.type(' warmly')
    await until(() => amina.last('saving')?.saving === false)
    amina.provider.disconnect()
    const clientId = await floor.collab.clients.issue(documentId, floor.person('amina').personId, () => 0)
    const fresh = house.keep(new Writer(floor, documentId, floor.person('amina'), { clientId }))
    fresh.connect()
    await until(() => fresh.last('saving')?.saving === false)
    const before = state.appends
    await until(() => state.appends > before + 1, { what: 'another attempt' })
    expect(fresh.provider.synced).toBe(false)
    state.reason = null
    await fresh.synced()
    expect(fresh.words).toBe('Welcomes warmly')
  })

  it('a decision is refused, and words that came back to their author twice are written once', async () => {
    const { state, around } = failing()
    const { floor, documentId } = await house.open(['Welcomes'], { around })
    const amina = await come(floor, documentId, 'amina')
    const room = await floor.collab.rooms.use(documentId, (room) => room)
    state.reason = 'locked'
    amina.type('!')
    await until(() => amina.last('saving')?.saving === false)
    const decided = await room.decide(() => ok({ drafts: [], value: null }))
    expect(decided).toMatchObject({ ok: false, refusal: { code: 'not-saving' } })
    amina.provider.disconnect()
    amina.notices.length = 0
    amina.connect()
    await amina.synced()
    state.reason = null
    await until(() => amina.acknowledged === 1)
    const boris = await come(floor, documentId, 'boris')
    expect(boris.words).toBe('Welcomes!')
  })
})

describe('a database that another program keeps locked', () => {
  it('loses nothing, and goes on when it is free again', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const other = new DatabaseSync(join(floor.folder, SQLITE_FILE))
    other.exec('begin immediate')
    amina.type(' warmly')
    await until(() => amina.last('saving')?.saving === false)
    expect(amina.acknowledged).toBeLessThan(2)
    other.exec('rollback')
    other.close()
    await until(() => amina.acknowledged === 2)
  })
})

describe('a journal that proves damaged while it is written', () => {
  it('makes its document read-only at once: it is said and logged once, not tried again, and read as committed', async () => {
    const { state, around } = failing()
    const { floor, documentId } = await house.open(['Welcomes'], { around })
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    await until(() => amina.acknowledged === 1 && boris.acknowledged === 1)
    state.reason = 'damaged'
    state.appends = 0
    amina.type(' warmly')
    await until(() => boris.last('damaged') !== undefined && amina.last('damaged') !== undefined)
    expect(boris.last('saving')?.saving).toBe(false)
    boris.type('!')
    const chloe = await come(floor, documentId, 'chloe')
    await until(() => chloe.last('damaged') !== undefined)
    const room = await floor.collab.rooms.use(documentId, (room) => room)
    const read = await room.decide(({ text }) => ok({ drafts: [], value: text.length }))
    expect(read).toMatchObject({ ok: true, value: { value: 1 + 'Welcomes'.length } })
    const draft = {
      kind: 'x',
      actor: COORDINATOR,
      at: 1,
      audience: 'everyone' as const,
      body: new Uint8Array(),
    }
    const decided = await room.decide(() => ok({ drafts: [draft], value: null }))
    expect(decided).toMatchObject({ ok: false, refusal: { code: 'not-saving' } })
    expect([chloe.words, amina.words, boris.words]).toEqual(['Welcomes', 'Welcomes warmly', 'Welcomes!'])
    expect([amina.acknowledged, boris.acknowledged, state.appends]).toEqual([1, 1, 1])
    expect(floor.logged.filter(({ level }) => level === 'error')).toMatchObject([
      { message: 'a document cannot be saved', facts: { reason: 'damaged' } },
    ])
  })

  it('takes what its people had kept once the record is sound again', async () => {
    const { state, around } = failing()
    const { floor, documentId } = await house.open(['Welcomes'], { around, idleBytes: 0 })
    const amina = await come(floor, documentId, 'amina')
    state.reason = 'damaged'
    amina.type(' warmly')
    await until(() => amina.last('damaged') !== undefined)
    amina.provider.disconnect()
    const roomOf = (id: DocumentId) => floor.collab.rooms.use(id, (room) => room)
    const damaged = await roomOf(documentId)
    await until(async () => {
      await roomOf(await floor.makeDocument(['Notes']))
      return (await roomOf(documentId)) !== damaged
    })
    state.reason = null
    amina.connect()
    await until(async () => (await come(floor, documentId, 'boris')).words === 'Welcomes warmly')
  })
})

describe('a damaged journal', () => {
  it('keeps its document shut and says which row, and other documents open', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const sound = await floor.makeDocument(['Requests'])
    const other = new DatabaseSync(join(floor.folder, SQLITE_FILE))
    other
      .prepare('update entry set body = ? where stream = ? and seq = 2')
      .run(new Uint8Array([0, 0]), documentStream(documentId))
    other.close()
    await expect(floor.collab.rooms.use(documentId, (room) => room)).rejects.toMatchObject({
      name: 'JournalDamaged',
      seq: 2,
    })
    const amina = await come(floor, sound, 'amina')
    expect(amina.words).toBe('Requests')
  })
})

describe('two nodes on one journal', () => {
  it('judge in one order: what the other node wrote is folded in before anything is appended', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const second = await openFloor({ folder: floor.folder })
    try {
      const boris = house.keep(await come(second, documentId, 'boris'))
      amina.type(' warmly')
      await until(() => amina.acknowledged === 2)
      boris.type('!')
      await until(() => boris.acknowledged === 2)
      await until(() => boris.words.includes('warmly'))
      amina.type('?')
      await until(() => amina.acknowledged === 3)
      await until(() => amina.words === boris.words + '?' || amina.words.includes('!'))
      const entries = await floor.store.journal.read(documentStream(documentId), 0)
      expect(entries.map(({ actor }) => actor.personId).slice(2)).toEqual(['amina', 'boris', 'amina'])
      const room = await second.collab.rooms.use(documentId, (room) => room)
      const decided = await room.decide(() => ok({ drafts: [{ ...noted, at: Date.now() }], value: null }))
      expect(decided).toMatchObject({ ok: true, value: { head: { seq: 6 } } })
    } finally {
      await second.stop()
    }
  })
})

const noted = {
  kind: 'test:noted',
  actor: COORDINATOR,
  audience: 'everyone' as const,
  body: new Uint8Array([123, 125]),
}
