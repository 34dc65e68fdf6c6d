import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  decideConfirm,
  decideInstruct,
  evolveEntered,
  noteCarried,
  noteEntered,
  type EnteredWords,
} from '../../shared/entered'
import type { MechanismId, PersonId, ProvisionId, SeatId } from '../../shared/ids'
import { enteredFrom, inCommands, ownAmong, withEntry } from '../../client/collab/entered'
import { EnteredRead, MAX_CONFIRMED } from '../../shared/protocol'
import type { Actor } from '../../shared/journal'
import { ok, type Result } from '../../shared/result'
import type { DocumentStanding, Office } from '../../shared/roles'
import { actor, Record } from '../support/record'
import { countWork } from '../support/work'

const SMD = 'smd' as MechanismId
const OCM = 'ocm' as MechanismId
const [op1, op2] = ['op1', 'op2'] as [ProvisionId, ProvisionId]
const NONE: EnteredWords = new Map()
const kofi = actor('drafter', 'kofi')
const chair = actor('drafter', 'aminata')
const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusal.code)

/** A document in which words can be entered and confirmed. */
function drafting() {
  const record = new Record()
  const state = () => record.fold(NONE, evolveEntered)
  const enter = (touched: readonly string[], mechanismId: MechanismId | null = SMD, by = kofi) =>
    record.write(ok(noteEntered(state(), { seatId: 'seat' as SeatId, mechanismId, touched }, by, 1)))
  const confirm = (provisionId: ProvisionId, seen = 'a', as: Partial<Confirming> = {}) =>
    decideConfirm({ document: 'open', entered: state() }, confirming(provisionId, seen, as), chair, 2)
  const carry = (from: string, to: string) =>
    record.write(ok(noteCarried(state(), [{ from, to }], actor('drafter', 'ana'), 2)))
  const decide = (provisionIds: ProvisionId[], note: string, { by = kofi, document = 'open' }: Saying = {}) =>
    decideInstruct({ document, entered: state() }, { provisionIds, note }, by, 2)
  const instruct = (provisionIds: ProvisionId[], note: string, saying: Saying = {}) =>
    record.write(decide(provisionIds, note, saying))
  return { record, state, enter, confirm, carry, decide, instruct }
}

interface Saying {
  by?: Actor
  document?: DocumentStanding
}
interface Confirming {
  mechanismId: MechanismId | null
  office: Office | null
}
const confirming = (provisionId: ProvisionId, seenHash: string, as: Partial<Confirming>) => ({
  ...{ mechanismId: SMD, office: 'chair' as const, ...as },
  provisions: [{ provisionId, seenHash, currentHash: 'a' }],
})

describe('words that are entered for a mechanism', () => {
  it('are provisional in every provision that they touch, with who typed them and for whom', () => {
    const { enter, state } = drafting()
    const [entry] = enter(['op1', 'op2', 'op1'])
    const one = { mechanismId: SMD, enteredBy: 'kofi', at: 1, instruction: '' }
    expect([...state()]).toEqual([
      [op1, [one]],
      [op2, [one]],
    ])
    expect(entry).toMatchObject({ kind: 'provision:entered', enteredFor: 'seat', actor: kofi })
  })

  it('are noted once until they are confirmed, and once for each person and mechanism', () => {
    const { enter, state } = drafting()
    enter(['op1'])
    expect(enter(['op1'])).toEqual([])
    expect(enter(['op1'], SMD, actor('drafter', 'ana'))).toHaveLength(1)
    expect(enter(['op1'], OCM)).toHaveLength(1)
    expect(state().get(op1)).toHaveLength(3)
  })

  it('need no confirmation where there is nobody who could give it', () => {
    const { enter, state } = drafting()
    expect(enter(['op1'], null)).toEqual([])
    expect(state().size).toBe(0)
  })

  it('are no longer provisional once the chair has confirmed them, and again when more are entered', () => {
    const { record, enter, confirm, state } = drafting()
    enter(['op1', 'op2'])
    record.write(confirm(op1))
    expect([...state().keys()]).toEqual([op2])
    enter(['op1'])
    expect([...state().keys()].sort()).toEqual([op1, op2])
  })

  it('are confirmed for one mechanism without the words of another', () => {
    const { record, enter, confirm, state } = drafting()
    enter(['op1'])
    enter(['op1'], OCM)
    record.write(confirm(op1))
    expect(state().get(op1)).toMatchObject([{ mechanismId: OCM }])
  })
})

