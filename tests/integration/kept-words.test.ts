import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StoredCopy } from '../../client/collab/offline'
import type { KeptHere } from '../../client/collab/kept'
import type { Outcome } from '../../client/collab/rebase'
import { Live } from '../../client/live'
import { KeptWordsList } from '../../client/pages/document/kept-words.svelte'
import { newId, type DocumentId, type PersonId } from '../../shared/ids'
import type { Refusal } from '../../shared/result'
import { startServer, type TestServer } from '../support/server'
import type { Caller } from '../support/typist'
import { until } from '../support/until'

const { fetch } = globalThis

let server: TestServer
let coordinator: Caller
let somebody: Caller
let documentId: DocumentId
let personId: PersonId

/** What the page's line to the server does: it may be cut, or stop after some commands. */
const line = {
  asked: [] as string[],
  underWay: 0,
  most: 0,
  isCut: (name: string): boolean => name === '',
  losesAnswer: (name: string): boolean => name === '',
  refuses: (name: string): Refusal | null => (name === '' ? { code: 'fault' } : null),
  /** Answers to these commands wait for it. */
  held: Promise.resolve(),
  holds: 'words:list',
}

beforeAll(async () => {
  server = await startServer()
  coordinator = await server.signInFirst()
  const said = { title: 'Zero draft', language: 'en', from: 'blank' } as const
  documentId = (await coordinator.ask('document:create', said)).documentId
})
afterAll(() => server.close())

