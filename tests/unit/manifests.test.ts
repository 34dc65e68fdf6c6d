import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { directionOf, LANGUAGES } from '../../shared/languages'

const PUBLIC = join('client', 'public')

interface Manifest {
  readonly name: string
  readonly short_name: string
  readonly lang: string
  readonly dir: string
  readonly start_url: string
  readonly scope: string
  readonly display: string
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose?: string }[]
}

const manifestIn = async (language: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(PUBLIC, 'manifests', `${language}.webmanifest`), 'utf8')) as Manifest

/** Width and height of a PNG, as its header says. */
async function sizesOf(file: string): Promise<string> {
  const bytes = await readFile(join(PUBLIC, file))
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`
}

it.each(LANGUAGES)(
  'the application can be installed under its name in its direction (%s)',
  async (language) => {
    const manifest = await manifestIn(language)
    expect(manifest).toMatchObject({ lang: language, dir: directionOf(language) })
    expect(manifest).toMatchObject({ start_url: '/', scope: '/', display: 'standalone' })
    expect(manifest.name.length).toBeGreaterThan(manifest.short_name.length)
  },
)

it('its icons are there in the sizes that browsers ask for, one of them without a margin', async () => {
  const { icons } = await manifestIn('en')
  for (const language of LANGUAGES) expect((await manifestIn(language)).icons).toEqual(icons)
  const drawn = icons.filter(({ sizes }) => sizes !== 'any')
  for (const { src, sizes } of drawn) expect(await sizesOf(src)).toBe(sizes)
  expect(drawn.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']))
  expect(drawn.some(({ purpose }) => purpose === 'maskable')).toBe(true)
})
