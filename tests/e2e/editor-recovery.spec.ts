import { cp, rm } from 'node:fs/promises'
import { expect, test } from '../support/browser'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

test('after a restore from a backup, a browser gives back the words that the server lost', async ({
  venue,
}) => {
  const { server, coordinator } = venue
  const { dataDir } = server
  const backup = `${dataDir}-backup`
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
    await rm(backup, { recursive: true, force: true })
  }
})
