import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, Venue } from '../support/browser'
import { ChildServer } from '../support/child-server'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'
import { Caller } from '../support/typist'

test('after a restore from a backup, a browser gives back the words that the server lost', async ({
  browser,
}) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'adref-recovery-'))
  const backup = `${dataDir}-backup`
  const server = await ChildServer.on(dataDir)
  const coordinator = await Caller.signIn(server.url, server.firstRunToken, 'Coordinator')
  const venue = new Venue(server, coordinator, browser)
  try {
    const documentId = await venue.makeDocument()
    const page = await venue.enter('drafter', 'Amina', { documentId })
    await whenReady(page)
    await server.stop()
    await cp(dataDir, backup, { recursive: true })
    await server.start()
    await whenReady(page)
    await caretToEnd(provisionOf(page, 'operative'))
    await page.keyboard.type(' lost and found')
    await whenReady(page)
    await server.stop()
    await rm(dataDir, { recursive: true })
    await cp(backup, dataDir, { recursive: true })
    await server.start()

    await page.reload()
    await expect(page.getByText('The server was restored to an earlier state')).toBeVisible()
    await expect(page.getByText('What this device holds has been given back')).toBeVisible()
    await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
    await expect(provisionOf(page, 'operative')).toContainText(' lost and found')
    await coordinator.ask('recovery:end', { documentId })
    await whenReady(page)
    await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
    await expect(provisionOf(page, 'operative')).toContainText(' lost and found')
    const { provisions } = await coordinator.ask('document:read', { documentId })
    expect(provisions.find(({ kind }) => kind === 'operative')?.text).toContain(' lost and found')
  } finally {
    await venue.close()
    await rm(dataDir, { recursive: true, force: true })
    await rm(backup, { recursive: true, force: true })
  }
})
