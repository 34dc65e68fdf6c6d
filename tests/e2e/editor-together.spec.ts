import { expect, test } from '../support/browser'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

test('two people type one text together, one of them in Arabic', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const amina = await venue.enter('drafter', 'Amina', { documentId })
  const suad = await venue.enter('drafter', 'سعاد', { documentId, language: 'ar' })
  await whenReady(amina)
  await whenReady(suad)
  await expect(suad.locator('html')).toHaveAttribute('dir', 'rtl')

  await caretToEnd(provisionOf(amina, 'operative'))
  await amina.keyboard.type(' and its annex')
  await caretToEnd(provisionOf(suad, 'operative', 1))
  await suad.keyboard.type(' وبالعمل المشترك')

  await expect(provisionOf(suad, 'operative')).toContainText(' and its annex')
  await expect(provisionOf(amina, 'operative', 1)).toContainText(' وبالعمل المشترك')
  await whenReady(amina)
  await whenReady(suad)
  expect(await textOf(amina).textContent()).toBe(await textOf(suad).textContent())
  await expect(badgeOf(amina)).toHaveAttribute('data-state', 'saved')
})
