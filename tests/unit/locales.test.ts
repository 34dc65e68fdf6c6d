import { describe, expect, it } from 'vitest'
import { explainRefusal, pluralFormsOf, translate, type Catalogue, type Message } from '../../shared/i18n'
import { LANGUAGES } from '../../shared/languages'
import { CATALOGUES } from '../../shared/locales/all'
import { loadCatalogue, loadFirst } from '../../shared/locales/load'
import { REFUSAL_CODES } from '../../shared/result'

const english: Readonly<Record<string, Message>> = CATALOGUES.en
const textsOf = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message))
const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
const placesOf = (message: Message) => [...new Set(textsOf(message).flatMap(placesIn))].sort()
const areas = import.meta.glob<Record<string, unknown>>('../../shared/locales/*/*.json', {
  eager: true,
  import: 'default',
})

/** What a typesetter of the language would mark: a plain space in French, Latin signs in Arabic and Chinese. */
const MISPUNCTUATED: Partial<Record<(typeof LANGUAGES)[number], RegExp>> = {
  ar: /[\p{Script=Arabic}}][,;?]/u,
  fr: /[^\u202f\u00a0][;:!?»](?:\s|$)|«[^\u202f\u00a0]/u,
  zh: /\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u,
}

/** A catalogue of one message, for what the real ones do not happen to say. */
const saying = (message: Message) => ({ greeting: message }) as unknown as Catalogue
const say = (
  language: (typeof LANGUAGES)[number],
  message: Message,
  parameters: Record<string, string | number>,
) => translate(saying(message), language, 'greeting' as never, parameters)

describe.each(LANGUAGES)('the messages in %s', (language) => {
  const messages: Readonly<Record<string, Message>> = CATALOGUES[language]

  it('have the same keys as the English ones', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort())
  })

  it('have the same places for what is inserted', () => {
    for (const [key, message] of Object.entries(messages))
      expect([key, placesOf(message)]).toEqual([key, placesOf(english[key] ?? '')])
  })

  it('have all plural forms that the language needs', () => {
    for (const [key, message] of Object.entries(messages)) {
      if (typeof english[key] === 'object') expect([key, typeof message]).toEqual([key, 'object'])
      if (typeof message === 'string') continue
      expect([key, Object.keys(message).sort()]).toEqual([key, [...pluralFormsOf(language)].sort()])
    }
  })

  it('are never empty', () => {
    for (const [key, message] of Object.entries(messages))
      for (const text of textsOf(message)) expect([key, text.trim()]).not.toEqual([key, ''])
  })

  it('are punctuated as the language is', () => {
    const slips = MISPUNCTUATED[language]
    if (!slips) return
    const found = Object.values(messages)
      .flatMap(textsOf)
      .filter((text) => slips.test(text))
    expect(found).toEqual([])
  })

  it('say each key in one area only', () => {
    const keys = Object.entries(areas)
      .filter(([path]) => path.includes(`/locales/${language}/`))
      .flatMap(([, messages]) => Object.keys(messages))
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
  })

  it('explain every refusal in at least two sentences', () => {
    for (const code of REFUSAL_CODES)
      expect(explainRefusal(CATALOGUES[language], language, { code })).toMatch(/[.。].+[.。؟]$/)
  })

  it('load alone', async () => {
    expect(await loadCatalogue(language)).toEqual(CATALOGUES[language])
  })
})

describe('a translation', () => {
  it('writes numbers with European digits in every language', () => {
    for (const language of LANGUAGES) expect(say(language, '{n}', { n: 42 })).toBe('42')
    expect(say('en', '{n}', { n: 1234567 })).toBe('1,234,567')
  })

  it('isolates inserted names from the direction of the sentence', () => {
    expect(say('ar', 'كتب {name}', { name: 'Ana' })).toBe('كتب \u2068Ana\u2069')
  })

  it('leaves braces in inserted names alone', () => {
    expect(say('en', '{name} and {other}', { name: '{other}', other: 'B' })).toBe(
      '\u2068{other}\u2069 and \u2068B\u2069',
    )
  })

  it('chooses the plural form by the count, with all six forms of Arabic', () => {
    const forms = { zero: 'zero', one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' }
    const chosen = [0, 1, 2, 3, 11, 100].map((count) => say('ar', forms, { count }))
    expect(chosen).toEqual(['zero', 'one', 'two', 'few', 'many', 'other'])
    expect(say('ru', { one: 'слово', few: 'слова', many: 'слов', other: 'слова' }, { count: 22 })).toBe(
      'слова',
    )
  })
})

describe('what a first visit says', () => {
  const sources = import.meta.glob<string>('../../client/**/*.{ts,svelte}', {
    eager: true,
    query: '?raw',
    import: 'default',
  })
  const doors = [
    'pages/join/JoinPage',
    'pages/SignedOutPage',
    'pages/LockedPage',
    'pages/ForbiddenPage',
    'ui/AppearanceMenu',
  ]

  /** The files that a page brings with it at once. */
  function withImports(page: string): Set<string> {
    const files = new Set([`../../client/${page}.svelte`])
    for (const file of files) {
      for (const [, from = ''] of (sources[file] ?? '').matchAll(/^ *import (?!type)[^'(]*'(\.[^']+)'/gm)) {
        const path = new URL(from, `file:///${file.replace('../../', '')}`).pathname.slice(1)
        const found = [`../../${path}`, `../../${path}.ts`].find((name) => name in sources)
        if (found) files.add(found)
      }
    }
    return files
  }

  it.each(doors)('is in the part that it loads: %s', async (page) => {
    const first = await loadFirst('en')
    const keys = [...withImports(page)].flatMap((file) =>
      [...(sources[file] ?? '').matchAll(/'([a-z]\w*(?:\.[\w-]+)+)'/g)].map(([, key = '']) => key),
    )
    const said = keys.filter((key) => key in english && !key.startsWith('right.'))
    expect(said.length).toBeGreaterThan(3)
    expect(said.filter((key) => !(key in first))).toEqual([])
  })
})
