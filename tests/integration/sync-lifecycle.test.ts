import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { TEXT_KINDS } from '../../shared/documents'
import type { DocumentId, PersonId, ProvisionId, SessionId } from '../../shared/ids'
import { documentStream, type EntryDraft } from '../../shared/journal'
import { decideRecovery } from '../../shared/recovery'
import { ok, type Result } from '../../shared/result'
import { CLOSE } from '../../shared/sync'
import { provisionsOf } from '../../shared/text/provisions'
import { decideDismissWords, decideKeepWords } from '../../shared/words'
import type { Room } from '../../server/collab/room'
import { COORDINATOR, firstText, openFloor, type Floor } from '../support/floor'
import { until } from '../support/until'
import { visits } from '../support/visit'
import { Writer } from '../support/writer'

const house = visits()
const come = house.come.bind(house)

/** What a fresh reading of the journal alone makes of a document. */
async function replayed(floor: Floor, documentId: DocumentId): Promise<string> {
  const doc = new Y.Doc()
  for (const { kind, body } of await floor.store.journal.read(documentStream(documentId), 0, 100_000)) {
    if (kind.startsWith('text:')) Y.applyUpdate(doc, body)
  }
  return doc.getText('text').toJSON()
}

describe('a room that nobody uses', () => {
  it('is put away with a checkpoint, and opens again with everything', async () => {
    const { floor, documentId } = await house.open(['Welcomes'], { idleMs: 40 })
    const amina = await come(floor, documentId, 'amina')
    const before = await floor.collab.rooms.use(documentId, (room) => room)
    for (let i = 0; i < 60; i++) {
      amina.type('x')
      await until(() => amina.acknowledged === i + 2)
    }
    const { words } = amina
    amina.provider.disconnect()
    await until(async () => (await floor.store.checkpoints.load(documentStream(documentId))) !== null)
    await until(async () => (await floor.collab.rooms.use(documentId, (room) => room)) !== before, {
      what: 'another room',
    })
    amina.connect()
    await amina.synced()
    const boris = await come(floor, documentId, 'boris')
    expect(boris.words).toBe(words)
    amina.type('!')
    await until(() => boris.words === `${words}!`)
    expect(await replayed(floor, documentId)).toBe(`${words}!`)
  })
})

describe('rooms that take much memory', () => {
  const roomOf = (floor: Floor, documentId: DocumentId): Promise<Room> =>
    floor.collab.rooms.use(documentId, (room) => room)

  it('are put away when one more is opened and nobody uses them, the least recently used first', async () => {
    const { floor, documentId: first } = await house.open(['Recalls'], { idleBytes: 1_000 })
    const second = await floor.makeDocument(['Welcomes '.repeat(50)])
    const third = await floor.makeDocument(['Notes'])
    const rooms = [await roomOf(floor, first), await roomOf(floor, second)]
    await roomOf(floor, first)
    await roomOf(floor, third)
    expect(await roomOf(floor, first)).toBe(rooms[0])
    expect(await roomOf(floor, second)).not.toBe(rooms[1])
  })

  it('stay for whoever uses them, and while somebody is there', async () => {
    const { floor, documentId } = await house.open(['Recalls'], { idleBytes: 0 })
    const visited = await floor.makeDocument(['Welcomes'])
    const amina = await come(floor, visited, 'amina')
    const there = await roomOf(floor, visited)
    await floor.collab.rooms.use(documentId, async (room) => {
      await roomOf(floor, await floor.makeDocument(['Notes']))
      expect(await roomOf(floor, documentId)).toBe(room)
    })
    expect(await roomOf(floor, visited)).toBe(there)
    amina.type('x')
    await until(() => amina.acknowledged === 2)
  })

  it('are not opened for a person who is in very many, until some are left', async () => {
    const { floor, documentId } = await house.open(['Recalls'])
    const long = firstText(['x '.repeat(4_500_000)])
    const [first, second] = [await floor.importDocument(long), await floor.importDocument(long)]
    const here = await come(floor, first, 'amina')
    const owned = await come(floor, documentId, 'amina')
    await come(floor, second, 'boris')
    const late = house.keep(new Writer(floor, second, floor.person('amina')))
    late.connect()
    await until(() => late.closed.length > 0)
    expect(late.closed[0]).toBe(CLOSE.tooSlow)
    expect(owned.provider.synced).toBe(true)
    here.leave()
    await late.synced()
  })
})

describe('a record of much that is no text', () => {
  it('leads to a checkpoint too, while the room is used and when it is put away', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const stream = documentStream(documentId)
    const room = await floor.collab.rooms.use(documentId, (room) => room)
    const { personId } = floor.person('amina')
    const by = { personId, seatId: null, role: 'drafter' } as const
    const keepAndLayAside = async (text: string): Promise<void> => {
      const said = { wordsId: 'w1', provisionId: null, text, code: 'read-only' } as const
      const kept = await room.decide(({ state }) => draftsOf(decideKeepWords(state.words, said, by, 1)))
      if (!kept.ok) throw new Error(kept.refusal.code)
      const [wordsId = ''] = room.view().state.words.keys()
      await room.decide(({ state }) => draftsOf(decideDismissWords(state.words, wordsId, by, 2)))
    }
    for (let i = 0; i < 25; i += 1) await keepAndLayAside('ж'.repeat(100_000))
    await until(async () => (await floor.store.checkpoints.load(stream)) !== null)
    const saved = await floor.store.checkpoints.load(stream)

    for (let i = 0; i < 25; i += 1) await keepAndLayAside('x')
    const { seq } = await floor.store.journal.head(stream)
    await floor.stop()
    const next = await openFloor({ folder: floor.folder })
    try {
      expect(saved?.head.seq).toBeLessThan(seq)
      expect((await next.store.checkpoints.load(stream))?.head.seq).toBe(seq)
      expect(await replayed(next, documentId)).toBe('Welcomes')
    } finally {
      await next.stop()
    }
  })
})