describe('words that wait and are split off or joined by somebody else', () => {
  it('wait in the other provision too, under the names of those who entered them', () => {
    const { enter, carry, state } = drafting()
    enter(['op1'])
    enter(['op1'], OCM)
    const [entry] = carry('op1', 'op2')
    expect(state().get(op2)).toEqual(state().get(op1))
    expect(entry).toMatchObject({ kind: 'provision:carried', actor: { personId: 'ana' } })
  })

  it('are noted only where something waits that does not wait there already', () => {
    const { enter, carry } = drafting()
    expect(carry('op1', 'op2')).toEqual([])
    enter(['op1', 'op2'])
    expect(carry('op1', 'op2')).toEqual([])
  })

  it('are followed through several provisions in one go', () => {
    const { enter, state } = drafting()
    enter(['op1'])
    const moved = [
      { from: 'op1', to: 'op2' },
      { from: 'op2', to: 'op3' },
      { from: 'op4', to: 'op1' },
    ]
    const [note] = noteCarried(state(), moved, kofi, 2)
    if (!note) throw new Error('something is carried')
    expect([...evolveEntered(state(), note).keys()]).toEqual(['op1', 'op2', 'op3'])
  })

  it('are noted and followed in thousands of provisions as fast as in a few', () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => `op-${i}`)
    const { state, enter } = drafting()
    const started = performance.now()
    enter(ids)
    const moved = ids.map((from) => ({ from, to: `${from}-b` }))
    const [note] = noteCarried(state(), moved, actor('drafter', 'ana'), 2)
    expect(note && evolveEntered(state(), { ...note, seq: 2 } as never).size).toBe(10_000)
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('wait there in a browser as well', () => {
    const words = { mechanismId: SMD, personId: 'kofi' as PersonId, by: 'Kofi', at: 1, instruction: '' }
    const before = enteredFrom([{ ...words, provisionId: op1 }])
    const after = withEntry(before, {
      ...{ shown: true, stream: 'document:a', seq: 1, at: 2, by: 'Ana', hash: '' },
      ...{ kind: 'provision:carried', actor: kofi, body: { carried: [{ from: op1, to: op2 }] } },
    })
    expect(after.get(op2)).toEqual([{ ...words, provisionId: op2 }])
  })

  it('are read and followed by a browser in thousands of provisions', () => {
    const words = { mechanismId: SMD, personId: 'kofi' as PersonId, by: 'Kofi', at: 1, instruction: '' }
    const ids = Array.from({ length: 20_000 }, (_, i) => `op-${i}` as ProvisionId)
    const said = (kind: string, body: { [name: string]: unknown }) => ({
      ...{ shown: true as const, stream: 'document:a' as const, seq: 1, at: 2, by: 'Ana', hash: '' },
      ...{ kind, actor: kofi, body },
    })
    const workMs = countWork()
    const read = enteredFrom(ids.map((provisionId) => ({ ...words, provisionId })))
    const more = withEntry(read, said('provision:entered', { mechanismId: OCM, provisionIds: ids }))
    const carried = ids.map((from) => ({ from, to: `${from}-b` }))
    expect(withEntry(more, said('provision:carried', { carried })).size).toBe(40_000)
    expect(read.get(ids[0] ?? op1)).toEqual([{ ...words, provisionId: ids[0] }])
    expect(workMs()).toBeLessThan(4_000)
  })

  it('are confirmed in each of the provisions by itself', () => {
    const { record, enter, carry, confirm, state } = drafting()
    enter(['op1'])
    carry('op1', 'op2')
    record.write(confirm(op1))
    expect([...state().keys()]).toEqual([op2])
  })
})

