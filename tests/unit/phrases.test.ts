import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../shared/languages'
import { isPhrased, phrasesFor } from '../../shared/phrases'

const wordsOf = (...of: Parameters<typeof phrasesFor>) => phrasesFor(...of).map(({ words }) => words)

describe('opening phrases', () => {
  it.each(LANGUAGES)('are there for preambular and operative provisions in %s, each once', (language) => {
    for (const kind of ['preambular', 'operative'] as const) {
      const words = wordsOf(kind, language)
      expect(words.length).toBeGreaterThan(6)
      expect(new Set(words).size).toBe(words.length)
    }
  })

  it('begin with a capital where the language writes it so', () => {
    expect(wordsOf('operative', 'en')).toContain('Takes note of')
    expect(wordsOf('operative', 'fr')).toContain('Prend note de')
    expect(wordsOf('operative', 'ru')).toContain('принимает к сведению')
    expect(wordsOf('preambular', 'ru')).toContain('ссылаясь на')
  })

  it('offer both words where the reference names two', () => {
    expect(wordsOf('operative', 'en')).toEqual(expect.arrayContaining(['Commits', 'Undertakes']))
  })

  it('leave no gap behind a particle that clings to its word, nor in Chinese', () => {
    const gapOf = (language: 'ar' | 'en' | 'zh', wanted: string) =>
      phrasesFor('operative', language).find(({ words }) => words === wanted)?.gap
    expect(gapOf('ar', 'ترحب بـ')).toBe('')
    expect(gapOf('ar', 'تدعو')).toBe(' ')
    expect(gapOf('zh', '欢迎')).toBe('')
    expect(gapOf('en', 'Welcomes')).toBe(' ')
  })

  it('are for preambular and operative provisions only', () => {
    expect(
      ['title', 'heading', 'preambular', 'operative', 'sub', 'row', 'footnote'].filter(isPhrased),
    ).toEqual(['preambular', 'operative'])
  })
})
