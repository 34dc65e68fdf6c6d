import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { updateFrame } from '../../server/collab/frames'
import { Lanes, SMALL_ROOM, TYPING_MS, type Outgoing } from '../../server/collab/lanes'

class Member {
  readonly got: { frame: Buffer; after: number }[] = []
  sendText(frame: Buffer, after: number): void {
    this.got.push({ frame, after })
  }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function room(size: number) {
  const moved: Member[] = []
  const lanes = new Lanes<Member>({
    clock: () => performance.now(),
    riders: () => null,
    onMoved: (member) => moved.push(member),
  })
  const members = Array.from({ length: size }, () => new Member())
  for (const member of members) lanes.join(member)
  return { lanes, members, moved }
}

const doc = new Y.Doc()
function outgoing(from: Member | null = null): Outgoing<Member> {
  const before = Y.encodeStateVector(doc)
  doc.getText('text').insert(0, 'x')
  const update = Y.encodeStateAsUpdate(doc, before)
  return { update, frame: updateFrame(update), from }
}

describe('the lanes', () => {
  it('send an update to all but the one who made it', () => {
    const { lanes, members } = room(3)
    lanes.broadcast([outgoing(members[0])], 4)
    expect(members.map(({ got }) => got.length)).toEqual([0, 1, 1])
    expect(members[1]?.got[0]?.after).toBe(4)
  })

  it('send each author what the others wrote in the same flush', () => {
    const { lanes, members } = room(3)
    const one = outgoing(members[0])
    const two = outgoing(members[1])
    lanes.broadcast([one, two], 4)
    expect(members[0]?.got[0]?.frame).toEqual(two.frame)
    expect(members[1]?.got[0]?.frame).toEqual(one.frame)
    expect(members[2]?.got[0]?.frame).toEqual(Buffer.concat([one.frame, two.frame]))
  })

  it('of a large room let viewers wait a little, for fewer and merged frames', () => {
    const { lanes, members } = room(SMALL_ROOM + 4)
    const viewer = members.at(-1)
    if (members[0]) lanes.typed(members[0])
    for (let i = 0; i < 10; i++) {
      lanes.broadcast([outgoing()], i)
      vi.advanceTimersByTime(20)
    }
    vi.advanceTimersByTime(100)
    expect(members[0]?.got).toHaveLength(10)
    expect(viewer?.got.length).toBeGreaterThan(0)
    expect(viewer?.got.length).toBeLessThanOrEqual(4)
  })

  it('give who begins to type what was waiting, and the fast lane from then on', () => {
    const { lanes, members, moved } = room(SMALL_ROOM + 4)
    const viewer = members.at(-1)
    lanes.broadcast([outgoing()], 0)
    vi.advanceTimersByTime(1)
    const before = viewer?.got.length ?? 0
    lanes.broadcast([outgoing()], 1)
    if (viewer) lanes.typed(viewer)
    expect(viewer?.got).toHaveLength(before + 1)
    lanes.broadcast([outgoing()], 2)
    expect(viewer?.got).toHaveLength(before + 2)
    expect(moved).toContain(viewer)
  })

  it('serve hundreds of viewers in slices, and who begins to type meanwhile is served at once', () => {
    const { lanes, members } = room(SMALL_ROOM + 250)
    lanes.broadcast([outgoing()], 0)
    vi.advanceTimersToNextTimer()
    const served = () => members.slice(SMALL_ROOM).filter(({ got }) => got.length === 1).length
    expect(served()).toBe(100)
    const last = members.at(-1)
    const next = members.at(-2)
    if (last) lanes.typed(last)
    if (next) lanes.leave(next)
    expect(last?.got).toHaveLength(1)
    vi.runAllTimers()
    expect(served()).toBe(249)
    expect(next?.got).toHaveLength(0)
  })

  it('put who has stopped typing among the viewers', () => {
    const { lanes, members } = room(SMALL_ROOM + 4)
    const typist = members.at(-1)
    if (typist) lanes.typed(typist)
    vi.advanceTimersByTime(TYPING_MS + 1)
    lanes.broadcast([outgoing()], 0)
    expect(lanes.in('fast').size).toBe(0)
    expect(lanes.in('slow').size).toBe(SMALL_ROOM + 4)
  })

  it('are one when a room has become small', () => {
    const { lanes, members } = room(SMALL_ROOM + 4)
    for (const member of members.slice(4)) lanes.leave(member)
    vi.advanceTimersByTime(TYPING_MS + 1)
    lanes.broadcast([outgoing()], 0)
    expect(lanes.in('slow').size).toBe(0)
  })

  it('carry the cursors of viewers with their text, each without their own', () => {
    const riders = { shared: Buffer.from('all'), frameFor: (to: Member) => frames.get(to) ?? riders.shared }
    const frames = new Map<Member, Buffer>()
    const lanes = new Lanes<Member>({
      clock: () => performance.now(),
      riders: () => riders,
      onMoved: () => {},
    })
    const members = Array.from({ length: SMALL_ROOM + 3 }, () => new Member())
    for (const member of members) lanes.join(member)
    const [one, other] = members.slice(-2)
    if (one) frames.set(one, Buffer.from('others'))
    const update = outgoing()
    lanes.broadcast([update], 0)
    vi.advanceTimersByTime(100)
    expect(one?.got.map(({ frame }) => frame)).toEqual([Buffer.concat([update.frame, Buffer.from('others')])])
    expect(other?.got.map(({ frame }) => frame)).toEqual([Buffer.concat([update.frame, Buffer.from('all')])])
  })
})