describe('a confirmation', () => {
  it('is the chair’s of the mechanism alone', () => {
    const { enter, confirm } = drafting()
    enter(['op1'])
    expect(codeOf(confirm(op1, 'a', { office: 'secretariat' }))).toBe('not-its-chair')
    expect(codeOf(confirm(op1, 'a', { office: null, mechanismId: null }))).toBe('not-its-chair')
    expect(codeOf(confirm(op1, 'a', { mechanismId: OCM }))).toBe('not-its-chair')
    expect(codeOf(confirm(op1))).toBe('ok')
  })

  it('is of the words that the chair saw', () => {
    const { enter, confirm } = drafting()
    enter(['op1'])
    expect(codeOf(confirm(op1, 'b'))).toBe('text-moved-on')
  })

  it('is of something that waits for it', () => {
    const { enter, confirm } = drafting()
    enter(['op1'])
    expect(codeOf(confirm(op2))).toBe('nothing-to-confirm')
  })

  it('is sent in as many commands as it takes, and nothing is left out', () => {
    const ids = Array.from({ length: 2 * MAX_CONFIRMED + 1 }, (_, i) => i)
    const sent = inCommands(ids)
    expect(sent.map(({ length }) => length)).toEqual([MAX_CONFIRMED, MAX_CONFIRMED, 1])
    expect(sent.flat()).toEqual(ids)
    expect(inCommands([])).toEqual([])
  })

  it('is of what is in the text', () => {
    const { enter, state } = drafting()
    enter(['op1'])
    const gone = { provisionId: op1, seenHash: 'a', currentHash: null }
    const said = { mechanismId: SMD, office: 'chair' as const, provisions: [gone] }
    expect(codeOf(decideConfirm({ document: 'open', entered: state() }, said, chair, 2))).toBe(
      'provision-unknown',
    )
  })

  it('is none when one of several cannot be given', () => {
    const { enter, state } = drafting()
    enter(['op1'])
    const [first] = confirming(op1, 'a', {}).provisions
    const [second] = confirming(op2, 'a', {}).provisions
    const said = { mechanismId: SMD, office: 'chair' as const, provisions: [first!, second!] }
    expect(codeOf(decideConfirm({ document: 'open', entered: state() }, said, chair, 2))).toBe(
      'nothing-to-confirm',
    )
  })

  it('is written down once, however often the chair names the provision', () => {
    const { enter, state } = drafting()
    enter(['op1'])
    const [one] = confirming(op1, 'a', {}).provisions
    const said = { mechanismId: SMD, office: 'chair' as const, provisions: [one!, one!, one!] }
    expect(decideConfirm({ document: 'open', entered: state() }, said, chair, 2)).toMatchObject({
      value: { length: 1 },
    })
  })

  it.each([
    ['archived', 'document-archived'],
    ['inRecovery', 'in-recovery'],
  ] as const)('waits while the document is %s', (document, code) => {
    const { enter, state } = drafting()
    enter(['op1'])
    expect(codeOf(decideConfirm({ document, entered: state() }, confirming(op1, 'a', {}), chair, 2))).toBe(
      code,
    )
  })
})

