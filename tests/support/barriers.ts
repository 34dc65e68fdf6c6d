import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe finds to stand in people's way, by rule and element.
 *
 * @param within the part of the page to look at; all of it when left out
 */
export async function barriersOn(page: Page, within?: string): Promise<string[]> {
  const look = new AxeBuilder({ page }).withTags(RULES)
  const { violations } = await (within === undefined ? look : look.include(within)).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
