import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, it } from 'vitest'

/** What a first visit may load before the editor, compressed, over the line of a conference hotel. */
const MAX_BYTES = 250_000
const FOLDER = join('dist', 'client')

const read = (path: string) => readFile(join(FOLDER, path))
const weigh = async (path: string) =>
  path.endsWith('.woff2') ? (await read(path)).length : gzipSync(await read(path)).length

/** Files that `index.html` names, and what those scripts import at once. */
async function loadedAtOnce(): Promise<Set<string>> {
  const page = (await read('index.html')).toString()
  const named = [...page.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css|svg|webmanifest))"/g)].map(
    ([, path]) => path ?? '',
  )
  const loaded = new Set(['/index.html', ...named])
  for (const path of loaded) {
    if (!path.endsWith('.js')) continue
    const script = (await read(path)).toString()
    for (const [, name] of script.matchAll(/(?:^|[;}\n])import(?:[\w{}$*, ]*from)?\s*"\.\/([\w.-]+\.js)"/g))
      loaded.add(`/assets/${name}`)
  }
  return loaded
}

/** Built files whose names begin so: chunks and fonts that the first page asks for by itself. */
async function filesOf(...names: string[]): Promise<string[]> {
  const files = (await readdir(join(FOLDER, 'assets'))).filter((file) => /\.(js|css|woff2)$/.test(file))
  return files
    .filter((file) => names.some((name) => file.startsWith(`${name}-`)))
    .map((file) => `/assets/${file}`)
}

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs'])
}, 180_000)

it('a first visit loads the page to join by, and no more than 250 kB, in any language', async () => {
  const shell = await loadedAtOnce()
  expect([...shell].some((path) => path.includes('DocumentPage'))).toBe(false)
  expect([...shell].filter((path) => path.endsWith('.js')).length).toBeGreaterThan(2)
  const fonts = {
    en: ['noto-sans-latin', 'noto-serif-latin-400-normal'],
    ru: [
      'noto-sans-latin',
      'noto-sans-cyrillic',
      'noto-serif-cyrillic-400-normal',
      'noto-serif-latin-400-normal',
    ],
    // letters of two scripts are met on an Arabic screen: names and figures are Latin
    ar: ['noto-sans-latin-400', 'noto-sans-arabic'],
  }
  for (const [language, families] of Object.entries(fonts)) {
    const files = [...shell, ...(await filesOf(`first-${language}`, ...families))]
    const weights = await Promise.all([...new Set(files)].map(weigh))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    expect(sum, language).toBeLessThanOrEqual(MAX_BYTES)
  }
})
