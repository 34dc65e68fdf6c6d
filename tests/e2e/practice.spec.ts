import { barriersOn } from '../support/barriers'
import { expect, test } from '../support/browser'

test('everybody practises on one text that says so everywhere, and is led to a fresh one when it begins anew', async ({
  venue,
}) => {
  test.slow()
  const observer = await venue.enter('observer', 'Olga')
  await observer.getByRole('button', { name: 'Open the practice text' }).click()
  await observer.waitForURL(/\/documents\//)
  await expect(observer.getByRole('banner')).toContainText('Practice: nothing here counts')
  const text = observer.getByRole('textbox', { name: 'Text of the document' })
  await text.getByText('Invites all participants').click()
  await observer.keyboard.press('End')
  await observer.keyboard.type(' and to enjoy it')
  await expect(observer.getByText('Saved on server')).toBeVisible()
  await observer.getByRole('button', { name: 'Agree ad referendum' }).click()
  await observer.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(observer.getByRole('button', { name: 'Reopen' })).toBeVisible()

  await observer.emulateMedia({ media: 'print' })
  await expect(observer.getByRole('main').getByText('Practice: nothing here counts')).toBeVisible()
  await observer.emulateMedia({ media: 'screen' })

  const drafter = await venue.enter('drafter', 'Dana')
  await drafter.getByRole('button', { name: 'Open the practice text' }).click()
  await drafter.getByRole('button', { name: 'Reset' }).click()
  const question = drafter.getByRole('alertdialog')
  await expect(question).toContainText('2 people are in it now.')
  const before = drafter.url()
  await question.getByRole('button', { name: 'Begin anew' }).click()
  await expect(drafter).not.toHaveURL(before)

  await expect(observer.getByText('The practice was begun anew.')).toBeVisible()
  await expect(text).toContainText('and to enjoy it')
  expect(await barriersOn(observer)).toEqual([])
  await observer.getByRole('button', { name: 'Go to the fresh text' }).click()
  await expect(observer).toHaveURL(drafter.url())
  await expect(text).not.toContainText('and to enjoy it')
  await expect(observer.getByText('2 people here')).toBeVisible()

  await observer.getByRole('banner').getByRole('link').click()
  await expect(observer.getByRole('button', { name: 'Open the practice text' })).toBeVisible()
  await expect(observer.getByRole('banner')).not.toContainText('Practice')
})
