import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { provisionsOf } from '../../shared/text/provisions'
import { writeBlockFormats } from '../../shared/text/formats'
import { Replica } from '../../server/collab/replica'
import { Desk, editing, senderOf } from '../support/desk'
import { forge, type ForgedStruct } from '../support/forge'
import { countWork } from '../support/work'

const SERVER = 1
const MINE = 50
/** What is refused for its size costs little more than reading it; cutting a text up would cost several times as much. In milliseconds. */
const LIMIT_MS = 1_500

function firstText(): Uint8Array {
  const desk = new Desk(SERVER)
  compose(desk.text, [{ id: 'a', kind: 'preambular', runs: ['Recalls'] }])
  return Y.encodeStateAsUpdate(desk.doc)
}

/** So many structs, each behind the one before it. */
const chain = (count: number, structAt: (i: number) => ForgedStruct): Uint8Array =>
  forge([
    {
      client: MINE,
      structs: Array.from({ length: count }, (_, i) => ({
        ...structAt(i),
        origin: i === 0 ? [SERVER, 3] : [MINE, i - 1],
      })),
    },
  ])

const submit = (replica: Replica, update: Uint8Array): string => {
  const result = replica.submit(update, senderOf(MINE), editing())
  return result.ok ? 'in' : result.refusal.code
}

/** Provisions as an office writes them, with marks and numbers of levels. */
const pasted = (count: number): ProvisionSource[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ id: `p${i}`, kind: i % 2 ? 'operative' : 'sub', level: i % 3, dir: i % 5 ? null : 'ltr' },
    runs: [
      { text: 'Welcomes', formats: { em: true } },
      ' the report, and ',
      { text: 'strongly', formats: { strong: true } },
      ' encourages those who can to do so',
    ],
  }))

describe('what one person may give back in recovery', () => {
  const back = { ...editing(), takingBack: true }
  const giveBack = (replica: Replica, update: Uint8Array, ...issued: number[]) => {
    const result = replica.submit(update, senderOf(...issued), back)
    return result.ok ? 'in' : result.refusal.code
  }
  /** One letter under each of so many clientIDs that nobody issued. */
  const invented = (count: number, first = 1_000) =>
    forge(
      Array.from({ length: count }, (_, i) => ({
        client: first + i,
        structs: [{ string: 'x', origin: i === 0 ? [SERVER, 3] : [first + i - 1, 0] }],
      })),
    )
  /** So many letters, each a struct of its own. */
  const letters = (client: number, count: number) =>
    forge([
      {
        client,
        structs: Array.from({ length: count }, (_, i) => ({
          string: 'x',
          origin: i === 0 ? [SERVER, 3] : [client, i - 1],
        })),
      },
    ])

  it('is what dozens of people wrote under clientIDs of which the backup knows nothing', () => {
    expect(giveBack(Replica.from([firstText()]), invented(500))).toBe('in')
  })

  it('is not text under thousands of invented clientIDs, at once or one after the other', () => {
    expect(giveBack(Replica.from([firstText()]), invented(2_500))).toBe('foreign-client')
    const replica = Replica.from([firstText()])
    expect(giveBack(replica, invented(1_500))).toBe('in')
    expect(giveBack(replica, invented(1_500, 9_000))).toBe('foreign-client')
  })

  it('is not more than one person may write, in however many pieces it comes', () => {
    const replica = Replica.from([firstText()])
    expect(giveBack(replica, letters(MINE, 50_000), MINE, 51)).toBe('in')
    expect(giveBack(replica, letters(51, 50_000), MINE, 51)).toBe('update-too-large')
  })
})

