import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What depends on the colours alone: everything else is the same in every set of colours. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block']

/**
 * What axe finds to stand in people's way, by rule and element.
 *
 * @param within the part of the page to look at; all of it when left out
 */
export async function barriersOn(page: Page, within?: string): Promise<string[]> {
  return found(new AxeBuilder({ page }).withTags(RULES), within)
}

/** Words that axe finds not to stand out from their ground. */
export async function unreadableOn(page: Page, within?: string): Promise<string[]> {
  return found(new AxeBuilder({ page }).withRules(OF_COLOUR), within)
}

async function found(look: AxeBuilder, within?: string): Promise<string[]> {
  // there are no frames, and one call in the page itself is several times faster
  look.setLegacyMode()
  const { violations } = await (within === undefined ? look : look.include(within)).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
