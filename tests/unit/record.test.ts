import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { MechanismId, PersonId, SeatId } from '../../shared/ids'
import type { Entry } from '../../shared/journal'
import { FACTS, logDegreeOf, tellingOf, type LogDegree } from '../../shared/record'
import { LISTING_KINDS } from '../../shared/meetings'
import { ROLES } from '../../shared/roles'

const OWN = 'own seat' as SeatId
const entry = (kind: string, more: Partial<Entry> = {}) => ({
  ...{ stream: 'document:d1' as const, kind },
  actor: { personId: 'chen' as PersonId, seatId: 'chair' as SeatId, role: 'chair' as const },
  ...more,
})
const reader = (degree: LogDegree) => ({
  ...{ personId: 'omar' as PersonId, mechanismId: 'ocm' as MechanismId, degree },
  ownSeats: new Set([OWN]),
})

/** The kinds of entries that the rules make, as they are written in them. */
function kindsInRules(): string[] {
  const files = readdirSync('shared', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('protocol') && !file.startsWith('locales'),
  )
  const said =
    /(?:draft|said|told)\(\s*'([a-z]+:[A-Za-z]+)'|kind === '([a-z]+:[A-Za-z]+)'|case '([a-z]+:[A-Za-z]+)'/g
  const all = files.flatMap((file) => [...readFileSync(`shared/${file}`, 'utf8').matchAll(said)])
  return [...new Set(all.map(([, made, told, folded]) => made ?? told ?? folded ?? ''))]
}

/** What is said in the streams of documents begins so; the other streams have kinds of their own. */
const ELSEWHERE = ['meeting', 'seat', 'slip', 'link', 'person', 'mechanism', 'partner', 'emergency']

describe('the record', () => {
  it('is decided on for every kind of entry that documents have', () => {
    const ofDocuments = kindsInRules().filter(
      (kind) => !ELSEWHERE.includes(kind.split(':')[0] ?? '') && !LISTING_KINDS.includes(kind),
    )
    expect(ofDocuments.length).toBeGreaterThan(15)
    expect(ofDocuments.filter((kind) => !(kind in FACTS))).toEqual([])
  })

  it('is read as a whole by chairs and coordinators, and by nobody else', () => {
    const degrees = Object.fromEntries(ROLES.map((role) => [role, logDegreeOf(role)]))
    expect(degrees).toMatchObject({
      ...{ coordinator: 'all', chair: 'all', pen: 'facts', drafter: 'own', suggester: 'own' },
      ...{ observer: 'facts', translator: 'facts', administrator: 'fingerprints' },
    })
    expect(logDegreeOf('observer', { office: 'secretariat' })).toBe('own')
    expect(logDegreeOf('chair', { isElsewhere: true })).toBe('facts')
  })

  it('is own as far as one did it oneself, or it was done from or for a seat of the own mechanism', () => {
    const { actor } = entry('x')
    const own = reader('own')
    for (const more of [
      { actor: { ...actor, personId: own.personId } },
      { actor: { ...actor, seatId: OWN } },
      { enteredFor: OWN },
    ]) {
      expect(tellingOf(entry('document:created', more), own)).toBe('whole')
      expect(tellingOf(entry('document:created', more), reader('facts'))).toBeNull()
    }
    expect(tellingOf(entry('document:created'), own)).toBeNull()
    expect(tellingOf(entry('document:created'), reader('all'))).toBe('whole')
  })

  it('tells a room what it shows anyway, and not the reason for which a provision is open again', () => {
    for (const degree of ['own', 'facts'] as const) {
      expect(tellingOf(entry('provision:reopened'), reader(degree))).toEqual({
        ...{ says: ['provisionId'], names: 'nobody' },
      })
      expect(tellingOf(entry('provision:agreedAdRef'), reader(degree))).toMatchObject({ names: 'name' })
      expect(tellingOf(entry('something:new'), reader(degree))).toBeNull()
    }
  })

  it('says elsewhere than in a document only that something happened', () => {
    const happened = { says: [], names: 'nobody' }
    const seated = entry('seat:taken', { stream: 'meeting:m1' })
    expect(tellingOf(seated, reader('facts'))).toEqual(happened)
    expect(tellingOf(seated, reader('fingerprints'))).toEqual(happened)
    expect(tellingOf(seated, reader('all'))).toBe('whole')
  })
})
