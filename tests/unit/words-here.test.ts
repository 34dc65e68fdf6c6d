import { describe, expect, it } from 'vitest'
import type { DocumentId, MechanismId, MeetingId, SeatId } from '../../shared/ids'
import type { Role } from '../../shared/roles'
import {
  countOf,
  hasClosedSince,
  isClosed,
  leftBehind,
  toBeSavedFirst,
  waitingFor,
  type WordsHere,
} from '../../client/collab/words-here'

const [SMD, CMD] = ['smd', 'cmd'] as [MechanismId, MechanismId]

const words = (name: string, onlyFor: MechanismId | null, meeting: string | null = null): WordsHere => ({
  ...{ documentId: name as DocumentId, title: name, onlyFor, count: 2, texts: [name] },
  meetingId: meeting as MeetingId | null,
})
const seat = (mechanismId: MechanismId) => ({
  ...{ meetingId: 'm' as MeetingId, seatId: mechanismId as string as SeatId, label: mechanismId },
  ...{ role: 'drafter' as const, office: 'delegate' as const, timeZone: null, mechanismId },
  isArchived: false,
})
/** Somebody who holds seats of these mechanisms and acts for the first. */
const onSeats = (...held: MechanismId[]) => ({
  ...{ seats: held.map(seat), seatId: held[0] ? seat(held[0]).seatId : null },
  ...{ role: 'drafter' as Role, ownRole: 'observer' as Role, onlyDocumentId: null, linkedDocumentId: null },
})

const all = [words('for all', null), words('room of smd', SMD), words('room of cmd', CMD)]
const namesOf = (some: readonly WordsHere[]) => some.map(({ title }) => title)

describe('words that this browser holds', () => {
  it('of a private room are closed to a seat of a meeting that is put aside', () => {
    const me = onSeats(SMD)
    const aside = { ...me, seats: me.seats.map((one) => ({ ...one, isArchived: true })) }
    expect(namesOf(toBeSavedFirst(all, aside))).toEqual(['for all'])
    expect([isClosed(words('room of smd', SMD), me), isClosed(words('room of smd', SMD), aside)]).toEqual([
      false,
      true,
    ])
  })

  it('are saved before a seat is changed, unless the present seat cannot save them', () => {
    expect(namesOf(toBeSavedFirst(all, onSeats(SMD, CMD)))).toEqual(['for all', 'room of smd'])
    expect(namesOf(toBeSavedFirst(all, onSeats(CMD)))).toEqual(['for all', 'room of cmd'])
    expect(namesOf(toBeSavedFirst(all, onSeats()))).toEqual(['for all'])
    expect(toBeSavedFirst(all, { ...onSeats(SMD), role: 'administrator' })).toEqual([])
    expect(countOf(all)).toBe(6)
  })

  it('wait in a private room for who acts for its mechanism again', () => {
    expect(namesOf(waitingFor(all, CMD, onSeats(SMD, CMD)))).toEqual(['room of cmd'])
    expect(waitingFor(all, SMD, onSeats(SMD, CMD))).toEqual([])
    expect(waitingFor(all, null, onSeats(SMD, CMD))).toEqual([])
  })

  it('are left behind when they are for a meeting in which the person holds no seat any more', () => {
    const of = [words('of m', null, 'm'), words('of n', null, 'n')]
    expect(namesOf(leftBehind(of, onSeats(SMD)))).toEqual(['of n'])
    expect(namesOf(toBeSavedFirst(of, onSeats(SMD)))).toEqual(['of m'])
    expect(leftBehind(of, { ...onSeats(), ownRole: 'drafter' })).toEqual([])
    const guest = { ...onSeats(), linkedDocumentId: 'of n' as DocumentId }
    expect(namesOf(leftBehind(of, guest))).toEqual(['of m'])
    expect(leftBehind(of, { ...onSeats(SMD), linkedDocumentId: guest.linkedDocumentId })).toEqual([])
  })

  it('are in documents that are open by emergency access, and closed again when it is over', () => {
    const opened = { emergencies: [{ meetingId: 'n' as MeetingId, until: 1 }] }
    const over = { emergencies: [] }
    const administrator = { ...onSeats(), role: 'administrator', ownRole: 'administrator' } as const
    expect(isClosed(words('of n', null, 'n'), { ...administrator, ...opened })).toBe(false)
    expect(isClosed(words('of m', null, 'm'), { ...administrator, ...opened })).toBe(true)
    expect(isClosed(words('of n', null, 'n'), { ...administrator, ...over })).toBe(true)
    expect([hasClosedSince(opened, over), hasClosedSince(over, opened)]).toEqual([true, false])
    expect(hasClosedSince(opened, opened)).toBe(false)
  })

  it('are left behind when they are for a mechanism of which the person holds no seat any more', () => {
    expect(leftBehind(all, onSeats(SMD, CMD))).toEqual([])
    expect(namesOf(leftBehind(all, onSeats(SMD)))).toEqual(['room of cmd'])
    expect(namesOf(leftBehind(all, onSeats()))).toEqual(['room of smd', 'room of cmd'])
  })
})