beforeEach(async () => {
  somebody = await coordinator.invite('drafter', 'Ana')
  personId = (await somebody.ask('session:read', {})).personId
  const never = { isCut: () => false, losesAnswer: () => false, refuses: () => null }
  Object.assign(line, {
    asked: [],
    underWay: 0,
    most: 0,
    ...never,
    held: Promise.resolve(),
    holds: 'words:list',
  })
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    // whoever asks by the whole address is not the page
    if (!path.startsWith('/api/')) return fetch(path, init)
    const name = path.replace('/api/', '')
    if (line.isCut(name)) throw new TypeError('there is no network')
    const refusal = line.refuses(name)
    if (refusal) return Response.json({ refusal }, { status: 403 })
    line.asked.push(name)
    line.underWay += 1
    line.most = Math.max(line.most, line.underWay)
    const { url, cookie } = somebody
    const headers = { ...init.headers, origin: url, cookie }
    const answer = await fetch(url + path, { ...init, headers }).finally(() => (line.underWay -= 1))
    if (name === line.holds) await line.held
    if (line.losesAnswer(name)) throw new TypeError('the network went away')
    return answer
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const opened = (): KeptWordsList =>
  new KeptWordsList(
    { documentId, personId },
    new Live({
      onDoubt: () => undefined,
      mayAsk: () => Promise.resolve(true),
      holdsBack: () => null,
      speaker: () => personId,
    }),
  )

const refused = (words: string): Outcome =>
  ({ provisionId: 'op1', words, code: 'read-only', fate: 'kept' }) as unknown as Outcome

const here = (text: string, wordsId = newId()): KeptHere => ({
  ...{ wordsId, provisionId: null, text, code: 'read-only' },
})

/** What this browser stores. */
function browser(keptHere: readonly KeptHere[]) {
  const stored = { now: keptHere }
  const saveKeptHere = (kept: readonly KeptHere[]): void => void (stored.now = kept)
  return { stored, copy: { keptHere, saveKeptHere } as unknown as StoredCopy }
}

const textsOf = ({ all }: KeptWordsList) => all.map(({ text }) => text)
const recorded = async () => {
  const { words } = await somebody.ask('words:list', { documentId })
  return words.map(({ text }) => text)
}
const times = (name: string) => line.asked.filter((one) => one === name).length

describe('words that were refused', () => {
  it('go to the record in pieces, one after the other, and are read from there', async () => {
    const list = opened()
    const words = 'abcdefghij'.repeat(25_000)
    await list.keep([refused(words), refused('and thanks')])
    expect(line.asked).toEqual([...Array.from({ length: 4 }, () => 'words:keep'), 'words:list'])
    expect(line.most).toBe(1)
    expect(textsOf(list).join('')).toBe(`${words}and thanks`)
    expect(list.all.every(({ wordsId }) => wordsId !== null)).toBe(true)
    expect((await recorded()).join('')).toBe(`${words}and thanks`)
  })

  it('stay in the browser when the record does not take them, and others still go', async () => {
    const list = opened()
    const { stored, copy } = browser([])
    list.keepHere(copy)
    await list.keep([refused('a'.repeat(950_000)), refused('b'.repeat(80_000)), refused('short')])
    expect(await recorded()).toContain('short')
    expect(stored.now.map(({ text }) => text)).toEqual(['b'.repeat(80_000)])
    const onlyHere = list.all.filter(({ wordsId }) => wordsId === null)
    expect(onlyHere.map(({ key, text }) => [key, text])).toEqual(
      stored.now.map(({ wordsId, text }) => [wordsId, text]),
    )
  })

  it('wait in their order while there is no network, and each goes once', async () => {
    const list = opened()
    const { stored, copy } = browser([here('from an earlier page')])
    list.keepHere(copy)
    line.isCut = () => true
    await list.keep([refused('first'), refused('second')])
    expect(stored.now.map(({ text }) => text)).toEqual(['from an earlier page', 'first', 'second'])
    expect(textsOf(list)).toEqual(['from an earlier page', 'first', 'second'])
    line.isCut = () => false
    await Promise.all([list.send(), list.send(), list.send()])
    expect(await recorded()).toEqual(['from an earlier page', 'first', 'second'])
    expect(stored.now).toEqual([])
  })

  it('are sent on from where the network went away', async () => {
    const list = opened()
    line.isCut = (name) => name === 'words:keep' && times('words:keep') >= 2
    await list.keep(['one', 'two', 'three'].map(refused))
    expect(await recorded()).toEqual(['one', 'two'])
    expect(textsOf(list).sort()).toEqual(['one', 'three', 'two'])
    line.isCut = () => false
    await list.send()
    expect(await recorded()).toEqual(['one', 'two', 'three'])
  })

  it('are recorded once when an answer was lost, also by the next page', async () => {
    const list = opened()
    const { stored, copy } = browser([])
    list.keepHere(copy)
    line.losesAnswer = (name) => name === 'words:keep'
    await list.keep([refused('warmly')])
    expect(stored.now.map(({ text }) => text)).toEqual(['warmly'])
    const next = opened()
    next.keepHere(browser(stored.now).copy)
    line.losesAnswer = () => false
    await Promise.all([list.send(), next.send()])
    expect([textsOf(list), textsOf(next), await recorded()]).toEqual([['warmly'], ['warmly'], ['warmly']])
  })

  it('are shown once when the answer was lost and the record is read', async () => {
    const list = opened()
    const { stored, copy } = browser([])
    list.keepHere(copy)
    line.losesAnswer = (name) => name === 'words:keep'
    await list.keep([refused('warmly')])
    await list.read()
    expect([textsOf(list), stored.now]).toEqual([['warmly'], []])
  })

  it('are shown also when the record took them and cannot be read', async () => {
    const list = opened()
    line.isCut = (name) => name === 'words:list'
    await list.keep([refused('warmly')])
    expect(textsOf(list)).toEqual(['warmly'])
    line.isCut = () => false
    await list.read()
    expect(list.all).toMatchObject([{ text: 'warmly', wordsId: expect.any(String) as string }])
  })

  it('are laid aside by their author, in the record and in the browser', async () => {
    const list = opened()
    const { stored, copy } = browser([])
    list.keepHere(copy)
    await list.keep([refused('recorded')])
    line.isCut = () => true
    await list.keep([refused('only here')])
    line.isCut = () => false
    for (const words of list.all) await list.layAside(words)
    expect([list.all, stored.now, await recorded()]).toEqual([[], [], []])
  })

  it('are told apart when they read the same', async () => {
    const list = opened()
    const { stored, copy } = browser([here('Noted')])
    list.keepHere(copy)
    line.isCut = () => true
    await list.keep([refused('Noted'), refused('Noted')])
    expect(new Set(list.all.map(({ key }) => key)).size).toBe(3)
    const [first] = list.all
    if (first) await list.layAside(first)
    expect([textsOf(list), stored.now.length]).toEqual([['Noted', 'Noted'], 2])
  })
})

describe('words that are laid aside', () => {
  it('are gone at once while there is no network, and the record is told when it is back', async () => {
    const list = opened()
    await list.keep([refused('put back'), refused('still kept')])
    line.isCut = () => true
    const [first] = list.all
    if (first) await list.layAside(first)
    await list.send()
    expect([textsOf(list), list.refusal]).toEqual([['still kept'], null])
    expect(await recorded()).toEqual(['put back', 'still kept'])
    line.isCut = () => false
    await list.read()
    expect(textsOf(list)).toEqual(['still kept'])
    await list.send()
    expect([textsOf(list), await recorded()]).toEqual([['still kept'], ['still kept']])
    expect(times('words:dismiss')).toBe(1)
    await list.send()
    expect(times('words:dismiss')).toBe(1)
  })

  it('are gone from the record too when the answer that they are there was lost', async () => {
    const list = opened()
    line.losesAnswer = (name) => name === 'words:keep'
    await list.keep([refused('put back')])
    line.losesAnswer = () => false
    const [first] = list.all
    if (first) await list.layAside(first)
    expect([list.all, list.refusal, await recorded()]).toEqual([[], null, []])
  })

  it('are gone for good when the answer was lost and the next one is a refusal', async () => {
    const list = opened()
    await list.keep([refused('put back')])
    line.losesAnswer = (name) => name === 'words:dismiss'
    const [first] = list.all
    if (first) await list.layAside(first)
    line.losesAnswer = () => false
    await list.send()
    expect([list.all, list.refusal, await recorded()]).toEqual([[], null, []])
  })

  it('are here again, with the reason, when the record will not have it', async () => {
    const list = opened()
    await list.keep([refused('put back')])
    line.refuses = (name) => (name === 'words:dismiss' ? { code: 'read-only' } : null)
    const [first] = list.all
    if (first) await list.layAside(first)
    expect([textsOf(list), list.refusal]).toEqual([['put back'], { code: 'read-only' }])
    line.refuses = () => null
    if (first) await list.layAside(first)
    expect([list.all, list.refusal, await recorded()]).toEqual([[], null, []])
  })

  it('do not come back when they were on their way to the record, or had just come there', async () => {
    const list = opened()
    const { copy } = browser([])
    list.keepHere(copy)
    line.isCut = () => true
    await list.keep([refused('on its way'), refused('went')])
    const [onItsWay, went] = list.all
    line.isCut = () => false
    let letGo = (): void => undefined
    line.held = new Promise((resolve) => (letGo = resolve))
    line.holds = 'words:keep'
    const sent = list.send()
    await until(() => times('words:keep') === 1)
    const aside = onItsWay && list.layAside(onItsWay)
    letGo()
    await Promise.all([aside, sent])
    expect(textsOf(list)).toEqual(['went'])
    if (went) await list.layAside(went)
    await list.send()
    expect([list.all, await recorded()]).toEqual([[], []])
  })
})

describe('the list of kept words', () => {
  it('is read once for all who ask while it is read, and once more for what came meanwhile', async () => {
    const list = opened()
    let letGo = (): void => undefined
    line.held = new Promise((resolve) => (letGo = resolve))
    const reading = [list.read(), list.read(), list.read()]
    await until(() => times('words:list') === 1)
    const said = { documentId, provisionId: null, code: 'read-only' } as const
    await somebody.ask('words:keep', { ...said, text: 'from another tab' })
    reading.push(list.read(), list.read())
    letGo()
    await Promise.all(reading)
    expect(textsOf(list)).toEqual(['from another tab'])
    expect(times('words:list')).toBe(2)
  })
})