describe('the instruction on which words were entered', () => {
  const ana = actor('drafter', 'ana')
  const notesIn = (words: EnteredWords, id: ProvisionId) =>
    words.get(id)?.map(({ enteredBy, mechanismId, instruction }) => [enteredBy, mechanismId, instruction])

  it('is said of one’s own words, for every mechanism for which one entered them there', () => {
    const { enter, instruct, state } = drafting()
    enter(['op1', 'op2'])
    enter(['op1'], OCM)
    enter(['op1'], SMD, ana)
    const [entry] = instruct([op1], 'Ms Diallo, by telephone')
    expect(entry).toMatchObject({ kind: 'provision:instructed', actor: kofi, audience: 'everyone' })
    expect(notesIn(state(), op1)).toEqual([
      ['kofi', SMD, 'Ms Diallo, by telephone'],
      ['kofi', OCM, 'Ms Diallo, by telephone'],
      ['ana', SMD, ''],
    ])
    expect(notesIn(state(), op2)).toEqual([['kofi', SMD, '']])
  })

  it('can be changed and taken back', () => {
    const { enter, instruct, state } = drafting()
    enter(['op1'])
    instruct([op1], 'Ms Diallo')
    instruct([op1], 'Mr Diallo')
    expect(notesIn(state(), op1)).toEqual([['kofi', SMD, 'Mr Diallo']])
    instruct([op1], '')
    expect(notesIn(state(), op1)).toEqual([['kofi', SMD, '']])
  })

  it('is written down once for each provision, and only where it says something new', () => {
    const { enter, instruct } = drafting()
    enter(['op1', 'op2'])
    instruct([op1, op1], 'Ms Diallo')
    expect(instruct([op1], 'Ms Diallo')).toEqual([])
    const [entry] = instruct([op1, op2, op2], 'Ms Diallo')
    expect(JSON.parse(new TextDecoder().decode(entry?.body))).toMatchObject({ provisionIds: [op2] })
  })

  it('is nobody’s to say of the words of others, nor of some when one of them has none waiting', () => {
    const { enter, decide } = drafting()
    enter(['op1'])
    expect(codeOf(decide([op1], 'me', { by: ana }))).toBe('nothing-entered')
    expect(codeOf(decide([op1, op2], 'me'))).toBe('nothing-entered')
    expect(codeOf(decide([op1], 'me'))).toBe('ok')
  })

  it('can be said as long as the words wait, and is of those words only', () => {
    const { record, enter, instruct, decide, confirm, state } = drafting()
    enter(['op1'])
    instruct([op1], 'Ms Diallo')
    record.write(confirm(op1))
    expect(codeOf(decide([op1], 'Mr Diallo'))).toBe('nothing-entered')
    enter(['op1'])
    expect(notesIn(state(), op1)).toEqual([['kofi', SMD, '']])
  })

  it.each([
    ['archived', 'document-archived'],
    ['inRecovery', 'in-recovery'],
    ['inPlenary', 'ok'],
  ] as const)('is said while the document is %s: %s', (document, code) => {
    const { enter, decide } = drafting()
    enter(['op1'])
    expect(codeOf(decide([op1], 'Ms Diallo', { document }))).toBe(code)
  })

  it('goes with words that are split off, and leaves what is said of words that wait there already', () => {
    const { enter, instruct, carry, state } = drafting()
    enter(['op1', 'op3'])
    instruct([op1], 'Ms Diallo')
    carry('op1', 'op2')
    carry('op1', 'op3')
    expect(notesIn(state(), op2)).toEqual([['kofi', SMD, 'Ms Diallo']])
    expect(notesIn(state(), 'op3' as ProvisionId)).toEqual([['kofi', SMD, '']])
  })

  it('is followed by a browser as by the server', () => {
    const { record, enter, instruct, carry, state } = drafting()
    enter(['op1', 'op3'])
    enter(['op1'], SMD, ana)
    instruct([op1], 'Ms Diallo')
    carry('op1', 'op2')
    carry('op1', 'op3')
    instruct([op2], 'Mr Diallo')
    const heard = record.entries.reduce(
      (before, { kind, seq, at, actor: by, body }) =>
        withEntry(before, {
          ...{ shown: true, stream: 'document:a', seq, at, by: by.personId, hash: '', kind, actor: by },
          body: JSON.parse(new TextDecoder().decode(body)) as { [name: string]: unknown },
        }),
      enteredFrom([]),
    )
    const own = ({ personId, mechanismId, instruction }: EnteredRead) => [personId, mechanismId, instruction]
    for (const id of state().keys()) expect(heard.get(id)?.map(own)).toEqual(notesIn(state(), id))
  })

  it('is empty in what a browser stored before it could be said', () => {
    const stored = { provisionId: op1, mechanismId: SMD, personId: kofi.personId, by: 'Kofi', at: 1 }
    expect(v.parse(EnteredRead, stored)).toEqual({ ...stored, instruction: '' })
  })

  it('is offered to whoever entered words, where they did', () => {
    const of = (id: ProvisionId, personId: PersonId) => ({
      id,
      words: [{ provisionId: id, mechanismId: SMD, personId, by: '', at: 1, instruction: '' }],
    })
    const waiting = [of(op1, kofi.personId), of(op2, ana.personId)]
    expect(ownAmong(waiting, kofi.personId).map(({ id }) => id)).toEqual([op1])
  })
})
