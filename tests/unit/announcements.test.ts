import { describe, expect, it } from 'vitest'
import {
  ANNOUNCE_EVERY_MS,
  movementBetween,
  nextAnnouncement,
  pauseBefore,
  SILENCE,
  withAnnouncement,
  type Announcements,
} from '../../client/announcements'
import { gavelNews, peopleNews, plenaryNews, savingNews, savingOf } from '../../client/pages/document/news'
import { presentPerson } from '../support/present'

/** Reads out everything, as soon as each may be. */
function heard(announcements: Announcements<string>): { said: string; at: number }[] {
  const all: { said: string; at: number }[] = []
  let now = 1_000
  for (let pause = pauseBefore(announcements, now); pause !== null; pause = pauseBefore(announcements, now)) {
    now += pause
    const next = nextAnnouncement(announcements, now)
    if (!next) throw new Error('what may be read out is read out')
    all.push({ said: next.said, at: now - 1_000 })
    announcements = next.rest
  }
  return all
}

describe('announcements', () => {
  it('come at once when it was quiet, and then one every few seconds', () => {
    const all = ['saved', 'agreed'].reduce<Announcements<string>>(
      (so, said) => withAnnouncement(so, said),
      SILENCE,
    )
    expect(heard(all)).toEqual([
      { said: 'saved', at: 0 },
      { said: 'agreed', at: ANNOUNCE_EVERY_MS },
    ])
  })

  it('say of one matter only the newest', () => {
    let all: Announcements<string> = withAnnouncement(SILENCE, 'no connection', 'saving')
    all = withAnnouncement(all, 'agreed')
    all = withAnnouncement(all, 'connected again', 'saving')
    expect(heard(all).map(({ said }) => said)).toEqual(['agreed', 'connected again'])
  })

  it('never become a flood', () => {
    let all: Announcements<string> = SILENCE
    for (let i = 0; i < 1_000; i++) all = withAnnouncement(all, `agreed ${i}`)
    expect(heard(all).map(({ said }) => said)).toEqual(['agreed 997', 'agreed 998', 'agreed 999'])
  })

  it('are not read out early', () => {
    const { rest } = nextAnnouncement(withAnnouncement(SILENCE, 'first'), 0) ?? { rest: SILENCE }
    const all = withAnnouncement<string>(rest, 'second')
    expect(nextAnnouncement(all, ANNOUNCE_EVERY_MS - 1)).toBeNull()
    expect(nextAnnouncement(all, ANNOUNCE_EVERY_MS)?.said).toBe('second')
  })
})

describe('who came and went', () => {
  const [amina, suad, luis] = ['Amina', 'Suad', 'Luis'].map((name) => ({ personId: name, name }))
  if (!amina || !suad || !luis) throw new Error('three people')

  it('is told by name, without the person who listens', () => {
    expect(movementBetween([amina, suad], [amina, luis], 'Amina')).toEqual({ joined: [luis], left: [suad] })
    expect(movementBetween([], [amina], 'Amina')).toEqual({ joined: [], left: [] })
  })

  it('is nothing when only the order changes', () => {
    expect(movementBetween([suad, luis], [luis, suad], 'Amina')).toEqual({ joined: [], left: [] })
  })
})

describe('the news of the room', () => {
  const many = Array.from({ length: 30 }, (_, i) => presentPerson(`Delegate ${i}`))
  const amina = presentPerson('Amina')

  it('names one who came or went, and counts several', () => {
    expect(peopleNews([amina], [amina, presentPerson('Suad')], 'Amina')).toEqual([
      ['drafting.news.joined', { name: 'Suad' }],
    ])
    expect(peopleNews([amina, ...many], [amina], 'Amina')).toEqual([
      ['drafting.news.left.many', { count: 30 }],
    ])
  })

  it('says from which mechanism somebody came or went, or from which seat', () => {
    const suad = presentPerson('Suad', { seat: 'Front row 4', mechanism: 'SMD' })
    const olga = presentPerson('Olga', { seat: 'Chair' })
    expect(peopleNews([amina, olga], [amina, suad], 'Amina')).toEqual([
      ['drafting.news.joined.from', { place: 'SMD', name: 'Suad' }],
      ['drafting.news.left.from', { place: 'Chair', name: 'Olga' }],
    ])
  })

  it('does not say that everybody left when only the line is away', () => {
    expect(peopleNews([amina, ...many], [], 'Amina')).toEqual([])
    expect(peopleNews([], [amina, ...many], 'Amina')).toEqual([])
  })

  it('says what was agreed and what was opened again', () => {
    const labels = new Map([['a', 'OP 1']])
    expect(gavelNews(new Set(['b']), new Set(['a']), labels)).toEqual([
      ['drafting.news.agreed', { label: 'OP 1' }],
      ['drafting.news.reopened.many', { count: 1 }],
    ])
  })

  it('says that plenary mode has begun, in whose hand the pen is, and that it has ended', () => {
    const [olga, own] = [
      { holderId: 'Olga', holder: 'Olga' },
      { holderId: 'Amina', holder: 'Amina' },
    ]
    expect(plenaryNews(null, olga, 'Amina')).toEqual([
      ['plenary.news.begun', {}],
      ['plenary.news.holds', { name: 'Olga' }],
    ])
    expect(plenaryNews(olga, own, 'Amina')).toEqual([['plenary.news.yours', {}]])
    expect(plenaryNews(own, null, 'Amina')).toEqual([['plenary.news.ended', {}]])
    expect(plenaryNews(olga, { ...olga, holder: 'Olga B.' }, 'Amina')).toEqual([])
    expect(plenaryNews(null, null, 'Amina')).toEqual([])
    expect(plenaryNews(olga, own, null)).toEqual([['plenary.news.holds', { name: 'Amina' }]])
    const unknown = { ...olga, holder: '' }
    expect(plenaryNews(own, unknown, 'Amina')).toEqual([['plenary.news.nameless', {}]])
  })

  it('says when saving fails and when it works again, and nothing in between', () => {
    expect(savingOf({ state: 'sending' }, true)).toBeNull()
    expect(savingOf({ state: 'sending' }, false)).toBe('stopped')
    expect(savingNews('calm', 'stopped')).toEqual([['drafting.notSaving', {}]])
    expect(savingNews('calm', 'lost')).toEqual([['drafting.news.lost', {}]])
    expect(savingNews('lost', 'calm')).toEqual([['drafting.news.back', {}]])
    expect(savingNews('lost', 'lost')).toEqual([])
  })
})
