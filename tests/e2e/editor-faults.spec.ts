import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import type { Page } from '@playwright/test'
import * as Y from 'yjs'
import { documentStream } from '../../shared/journal'
import { expect, test } from '../support/browser'
import {
  badgeOf,
  caretToEnd,
  findLine,
  loseLine,
  provisionOf,
  textOf,
  twoAt,
  whenReady,
} from '../support/drafting'
import { deleteStoredCopies, withFullDisk, withoutDatabases } from '../support/stored-copies'
import { Caller, Typist } from '../support/typist'
import { until } from '../support/until'

test('while the server cannot save, everybody is told and nothing is green; it goes on by itself', async ({
  venue,
}) => {
  const holder = { unlock: async () => {} }
  try {
    const documentId = await venue.makeDocument()
    const page = await venue.enter('drafter', 'Amina', { documentId })
    const other = await venue.enter('drafter', 'Suad', { documentId })
    await whenReady(page)
    await whenReady(other)
    holder.unlock = await lockDatabase(join(venue.server.dataDir, 'adref.sqlite'))
    await caretToEnd(provisionOf(page, 'operative'))
    await page.keyboard.type(' while it cannot save')
    for (const somebody of [page, other]) {
      await expect(somebody.getByText('The server cannot save at this moment').first()).toBeVisible({
        timeout: 20_000,
      })
    }
    await expect(badgeOf(page)).toHaveAttribute('data-state', 'sending')
    await expect(textOf(page)).toHaveAttribute('contenteditable', 'true')
    await expect(provisionOf(other, 'operative')).not.toContainText('while it cannot save')
    await holder.unlock()
    await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved', { timeout: 20_000 })
    await expect(page.getByText('The server cannot save at this moment')).toHaveCount(0)
    await expect(provisionOf(other, 'operative')).toContainText(' while it cannot save')
  } finally {
    await holder.unlock()
  }
})

test('when the browser has deleted its copy, words still leave, and nobody is told that they are kept here', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Suad'])
  const warning = page.getByText('This browser cannot keep what you type').first()
  await expect(warning).toHaveCount(0)
  await deleteStoredCopies(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' and so on')
  await expect(provisionOf(other, 'operative')).toContainText(' and so on')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await expect(warning).toBeVisible()

  await loseLine(page)
  await page.keyboard.type(' for ever')
  await expect(badgeOf(page)).toContainText('Offline, 1 change only on this page')
  const question = page.getByRole('alertdialog', { name: 'Leave without saving?' })
  await page.getByRole('banner').getByRole('link').first().click()
  await question.getByRole('button', { name: 'Keep writing' }).click()
  await expect(provisionOf(page, 'operative')).toContainText(' for ever')
  await findLine(page)
  await expect(provisionOf(other, 'operative')).toContainText(' and so on for ever')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.getByRole('banner').getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'Drafting room' })).toBeVisible()
})

test('where the browser opens no database the text is there, and words still leave', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await withoutDatabases(page)
  await whenReady(page)
  await expect(page.getByText('This browser cannot keep what you type').first()).toBeVisible()
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' and so on')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.reload()
  await expect(provisionOf(page, 'operative')).toContainText(' and so on')
})

test('words that a full disk did not take are stored as soon as it takes them', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await withFullDisk(page)
  await whenReady(page)
  await loseLine(page)
  await page.evaluate(() => dispatchEvent(new Event('disk-full')))
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' without delay')
  await expect(badgeOf(page)).toContainText('Offline, 1 change only on this page')
  await page.evaluate(() => dispatchEvent(new Event('disk-free')))
  await expect(badgeOf(page)).toContainText('Offline, 1 change kept here')
  await expect(page.getByText('This browser cannot keep what you type')).toHaveCount(0)
  const url = page.url()
  const context = page.context()
  await page.close({ runBeforeUnload: false })

  await context.setOffline(false)
  const again = await context.newPage()
  await again.goto(venue.server.url)
  await again.getByRole('banner').getByRole('button', { name: 'Amina' }).click()
  await again.getByRole('button', { name: 'Sign out' }).click()
  await expect(again.getByRole('alertdialog', { name: 'Some changes are not saved yet' })).toBeVisible()
  await again.goto(url)
  await whenReady(again)
  await expect(provisionOf(again, 'operative')).toContainText(' without delay')
})

