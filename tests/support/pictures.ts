import type { Page } from '@playwright/test'

/**
 * Side of a square that is compared as one, in pixels. Machines draw letters a little differently, and browsers of other
 * versions move what follows a form field by a pixel or two: the mean colour of a square hardly changes by that.
 */
const SQUARE_PX = 8

/**
 * Room for what remains: a tenth of the way from black to white in a square, and that in four squares of a hundred. Other
 * fonts of the system, another way to draw letters, or two pixels in height differ in one or two; a page that is moved by
 * half a line, runs in the other direction or is dark instead of light differs in five or many more.
 */
export const ALIKE = { threshold: 0.1, maxDiffPixelRatio: 0.04 } as const

/** What the window shows once it is at rest, as a picture with one point for each square: small, and coarse on purpose. */
export async function pictureOf(page: Page, hidden: string): Promise<Buffer> {
  await page.evaluate(hide, hidden)
  await page.evaluate(() => document.fonts.ready.then(() => null))
  const shot = await page.screenshot({ animations: 'disabled', scale: 'css' })
  const reduced = await page.evaluate(reduce, [shot.toString('base64'), SQUARE_PX] as const)
  return Buffer.from(reduced, 'base64')
}

/** Runs in the page, whose rules for content keep out the styles that Playwright would bring. */
function hide(selector: string): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`${selector} { visibility: hidden !important; }`)
  document.adoptedStyleSheets.push(sheet)
}

/** Runs in the page, which has what it takes to read and write pictures. */
async function reduce([base64, side]: readonly [string, number]): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const [width, height] = [Math.floor(image.width / side), Math.floor(image.height / side)]
  const contextOf = (canvas: OffscreenCanvas) => {
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('this browser draws nothing')
    return context
  }
  const whole = contextOf(new OffscreenCanvas(image.width, image.height))
  whole.drawImage(image, 0, 0)
  const small = new OffscreenCanvas(width, height)
  const means = new ImageData(width, height)
  for (let square = 0; square < width * height; square += 1) {
    const [left, top] = [(square % width) * side, Math.floor(square / width) * side]
    const { data } = whole.getImageData(left, top, side, side)
    const sums = [0, 0, 0, 0]
    data.forEach((value, at) => (sums[at % 4] = (sums[at % 4] ?? 0) + value))
    means.data.set(
      sums.map((sum) => Math.round(sum / (side * side))),
      square * 4,
    )
  }
  contextOf(small).putImageData(means, 0, 0)
  const written = new Uint8Array(await (await small.convertToBlob({ type: 'image/png' })).arrayBuffer())
  return btoa(String.fromCharCode(...written))
}
