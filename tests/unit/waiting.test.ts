import { describe, expect, it } from 'vitest'
import { decideConfirm, noteCopied } from '../../shared/entered'
import { EMPTY_DOCUMENT, foldDocument, type DocumentState } from '../../shared/documents'
import { draft } from '../../shared/journal'
import type { MechanismId, ProvisionId } from '../../shared/ids'
import { ok } from '../../shared/result'
import { Changing } from '../../shared/changing'
import { notesOf } from '../../server/collab/noting'
import { actor, Record } from '../support/record'
import { countWork } from '../support/work'

const SMD = 'smd' as MechanismId
const kofi = actor('drafter', 'kofi')
const chair = actor('drafter', 'aminata')
const drafter = actor('drafter', 'ana')
const IDS = Array.from({ length: 20_000 }, (_, i) => `op${i}` as ProvisionId)
/** What copies all that waits once ends far below this; what copies it for each entry or frame, far above. In milliseconds. */
const LIMIT_MS = 2_000

/** A document in which words wait in twenty thousand provisions. */
function waiting(): { record: Record; state: DocumentState } {
  const record = new Record()
  const noted = IDS.map((provisionId) => ({ mechanismId: SMD, provisionId }))
  return { record, state: foldDocument(EMPTY_DOCUMENT, record.write(ok(noteCopied(noted, kofi, 1)))) }
}

describe('words that wait in thousands of provisions', () => {
  it('are confirmed in a thousand of them in one go', () => {
    const { record, state } = waiting()
    const provisions = IDS.slice(0, 1_000).map((provisionId) => {
      return { provisionId, seenHash: 'a', currentHash: 'a' }
    })
    const said = { mechanismId: SMD, office: 'chair' as const, provisions }
    const standing = { document: 'open' as const, entered: state.entered }
    const entries = record.write(decideConfirm(standing, said, chair, 2))
    const workMs = countWork()
    const confirmed = foldDocument(state, entries)
    expect(workMs()).toBeLessThan(LIMIT_MS)
    expect([...confirmed.entered.keys()]).toEqual(IDS.slice(1_000))
    expect(state.entered.size).toBe(IDS.length)
  })

  it('are noted where they go when hundreds of updates of one flush join their provisions', () => {
    const { state } = waiting()
    const batch = Array.from({ length: 1_000 }, (_, i) => ({
      ...{ connection: null as never, actor: drafter, number: i + 1, effect: null, touched: null },
      moved: [{ from: `op${i}`, to: `new${i}` }],
    }))
    const workMs = countWork()
    const notes = notesOf(batch, [], state.entered)
    expect(workMs()).toBeLessThan(LIMIT_MS)
    expect(notes).toHaveLength(1_000)
    expect(state.entered.size).toBe(IDS.length)
  })

  it('are followed from one update of a flush to the next, each under the name of who moved them', () => {
    const { state } = waiting()
    const moving = (number: number, by: typeof kofi, from: string, to: string) => ({
      ...{ connection: null as never, actor: by, number, effect: null, touched: null, moved: [{ from, to }] },
    })
    const batch = [moving(1, drafter, 'op1', 'x'), moving(1, kofi, 'x', 'y'), moving(2, drafter, 'x', 'y')]
    const notes = notesOf(batch, [], state.entered)
    expect(notes.map(({ actor: by }) => by.personId)).toEqual(['ana', 'kofi'])
  })
})

describe('provisions that are settled', () => {
  it('are settled by the thousand in one go', () => {
    const settled = IDS.slice(0, 10_000)
    const said = settled.map((provisionId) => {
      return draft('provision:agreedAdRef', { provisionId, textHash: 'a' }, chair, 1)
    })
    const entries = new Record().write(ok(said))
    const workMs = countWork()
    expect(foldDocument(EMPTY_DOCUMENT, entries).settled.size).toBe(settled.length)
    expect(workMs()).toBeLessThan(LIMIT_MS)
  })
})

describe('kept words', () => {
  it('are kept by the thousand, and laid aside, in one go', () => {
    const said = Array.from({ length: 10_000 }, (_, i) => {
      return draft(
        'words:kept',
        { wordsId: `w${i}`, provisionId: null, text: 'so', code: 'read-only' },
        kofi,
        1,
      )
    })
    const done = Array.from({ length: 9_000 }, (_, i) =>
      draft('words:dismissed', { wordsId: `w${i}` }, kofi, 2),
    )
    const entries = new Record().write(ok([...said, ...done]))
    const workMs = countWork()
    expect(foldDocument(EMPTY_DOCUMENT, entries).words.size).toBe(1_000)
    expect(workMs()).toBeLessThan(LIMIT_MS)
  })
})

describe('a map that changes', () => {
  it('leaves what it began as alone, and is the very same while nothing has changed', () => {
    const before = new Map([['a', 1]])
    const changing = new Changing(before)
    changing.delete('b')
    expect(changing.now).toBe(before)
    changing.set('b', 2)
    changing.delete('a')
    expect([...changing.now]).toEqual([['b', 2]])
    expect([...before]).toEqual([['a', 1]])
  })
})
