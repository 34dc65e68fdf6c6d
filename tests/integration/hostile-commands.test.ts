import { afterEach, describe, expect, it } from 'vitest'
import { Live } from '../support/live'
import { post } from '../support/request'
import { siege, UNDER_SIEGE } from '../support/siege'
import { Typist, type Caller } from '../support/typist'
import { until } from '../support/until'

const at = siege()
const lives: Live[] = []

afterEach(() => {
  for (const live of lives.splice(0)) live.close()
})

const five = (role: 'coordinator' | 'drafter' | 'chair') =>
  Promise.all(Array.from({ length: 5 }, () => at().intruder(role)))

/** Calls a command as often as it is let in, and keeps so many calls under way. */
async function flood(act: (i: number) => Promise<unknown>, times: number, atOnce = 50): Promise<void> {
  let next = 0
  const one = async (): Promise<void> => {
    while (next < times) await act(next++).catch(() => undefined)
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

const documentId = () => at().documentId
const longWords = () => ({
  documentId: documentId(),
  provisionId: null,
  text: 'ж'.repeat(200_000),
  code: 'read-only' as const,
})
type Attack = [string, 'coordinator' | 'drafter' | 'chair', (by: Caller, i: number) => Promise<unknown>]

const attacks: Attack[] = [
  [
    'of blank documents',
    'coordinator',
    (by, i) => by.ask('document:create', { title: `Flood ${i}`, language: 'en', from: 'blank' }),
  ],
  [
    'of example documents that are opened at once',
    'coordinator',
    async (by, i) => {
      const said = { title: `Flood ${i}`, language: 'en', from: 'example' } as const
      const made = await by.ask('document:create', said)
      await by.ask('document:enter', { documentId: made.documentId, receipt: null })
    },
  ],
  [
    'of links',
    'coordinator',
    (by, i) => by.ask('link:create', { role: 'drafter', label: `Flood ${i}`, onlyDocumentId: null }),
  ],
  ['of clientIDs', 'drafter', (by) => by.ask('document:enter', { documentId: documentId(), receipt: null })],
  [
    'of short words to keep',
    'drafter',
    (by) =>
      by.ask('words:keep', { documentId: documentId(), provisionId: null, text: 'x', code: 'read-only' }),
  ],
  ['of long words to keep', 'drafter', (by) => by.ask('words:keep', longWords())],
  ['of lists of words', 'drafter', (by) => by.ask('words:list', { documentId: documentId() })],
  [
    'of words dismissed that there are not',
    'drafter',
    (by, i) => by.ask('words:dismiss', { documentId: documentId(), wordsId: `w${i}` }),
  ],
  ['of the whole text', 'drafter', (by) => by.ask('document:read', { documentId: documentId() })],
  [
    'of the whole record',
    'drafter',
    (by) => by.ask('journal:read', { stream: `document:${documentId()}`, after: 0 }),
  ],
  [
    'of comparisons',
    'drafter',
    (by) =>
      by.ask('document:compare', {
        documentId: documentId(),
        stateHash: 'b'.repeat(64),
        contentHash: 'a'.repeat(64),
      }),
  ],
  [
    'of what no command says, at length',
    'drafter',
    (by) =>
      by.ask('document:compare', {
        documentId: documentId(),
        stateHash: Buffer.alloc(300_000, 1).toString('base64'),
        contentHash: 'a'.repeat(64),
      }),
  ],
  [
    'of gavels on a text that moved on',
    'chair',
    (by) =>
      by.ask('provision:agree', {
        documentId: documentId(),
        provisionId: 'p'.repeat(20) as never,
        textHash: 'a'.repeat(64),
      }),
  ],
]

describe('a flood', UNDER_SIEGE, () => {
  it.each(attacks)('%s by one person and by five holds nobody up', async (_, role, act) => {
    const people = await five(role)
    await at().stands(async () => {
      const [first] = people
      if (first) await flood((i) => act(first, i), 300)
      await Promise.all(people.map((by) => flood((i) => act(by, i), 200, 20)))
    })
  })

  it('of lists of long words holds nobody up', async () => {
    const people = await five('drafter')
    await at().stands(async () => {
      await Promise.all(people.map((by) => flood(() => by.ask('words:keep', longWords()), 5, 5)))
      await Promise.all(
        people.map((by) => flood(() => by.ask('words:list', { documentId: documentId() }), 10, 10)),
      )
    })
  })

  it('of long words on live sockets holds nobody up', async () => {
    const people = await five('drafter')
    await at().stands(async () => {
      for (const by of people) for (let i = 0; i < 5; i += 1) lives.push(await Live.open(by))
      await Promise.all(lives.map((live) => flood(() => live.ask('words:keep', longWords()), 10, 5)))
    })
  })

  it('of texts to take back, in a document that lost none, holds nobody up', async () => {
    const people = await five('drafter')
    const update = Buffer.alloc(4_400_000, 7).toString('base64')
    const log = await at().stands(() =>
      Promise.all(
        people.map((by) =>
          flood(() => by.ask('recovery:takeBack', { documentId: documentId(), update }), 10, 10),
        ),
      ),
    )
    expect(log).toContain('not-in-recovery')
  })

  it('of endless lines to clean holds nobody up', async () => {
    const people = await five('drafter')
    const query = '\x7f'.repeat(2_000_000)
    await at().stands(() =>
      Promise.all(people.map((by) => flood(() => by.ask('document:search', { query }), 8, 8))),
    )
  })

  it('of lists of links by a coordinator holds nobody up', async () => {
    const mallory = await at().intruder('coordinator')
    await at().stands(() => flood(() => mallory.ask('link:list', {}), 300))
  })

  it('of true gavels freezes nobody’s provision for long', async () => {
    const chairs = await five('chair')
    const provisions = (await at().provisions()).slice(2, 12)
    await at().stands(() =>
      Promise.all(
        chairs.map((by) =>
          flood(
            (i) => {
              const { id, textHash } = provisions[i % provisions.length] ?? { id: 'x' as never, textHash: '' }
              return i % 2
                ? by.ask('provision:reopen', { documentId: documentId(), provisionId: id, reason: 'x' })
                : by.ask('provision:agree', { documentId: documentId(), provisionId: id, textHash })
            },
            100,
            10,
          ),
        ),
      ),
    )
  })

  it('of sockets that follow everything, with commands on each, holds nobody up', async () => {
    const people = await five('drafter')
    await at().stands(async () => {
      for (const by of people) for (let i = 0; i < 5; i += 1) lives.push(await Live.open(by))
      await Promise.all(
        lives.map(async (live) => {
          for (let i = 0; i < 20; i += 1)
            await live.follow(`document:${documentId()}` as never, 0).catch(() => undefined)
        }),
      )
    })
  })

  it('of people who come and go keeps nobody from signing in later', async () => {
    await at().stands(() =>
      flood((i) => post(at().url, 'session:signIn', { token: String(i).padStart(43, 'x'), name: 'A' }), 600),
    )
    const typist = await Typist.enter(await at().intruder('drafter'), documentId())
    typist.connect()
    await until(() => typist.synced)
    typist.disconnect()
  })
})
