import { expect, it } from 'vitest'
import texts from '../../server/template-texts.json'
import { LANGUAGES } from '../../shared/languages'

/** Each text of a language by its place, such as `outline.purpose`. */
function textsIn(part: unknown, place: readonly string[] = []): Map<string, string> {
  if (typeof part === 'string') return new Map([[place.join('.'), part]])
  if (typeof part !== 'object' || part === null) throw new Error(`no text at ${place.join('.')}`)
  return new Map(Object.entries(part).flatMap(([key, inner]) => [...textsIn(inner, [...place, key])]))
}

it('templates and the practice text exist in all languages', () => {
  expect(Object.keys(texts).sort()).toEqual([...LANGUAGES].sort())
})

it.each(LANGUAGES)(
  'what templates say in %s has the places of the English words, none of them empty',
  (language) => {
    const own = textsIn(texts[language])
    const english = textsIn(texts.en)
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [place, text] of own) expect([place, text.trim()]).not.toEqual([place, ''])
    if (language === 'en') return
    for (const [place, text] of english) expect([place, own.get(place)]).not.toEqual([place, text])
  },
)
