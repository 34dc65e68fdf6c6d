import { expect, test } from '../support/browser'
import { badgeOf, caretAfter, choose, provisionOf, twoAt } from '../support/drafting'

test('a provision is said to be in another language, for everybody, without selecting it, and undo takes it back', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Suad'])
  const provision = provisionOf(page, 'operative')
  await caretAfter(provision, 'Affirm')
  const language = page.getByRole('combobox', { name: 'Language of words' })
  await expect(language).toHaveText('As the document')
  await choose(page, 'Language of words', 'Français')
  await expect(provision).toHaveAttribute('lang', 'fr')
  await expect(language).toHaveText('Français')
  await expect(provisionOf(other, 'operative')).toHaveAttribute('lang', 'fr')

  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.keyboard.press('Control+z')
  await expect(provisionOf(other, 'operative')).not.toHaveAttribute('lang')
})
