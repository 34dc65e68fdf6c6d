import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { compose } from '../../shared/text/compose'
import { heal } from '../../shared/text/heal'
import { provisionsOf } from '../../shared/text/provisions'
import { withoutDeletesOfHeld } from '../../server/collab/gate/held'
import { Replica } from '../../server/collab/replica'
import { Desk, editing, readable, senderOf } from '../support/desk'
import { forge, type ForgedStruct } from '../support/forge'
import { countWork } from '../support/work'

const SERVER = 1
const MINE = 50
/** As many boundaries as a text of one id may hold when they came in many updates; one update may bring fewer. */
const MANY = 19_900
const AT_ONCE = 3_900
/** Work that is done once for each boundary ends far below this; once for each pair of them, far above. In milliseconds. */
const LIMIT_MS = 4_000

function firstText(): Uint8Array {
  const desk = new Desk(SERVER)
  compose(desk.text, [
    { id: 'a', kind: 'preambular', runs: ['Recalls'] },
    { id: 'b', runs: ['Requests'] },
  ])
  return Y.encodeStateAsUpdate(desk.doc)
}

/** One after the other behind the first words, each behind the one before. */
const chain = (structs: readonly object[]): Uint8Array =>
  forge([
    {
      client: MINE,
      structs: structs.map(
        (struct, i): ForgedStruct =>
          ({ ...struct, origin: i === 0 ? [SERVER, 3] : [MINE, i - 1], right: [SERVER, 4] }) as never,
      ),
    },
  ])

/** A boundary that is said to be gone, and as many again of its id, all living. */
const twins = (id: string, count: number): object[] => [
  { embed: { b: id } },
  { format: ['gone', `${id}=1`] },
  { format: ['gone', null] },
  ...Array.from({ length: count }, () => ({ embed: { b: id } })),
]

const submit = (replica: Replica, update: Uint8Array): string => {
  const result = replica.submit(update, senderOf(MINE), editing())
  return result.ok ? 'in' : result.refusal.code
}

describe('boundaries of one id, thousands of them', () => {
  it('are refused before they are applied, although their first was said to be gone', () => {
    const replica = Replica.from([firstText()])
    const workMs = countWork()
    expect(submit(replica, chain(twins('x', AT_ONCE)))).toBe('duplicate-id')
    expect(workMs()).toBeLessThan(LIMIT_MS)
    expect(provisionsOf(replica.text)).toHaveLength(2)
  })

  it('are refused also when they come one by one', () => {
    const replica = Replica.from([firstText()])
    expect(submit(replica, chain(twins('x', 400)))).toBe('in')
    const one = (clock: number): Uint8Array =>
      forge([
        { client: MINE, clock, structs: [{ embed: { b: 'x' }, origin: [SERVER, 3], right: [MINE, 0] }] },
      ])
    const answers = new Set<string>()
    for (let clock = 403; clock < 600 && !answers.has('duplicate-id'); clock += 1)
      answers.add(submit(replica, one(clock)))
    expect([...answers]).toEqual(['in', 'duplicate-id'])
  })

  it('that stand in a text already are learnt, and forgotten when they are deleted, one by one', () => {
    const journal = [firstText(), chain(twins('x', MANY))]
    const workMs = countWork()
    const replica = Replica.from(journal)
    const word: ForgedStruct = { string: 'w', origin: [SERVER, 3], right: [MINE, 0] }
    expect(submit(replica, forge([{ client: MINE, clock: MANY + 3, structs: [word] }]))).toBe('in')
    expect(submit(replica, forge([], [[MINE, 0, MANY + 3]]))).toBe('in')
    expect(workMs()).toBeLessThan(LIMIT_MS)
    expect(provisionsOf(replica.text)).toHaveLength(2)
  })
})

describe('a provision that is moved again and again', () => {
  it('is let in two hundred times before the text is quiet', () => {
    const replica = Replica.from([firstText()])
    const desk = Desk.at(replica, MINE)
    const move = (): Uint8Array =>
      desk.edit((text) => {
        const old = provisionsOf(text).find(({ id, hidden }) => id === 'b' && !hidden)
        if (!old) throw new Error('no provision b')
        desk.delete(old.from + 1, old.to - old.from - 1)
        text.format(old.from, 1, { gone: 'b=1' })
        text.insertEmbed(0, { b: 'b' }, { kind: 'b=operative' })
        text.insert(1, 'Requests', {})
      })
    for (let i = 0; i < 200; i += 1) expect(submit(replica, move())).toBe('in')
    expect(provisionsOf(replica.text).filter(({ hidden }) => !hidden)).toHaveLength(2)
    replica.write((text) => void heal(text))
    expect(provisionsOf(replica.text)).toHaveLength(2)
  })
})

describe('the repair of a text with thousands of boundaries of one id', () => {
  const ill = (count: number): Replica => Replica.from([firstText(), chain(twins('x', count))])
  const shown = ({ text }: Replica) => provisionsOf(text).filter(({ id, shownId }) => shownId !== id).length
  const repair = (replica: Replica) => replica.write((text) => void heal(text))

  it('cures some of them, in one walk over the text', () => {
    const replica = ill(MANY)
    const before = shown(replica)
    const workMs = countWork()
    repair(replica)
    expect(workMs()).toBeLessThan(LIMIT_MS)
    expect(before - shown(replica)).toBeGreaterThan(100)
    expect(before - shown(replica)).toBeLessThan(2_000)
  })

  it('cures all of them in the end', () => {
    const replica = ill(1_200)
    const before = provisionsOf(replica.text).length
    for (let run = 0; run < 12 && shown(replica) > 0; run += 1) repair(replica)
    const ids = provisionsOf(replica.text).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(before - 1)
  })
})

describe('a provision that was joined and brought back in the time that was lost', () => {
  it('comes back from a reader, who may delete nothing, with what was typed in it', () => {
    const author = new Desk(MINE, firstText())
    const undo = new Y.UndoManager(author.text, { captureTimeout: 0 })
    const second = provisionsOf(author.text)[1]
    if (!second) throw new Error('there are two provisions')
    author.delete(second.from, 1)
    undo.undo()
    author.text.insert(author.text.length, ' lost words')

    const replica = Replica.from([firstText()])
    const brought = withoutDeletesOfHeld(Y.encodeStateAsUpdate(author.doc), replica.doc)
    const back = replica.submit(brought, senderOf(MINE), { ...editing(), takingBack: true })
    expect(back.ok ? 'in' : back.refusal.code).toBe('in')
    heal(replica.text)
    expect(readable(replica.text)).toContain('lost words')
  })
})
