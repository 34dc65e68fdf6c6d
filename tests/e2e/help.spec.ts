import { TOPICS } from '../../client/help/topics'
import { expect, test } from '../support/browser'

test('the help opens where the question arises, beside a text that can be typed in, and gives the focus back', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const page = await venue.enter('chair', 'Amina', { documentId })
  await expect(page.getByText('Saved on server')).toBeVisible()
  const question = page.getByRole('button', { name: /^Help: .*What the badge says/ })
  await question.click()
  const drawer = page.getByRole('dialog', { name: 'What the badge says' })
  await expect(drawer.getByRole('heading')).toBeFocused()
  await expect(drawer).toContainText('Your last change is on the server’s disk')

  const text = page.getByRole('textbox', { name: 'Text of the document' })
  await text.click()
  await page.keyboard.type('Welcomes ')
  await expect(text).toContainText('Welcomes')
  await drawer.getByRole('link', { name: 'All topics' }).click()
  await page.keyboard.press('Escape')
  await expect(drawer).toHaveCount(0)
  await expect(question).toBeFocused()
})

test('the help is found by words, opens over a narrow page, and each topic has an address, without signing in', async ({
  venue,
}) => {
  const phone = await venue.openWindow('ar')
  await phone.setViewportSize({ width: 360, height: 740 })
  await phone.goto(`${venue.server.url}/join`)
  const opener = phone.getByRole('button', { name: 'المساعدة', exact: true })
  await opener.click()
  const help = phone.getByRole('dialog')
  await help.getByLabel('البحث في المساعدة').fill('المطرقة')
  await expect(help.getByRole('status')).toContainText('5 مواضيع')
  await help.getByRole('link', { name: 'متفق عليه رهناً بالاستشارة' }).click()
  await expect(help.getByRole('heading', { name: 'متفق عليه رهناً بالاستشارة' })).toBeFocused()
  await phone.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
  await expect(opener).toBeFocused()

  await phone.goto(`${venue.server.url}/help/gavel`)
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('متفق عليه رهناً بالاستشارة')
  await phone.getByRole('link', { name: 'جميع المواضيع' }).click()
  await expect(phone).toHaveURL(/\/help$/)
  await expect(phone.getByRole('main').getByRole('listitem')).toHaveCount(TOPICS.length)
  await phone.emulateMedia({ media: 'print' })
  await expect(phone.getByRole('button')).toHaveCount(0)
})
