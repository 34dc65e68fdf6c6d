import { describe, expect, it } from 'vitest'
import {
  decideArchive,
  decideConfigure,
  decideCreate,
  EMPTY_DOCUMENT,
  evolveDocument,
  standingOf,
  stateOf,
  type DocumentFacts,
} from '../../shared/documents'
import type { DocumentId, PersonId } from '../../shared/ids'
import type { Actor, EntryDraft } from '../../shared/journal'
import { decideBeginPlenary, decideEndPlenary, decidePassPen, type Present } from '../../shared/plenary'
import { decideRecovery } from '../../shared/recovery'
import { ok, refuse, type Result } from '../../shared/result'
import { ROLES, whyNot, type Role } from '../../shared/roles'
import { decodeDocument } from '../support/checkpoints'
import { Record } from '../support/record'

const facts: DocumentFacts = {
  ...{ documentId: 'd1' as DocumentId, title: 'Zero draft', language: 'en' },
  ...{ onlyFor: null, meetingId: null },
}
const somebody = (name: string, role: Role): Actor => ({ personId: name as PersonId, seatId: null, role })
const coordinator = somebody('coordinator', 'coordinator')
const chair = somebody('chair', 'chair')
const pen = somebody('pen', 'pen')
const other = somebody('other', 'pen')
const delegate = somebody('delegate', 'drafter')
const ROOM = [coordinator, chair, pen, other, delegate]

/** One document, and who is in its room. */
class Room {
  readonly record = new Record()
  here: readonly (Actor & Present)[] = ROOM

  constructor(of: Partial<DocumentFacts> = {}) {
    this.record.write(decideCreate({ ...facts, ...of }, coordinator, 1, { right: 'practise' }))
  }

  get state() {
    return this.record.fold(EMPTY_DOCUMENT, evolveDocument)
  }

  get holder() {
    return this.state.plenary?.holderId ?? null
  }

  floorFor(by: Actor & Present) {
    const { plenary } = this.state
    const presentAs = (id: PersonId) => [by, ...this.here].filter(({ personId }) => personId === id)
    const isElsewhere = by.isElsewhere ?? false
    return { plenary, state: { ...stateOf(this.state, by.personId), isElsewhere }, presentAs }
  }

  begin(by: Actor & Present, holder: Actor = by) {
    return this.#written(decideBeginPlenary(this.floorFor(by), holder.personId, by, 2))
  }

  pass(by: Actor & Present, holder: Actor) {
    return this.#written(decidePassPen(this.floorFor(by), holder.personId, by, 3))
  }

  end(by: Actor) {
    return this.#written(decideEndPlenary(this.floorFor(by), by, 4))
  }

  whyNotEdit(by: Actor) {
    return whyNot(by.role, 'editText', stateOf(this.state, by.personId))
  }

  #written(decided: Result<EntryDraft[]>) {
    if (decided.ok) this.record.write(decided)
    return decided.ok ? ok(decided.value.map(({ kind }) => kind)) : decided
  }
}