describe('what one update may bring at once', () => {
  it('is a paste of 1,500 provisions and more', () => {
    const replica = Replica.from([firstText()])
    const desk = Desk.at(replica, MINE)
    const update = desk.edit((text) => compose(text, pasted(1_800)))
    expect(submit(replica, update)).toBe('in')
    expect(provisionsOf(replica.text)).toHaveLength(1_801)
  })

  it('is not eighteen thousand provisions, and finding that out costs little', () => {
    const replica = Replica.from([firstText()])
    const update = chain(18_000, (i) => ({ embed: { b: `x${i}` } }))
    const workMs = countWork()
    expect(submit(replica, update)).toBe('update-too-large')
    expect(workMs()).toBeLessThan(LIMIT_MS)
    expect(provisionsOf(replica.text)).toHaveLength(1)
  })

  it('is not a mark that is switched ninety thousand times', () => {
    const replica = Replica.from([firstText()])
    const update = chain(90_000, (i) => ({ format: ['em', i % 2 ? null : true] }))
    const workMs = countWork()
    expect(submit(replica, update)).toBe('update-too-large')
    expect(workMs()).toBeLessThan(LIMIT_MS)
  })

  it('is what a text that comes back in recovery holds, however much that is', () => {
    const replica = Replica.from([firstText()])
    const update = chain(18_000, (i) => ({ embed: { b: `x${i}` } }))
    const back = replica.submit(update, senderOf(MINE), { ...editing(), takingBack: true })
    expect(back.ok).toBe(true)
  })

  it('is not a text that is cut into hundreds of thousands of pieces', () => {
    const cuts = 300_000
    const replica = Replica.from([firstText()])
    const words = chain(1, () => ({ string: 'w'.repeat(cuts * 2 + 2) }))
    expect(submit(replica, words)).toBe('in')
    const update = forge(
      [],
      Array.from({ length: cuts }, (_, i) => [MINE, i * 2 + 1, 1] as const),
    )
    const workMs = countWork()
    expect(submit(replica, update)).toBe('update-too-large')
    expect(workMs()).toBeLessThan(LIMIT_MS)
  })

  it('is not a text that is cut up by and by: a rebuild of it would keep everybody waiting', () => {
    const replica = Replica.from([firstText()])
    const letters = 400_000
    expect(
      submit(
        replica,
        chain(1, () => ({ string: 'w'.repeat(letters) })),
      ),
    ).toBe('in')
    const pieces = 10_000
    const told = Array.from({ length: letters / pieces / 2 }, (_, round) =>
      submit(
        replica,
        forge(
          [],
          Array.from({ length: pieces }, (_, i) => [MINE, 2 * (round * pieces + i) + 1, 1] as const),
        ),
      ),
    )
    expect(told[0]).toBe('in')
    expect(told.at(-1)).toBe('update-too-large')
    expect(replica.doc.store.clients.get(MINE)?.length).toBeLessThan(100_000)
    // what is whole can always go
    expect(submit(replica, forge([], [[MINE, 0, letters]]))).toBe('in')
  })
})

describe('tables that no browser could draw', () => {
  const ROW = { kind: 'row', level: 0, dir: null, table: 't', header: false, gone: false } as const

  /** A table in which the first row has so many columns, and the others have none of their own. */
  const tableOf = (rows: number, columns: number, name = 't'): ProvisionSource[] =>
    Array.from({ length: rows }, (_, i) => ({
      ...{ id: `${name}${i}`, kind: 'row' as const, table: name },
      runs: i === 0 ? Array.from({ length: columns }, (_none, c) => ({ column: `${name}c${c}` })) : [],
    }))
  const composeIn = (replica: Replica, sources: ProvisionSource[]): string =>
    submit(
      replica,
      Desk.at(replica, MINE).edit((text) => compose(text, sources)),
    )

  it('are refused by their columns and by their cells, whatever few bytes make them', () => {
    const replica = Replica.from([firstText()])
    expect(composeIn(replica, tableOf(2, 64))).toBe('update-too-large')
    expect(composeIn(replica, tableOf(400, 63))).toBe('update-too-large')
    expect(composeIn(replica, tableOf(300, 63))).toBe('in')
    expect(composeIn(replica, tableOf(100, 20, 'u'))).toBe('update-too-large')
    expect(composeIn(replica, tableOf(50, 10, 'v'))).toBe('in')
  })

  it('are refused when rows come one by one, and when a paragraph becomes a row', () => {
    const replica = Replica.from([firstText()])
    expect(composeIn(replica, tableOf(317, 63))).toBe('in')
    expect(composeIn(replica, [{ id: 'more', kind: 'row', table: 't', runs: ['x'] }])).toBe(
      'update-too-large',
    )
    expect(composeIn(replica, [{ id: 'plain', kind: 'operative', runs: ['x'] }])).toBe('in')
    const desk = Desk.at(replica, MINE)
    const asRow = desk.edit((text) => text.format(text.length - 2, 1, writeBlockFormats('plain', ROW)))
    expect(submit(replica, asRow)).toBe('update-too-large')
  })
})
