import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { post } from '../support/request'
import { startServer } from '../support/server'
import { Caller, Typist } from '../support/typist'
import { linkFor, type, venues } from '../support/venue'
import { until } from '../support/until'

const open = venues()
let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'adref-words-'))
})
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true })
})

it('takes no words under the id of somebody else’s, and leaves those as they are', async () => {
  const { url, signInFirst } = await open.server({ dataDir })
  const coordinator = await signInFirst()
  const ana = await (await linkFor({ coordinator, url }, 'drafter')).signIn('Ana')
  const mallory = await (await linkFor({ coordinator, url }, 'drafter')).signIn('Mallory')
  const made = { title: 'Zero draft', language: 'en', from: 'blank' } as const
  const { documentId } = await coordinator.ask('document:create', made)
  const said = { documentId, wordsId: 'w1', provisionId: null, code: 'read-only' } as const
  const { seq } = await ana.ask('words:keep', { ...said, text: 'warmly' })
  expect(await ana.ask('words:keep', { ...said, text: 'warmly' })).toEqual({ wordsId: 'w1', seq })
  for (const text of ['warmly', 'coldly']) {
    const answer = await post(url, 'words:keep', { ...said, text }, { cookie: mallory.cookie })
    expect(answer.code).toBe('not-allowed')
  }
  expect((await ana.ask('words:list', { documentId })).words).toMatchObject([{ text: 'warmly' }])
  expect((await mallory.ask('words:list', { documentId })).words).toEqual([])
})

it('keeps words for their author over a restart from a checkpoint, the oldest first, until they are laid aside', async () => {
  const first = await startServer({ dataDir })
  const coordinator = await first.signInFirst()
  const drafter = await (await linkFor({ coordinator, url: first.url }, 'drafter')).signIn('Ana')
  const { documentId } = await coordinator.ask('document:create', {
    title: 'Zero draft',
    language: 'en',
    from: 'blank',
  })
  const said = { documentId, provisionId: null, code: 'read-only' } as const
  await drafter.ask('words:keep', { ...said, text: 'warmly' })
  await drafter.ask('words:keep', { ...said, text: 'بحرارة' })
  await coordinator.ask('words:keep', { ...said, text: 'not for Ana' })
  // rows enough to make a checkpoint worth it when the document is closed
  const typist = await Typist.enter(drafter, documentId)
  typist.connect()
  await until(() => typist.synced)
  for (const letter of 'Welcomes the report warmly') await type(typist, letter)
  typist.disconnect()
  await first.close()

  const second = await open.server({ dataDir })
  const ana = new Caller(second.url, drafter.cookie)
  const { words } = await ana.ask('words:list', { documentId })
  expect(words).toMatchObject([
    { provisionId: null, code: 'read-only', text: 'warmly' },
    { provisionId: null, code: 'read-only', text: 'بحرارة' },
  ])
  await ana.ask('words:dismiss', { documentId, wordsId: words[0]?.wordsId ?? '' })
  const { words: left } = await ana.ask('words:list', { documentId })
  expect(left.map(({ text }) => text)).toEqual(['بحرارة'])
})