describe('plenary mode', () => {
  it('is begun by the chair or the coordinator, with the pen in their own hand unless they say whose', () => {
    for (const by of [chair, coordinator]) {
      const room = new Room()
      expect(room.begin(by)).toEqual(ok(['document:plenaryBegun']))
      expect(room.holder).toBe(by.personId)
    }
    const room = new Room()
    room.begin(chair, pen)
    expect(room.holder).toBe('pen')
    for (const role of ROLES.filter((role) => role !== 'chair' && role !== 'coordinator'))
      expect(new Room().begin(somebody('nobody', role))).toEqual(refuse('not-allowed'))
  })

  it('leaves the pen where it is when it is begun twice', () => {
    const room = new Room()
    room.begin(chair, pen)
    expect(room.begin(coordinator)).toEqual(ok([]))
    expect(room.holder).toBe('pen')
  })

  it('lets nobody type but the holder, and everybody again when it has ended', () => {
    const room = new Room()
    room.begin(chair, pen)
    expect(standingOf(room.state)).toBe('inPlenary')
    expect(ROOM.map((one) => room.whyNotEdit(one))).toEqual([
      ...['pen-elsewhere', 'pen-elsewhere', null],
      ...['pen-elsewhere', 'pen-elsewhere'],
    ])
    expect(room.end(other)).toEqual(refuse('not-allowed'))
    expect(room.end(coordinator)).toEqual(ok(['document:plenaryEnded']))
    expect(room.end(coordinator)).toEqual(ok([]))
    expect(ROOM.map((one) => room.whyNotEdit(one))).toEqual(ROOM.map(() => null))
  })

  it('is ended by the pen-holder too who holds the pen, and begun by none', () => {
    const room = new Room()
    expect(room.begin(pen)).toEqual(refuse('not-allowed'))
    room.begin(chair, pen)
    expect(room.end({ ...pen, role: 'drafter' })).toEqual(refuse('not-allowed'))
    expect(room.end(pen)).toEqual(ok(['document:plenaryEnded']))
    expect(room.end(pen)).toEqual(refuse('not-allowed'))
  })

  it('stands in the way of nothing else', () => {
    const room = new Room()
    room.begin(chair, pen)
    expect(decideConfigure(room.state, { wordLimit: 10, digits: 'european' }, chair, 3).ok).toBe(true)
    expect(decideArchive(room.state, true, coordinator, 3).ok).toBe(true)
  })

  it('waits while the document is archived or in recovery, and goes on after it', () => {
    const room = new Room()
    room.begin(chair)
    room.record.write(decideArchive(room.state, true, coordinator, 3))
    expect(standingOf(room.state)).toBe('archived')
    expect(room.whyNotEdit(chair)).toBe('document-archived')
    expect(room.pass(chair, pen)).toEqual(refuse('document-archived'))
    expect(room.end(chair)).toEqual(refuse('document-archived'))
    room.record.write(decideArchive(room.state, false, coordinator, 4))
    expect(standingOf(room.state)).toBe('inPlenary')
    const receipt = { seq: 99, hash: 'lost', at: 1, mac: '' }
    room.record.write(decideRecovery(null, { receipt, heldHash: null }, chair, 5))
    expect(room.whyNotEdit(chair)).toBe('in-recovery')
    expect(room.pass(chair, pen)).toEqual(refuse('in-recovery'))
  })

  it('is not to be had in a private room', () => {
    const room = new Room({ onlyFor: 'smd' as never })
    expect(room.begin(chair)).toEqual(refuse('not-allowed'))
  })

  it('is nothing for whoever acts for a seat of another meeting', () => {
    const room = new Room()
    const away = { ...chair, isElsewhere: true }
    expect(room.begin(away)).toEqual(refuse('other-meeting'))
    room.begin(coordinator)
    expect(room.pass(away, away)).toEqual(refuse('other-meeting'))
    room.here = [away]
    expect(room.pass(coordinator, chair)).toEqual(refuse('holder-not-entitled'))
  })
})

describe('the pen', () => {
  it('is passed on by its holder, and given and taken by chair and coordinator', () => {
    const room = new Room()
    room.begin(chair, pen)
    expect(room.pass(pen, other)).toEqual(ok(['document:penPassed']))
    expect(room.holder).toBe('other')
    expect(room.pass(pen, pen)).toEqual(refuse('not-allowed'))
    expect(room.pass(delegate, delegate)).toEqual(refuse('not-allowed'))
    expect(room.pass(coordinator, coordinator).ok).toBe(true)
    expect(room.pass(chair, pen).ok).toBe(true)
    expect(room.holder).toBe('pen')
  })

  it('is given once, however often it is said', () => {
    const room = new Room()
    room.begin(chair, pen)
    expect(room.pass(chair, pen)).toEqual(ok([]))
    room.pass(pen, other)
    expect(room.pass(pen, other)).toEqual(ok([]))
    expect(room.pass(delegate, other)).toEqual(refuse('not-allowed'))
  })

  it('is not given before plenary mode has begun', () => {
    expect(new Room().pass(chair, pen)).toEqual(refuse('not-in-plenary'))
    expect(new Room().pass(pen, pen)).toEqual(refuse('not-allowed'))
  })

  it('is given to nobody who is away, or may not hold it in the role in which they are here', () => {
    const room = new Room()
    const away = somebody('away', 'pen')
    expect(room.begin(chair, away)).toEqual(refuse('holder-absent'))
    expect(room.begin(chair, delegate)).toEqual(refuse('holder-not-entitled'))
    room.begin(chair)
    expect(room.pass(chair, away)).toEqual(refuse('holder-absent'))
    expect(room.pass(chair, delegate)).toEqual(refuse('holder-not-entitled'))
    room.here = []
    expect(room.pass(coordinator, coordinator).ok).toBe(true)
  })

  it('writes for nobody in the hand of somebody who may not hold it any more', () => {
    const room = new Room()
    room.begin(chair, pen)
    const moved = { ...pen, role: 'drafter' } as const
    expect(room.whyNotEdit(moved)).toBe('pen-elsewhere')
    expect(room.pass(moved, other)).toEqual(refuse('not-allowed'))
    expect(room.whyNotEdit({ ...pen, role: 'observer' })).toBe('read-only')
    expect(room.pass(chair, chair).ok).toBe(true)
    expect(room.whyNotEdit(chair)).toBe(null)
  })
})

it('is in a checkpoint, and in no older one', () => {
  const room = new Room()
  room.begin(chair, pen)
  expect(decodeDocument(room.state)?.plenary).toEqual({ holderId: 'pen' })
  expect(decodeDocument(room.state, ['plenary'])?.plenary).toBe(null)
})
