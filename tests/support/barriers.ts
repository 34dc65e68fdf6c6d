import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type * as Axe from 'axe-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What depends on the colours alone: everything else is the same in every set of colours. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block']

/** The axe that comes with its companion for Playwright. */
const AXE = readFileSync(
  createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve(
    'axe-core/axe.min.js',
  ),
  'utf8',
)

/**
 * What axe finds to stand in people's way, by rule and element.
 *
 * @param within the part of the page to look at; all of it when left out
 */
export async function barriersOn(page: Page, within?: string): Promise<string[]> {
  return found(page, { type: 'tag', values: RULES }, within)
}

/** Words that axe finds not to stand out from their ground. */
export async function unreadableOn(page: Page, within?: string): Promise<string[]> {
  return found(page, { type: 'rule', values: OF_COLOUR }, within)
}

/** Axe is brought into a page once, not for each look: that takes longer than most looks. There are no frames. */
async function found(page: Page, runOnly: Axe.RunOnly, within = 'html'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  return page.evaluate(
    async ({ within, runOnly }) => {
      // a colour on its way to another is none yet
      const onTheirWay = document.getAnimations().filter((one) => one instanceof CSSTransition)
      await Promise.allSettled(onTheirWay.map(({ finished }) => finished))
      const { axe } = window as unknown as { readonly axe: typeof Axe }
      const { violations } = await axe.run(within, { runOnly, resultTypes: ['violations'] })
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
    },
    { within, runOnly },
  )
}