test('when the record proves damaged the text is read-only for everybody, and nobody’s words are thrown away', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  const other = await venue.enter('drafter', 'Suad', { documentId })
  await whenReady(page)
  await whenReady(other)
  putRowInTheWay(join(venue.server.dataDir, 'adref.sqlite'), documentStream(documentId))
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type('!')
  for (const somebody of [page, other]) {
    await expect(somebody.getByText('The record of this document is damaged').first()).toBeVisible()
    await expect(textOf(somebody)).toHaveAttribute('contenteditable', 'false')
  }
  await expect(provisionOf(page, 'operative')).toContainText('!')
  await page.reload()
  await expect(page.getByText('The record of this document is damaged').first()).toBeVisible()
  await expect(provisionOf(page, 'operative')).toContainText('!')
  await expect(badgeOf(page)).not.toHaveAttribute('data-state', 'saved')
})

/** A row behind the head of a stream, as a disk that lies leaves it. */
function putRowInTheWay(file: string, stream: string): void {
  const database = new DatabaseSync(file)
  database.exec(`create temp table copy as select * from entry where stream = '${stream}' order by seq desc limit 1;
    update copy set seq = seq + 1; insert into entry select * from copy`)
  database.close()
}

test('a page that is older than the server is told to reload, writes no more, and then goes on', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await page.addInitScript(() => {
    if (sessionStorage.getItem('new')) return
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(String(url).replace('schema=1', 'schema=0'), protocols)
      }
    }
  })
  await page.reload()
  await expect(page.getByText('This page is older than the server').first()).toBeVisible()
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  await page.evaluate(() => sessionStorage.setItem('new', '1'))
  await page.getByRole('button', { name: 'Reload the page' }).click()
  await whenReady(page)
})

test('a page that goes away gives its clientID back, and the next one writes under it', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' now')
  // the badge says “saved” before the first letter too
  await expect
    .poll(async () => JSON.stringify(await venue.coordinator.ask('document:read', { documentId })))
    .toContain(' now')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.goto('about:blank')
  const [cookie] = await page.context().cookies(venue.server.url)
  const caller = new Caller(venue.server.url, `${cookie?.name}=${cookie?.value}`)
  await expect
    .poll(async () => {
      const next = await Typist.enter(caller, documentId)
      const { clientID } = next.doc
      next.connect()
      await until(() => next.synced, { what: 'sync' })
      const clock = Y.getState(next.doc.store, clientID)
      next.disconnect()
      return clock
    })
    .toBe(' now'.length)
})

test('refusals one after the other come to an end: the words are kept and the page goes on', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await spoilWords(page, 'zq')
  await whenReady(page)
  const kept = page.getByRole('region', { name: 'Your kept words' })
  for (const round of [1, 2, 3]) {
    await caretToEnd(provisionOf(page, 'operative', round))
    await page.keyboard.insertText(' zq')
    await expect(kept.getByRole('listitem')).toHaveCount(round)
    await expect(textOf(page)).toHaveAttribute('contenteditable', 'true')
  }
  await page.getByRole('button', { name: 'I have seen this' }).click()
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' goes on')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  const { provisions } = await venue.coordinator.ask('document:read', { documentId })
  expect(provisions.find(({ kind }) => kind === 'operative')?.text).toContain(' goes on')
  expect(provisions.some(({ text }) => text.includes('zq'))).toBe(false)
})

/** Takes the write lock of a database from another process. Returns how to give it back. */
async function lockDatabase(file: string): Promise<() => Promise<void>> {
  const holder = spawn(process.execPath, ['--import', 'tsx', 'tests/support/lock-holder.ts', file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  return async () => {
    if (holder.exitCode !== null) return
    const ended = once(holder, 'exit')
    holder.stdin.end()
    await ended
  }
}

/** Makes every update that carries these letters arrive at the server as one that cannot be read. */
async function spoilWords(page: Page, letters: string): Promise<void> {
  await page.addInitScript((letters) => {
    const CLIENTS_AT = 3
    window.WebSocket = class extends WebSocket {
      override send(data: Parameters<WebSocket['send']>[0]): void {
        if (!(data instanceof Uint8Array) || !new TextDecoder().decode(data).includes(letters)) {
          return super.send(data)
        }
        const spoiled = new Uint8Array(data)
        spoiled[CLIENTS_AT] = 9
        super.send(spoiled)
      }
    }
  }, letters)
  await page.reload()
}