/** What a rule answers, for a room to write. */
function draftsOf(decided: Result<EntryDraft[]>): Result<{ drafts: EntryDraft[]; value: undefined }> {
  return decided.ok ? ok({ drafts: decided.value, value: undefined }) : decided
}

describe('a server that stops', () => {
  it('leaves nothing unsaved, and clients come back to the next one', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    for (let i = 0; i < 50; i++) amina.type('x')
    await until(() => amina.acknowledged > 1)
    await floor.stop()
    expect(amina.closed).toContain(CLOSE.restart)
    const next = await openFloor({ folder: floor.folder })
    try {
      const boris = await come(next, documentId, 'boris')
      expect(boris.words.length).toBeGreaterThan('Welcomes'.length)
      expect(await replayed(next, documentId)).toBe(boris.words)
    } finally {
      await next.stop()
    }
  })

  it('opens from a checkpoint and the rows behind it what it also opens from the journal alone', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    for (let i = 0; i < 1_200; i++) {
      amina.type('x', 1 + (i % 7))
      if (i % 10 === 0) await until(() => amina.acknowledged === amina.sent)
    }
    await until(() => amina.acknowledged === amina.sent)
    await floor.stop()
    const next = await openFloor({ folder: floor.folder })
    try {
      const fromCheckpoint = await come(next, documentId, 'boris')
      await next.store.checkpoints.clear()
      expect(fromCheckpoint.words).toBe(await replayed(next, documentId))
      expect(fromCheckpoint.words).toBe(amina.words)
    } finally {
      await next.stop()
    }
  })
})

describe('a revoked session', () => {
  it('is cut at once, for good, and no other', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    const sessionId = amina.provider.params.session as SessionId
    floor.bus.announceRevoked({ sessionIds: [sessionId], personId: 'amina' as PersonId })
    await until(() => amina.closed.includes(CLOSE.sessionRevoked))
    expect(amina.provider.shouldConnect).toBe(false)
    expect(boris.closed).toEqual([])
  })
})

describe('a freeze', () => {
  const op1 = 'op1' as ProvisionId

  it('waits until every editor has sent what was typed, and tells all when it is over', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    await come(floor, documentId, 'stock', { notices: false })
    const room = await floor.collab.rooms.use(documentId, (room) => room)
    amina.type(' warmly')
    const started = performance.now()
    const thaw = await room.freeze(op1, 5_000)
    expect(performance.now() - started).toBeLessThan(4_000)
    expect(room.view().text.toJSON()).toContain('warmly')
    expect(boris.last('freeze')).toMatchObject({ provisionId: op1 })
    thaw()
    await until(() => boris.last('thaw')?.settled === false)
  })

  it('does not wait longer than it may for an editor that does not answer', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    await come(floor, documentId, 'amina', { answersFreeze: false })
    const room = await floor.collab.rooms.use(documentId, (room) => room)
    const thaw = await room.freeze(op1, 50)
    thaw()
  })
})

describe('a document in recovery', () => {
  it('is read-only, takes back what browsers hold, and says so to everybody', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    const room = await floor.collab.rooms.use(documentId, (room) => room)
    const receipt = { seq: 99, hash: 'f'.repeat(64), at: Date.now(), mac: 'a'.repeat(64) }
    await room.decide(({ state }) => {
      const drafts = decideRecovery(state.recovery, { receipt, heldHash: null }, COORDINATOR, Date.now())
      return drafts.ok ? ok({ drafts: drafts.value, value: null }) : drafts
    })
    await until(() => boris.last('recovery')?.recovering === true)
    amina.type(' warmly')
    await until(() => amina.last('refused')?.code === 'in-recovery')
    const taken = await room.takeBack(COORDINATOR, Y.encodeStateAsUpdate(amina.doc))
    expect(taken.ok).toBe(true)
    await until(() => boris.words === 'Welcomes warmly')
    const entries = await floor.store.journal.read(documentStream(documentId), 0)
    expect(entries.at(-1)?.kind).toBe(TEXT_KINDS.recovered)
  })
})

describe('healing', { timeout: 60_000 }, () => {
  it('repairs in a quiet moment what editing at the same time left behind, once', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    amina.doc.transact(() => amina.text.insert(0, 'Lost words', {}))
    await until(() => amina.acknowledged === 2)
    const kinds = async () =>
      (await floor.store.journal.read(documentStream(documentId), 0)).map(({ kind }) => kind)
    await until(async () => (await kinds()).includes(TEXT_KINDS.healed))
    amina.type('!')
    await until(() => amina.acknowledged === 3)
    expect((await kinds()).filter((kind) => kind === TEXT_KINDS.healed)).toHaveLength(1)
  })

  it('goes on by itself until nothing is left to repair', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    amina.doc.transact(() => {
      for (let i = 0; i < 1_100; i += 1)
        amina.text.insertEmbed(amina.text.length, { b: `g${i}` }, { gone: `g${i}=1` })
    })
    const hidden = () => provisionsOf(amina.text).filter((one) => one.hidden).length
    expect(hidden()).toBe(1_100)
    await until(() => hidden() === 0, { timeoutMs: 30_000, what: 'the last of the repair' })
    expect(provisionsOf(amina.text)).toHaveLength(1)
  })
})
