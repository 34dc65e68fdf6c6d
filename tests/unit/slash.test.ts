import { EditorState, TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { choicesFor } from '../../client/pages/document/slash'
import { translate } from '../../shared/i18n'
import type { Language } from '../../shared/languages'
import { CATALOGUES } from '../../shared/locales/all'
import { nodes, schema } from '../../shared/text/schema'

/** What is offered in a provision of a kind to somebody who typed this behind the slash. */
function offered(kind: string, wanted = '', language: Language = 'en', isOfPhrases = false): string[] {
  const doc = nodes.doc.create(null, [nodes.provision.create({ id: 'p', kind }, schema.text('/'))])
  const state = EditorState.create({ doc, selection: TextSelection.create(doc, 2) })
  const asked = { offered: isOfPhrases ? ('phrases' as const) : ('all' as const), from: 1, to: 2, wanted }
  const say = (key: Parameters<typeof translate>[2]) => translate(CATALOGUES[language], language, key)
  return choicesFor(state, asked, { say, language }).map(({ label }) => label)
}

describe('what a slash offers', () => {
  it('is every kind but the present one, a phrase, a table and references', () => {
    expect(offered('operative')).toEqual([
      'Title',
      'Heading',
      'Preambular',
      'Sub-paragraph',
      'Opening phrase',
      'Add table',
      'Add footnote',
      'Cross reference',
    ])
  })

  it('is found by the beginning of its name or of a word for it, accents and case aside', () => {
    expect(offered('operative', 'HEAD')).toEqual(['Heading'])
    expect(offered('operative', 'foot')).toEqual(['Add footnote'])
    expect(offered('operative', 'able')).toEqual([])
    expect(offered('operative', 'preambulo', 'es')).toEqual(
      ['Preambular'].map(() => CATALOGUES.es['drafting.kind.preambular']),
    )
    expect(offered('operative', 'جدول', 'ar')).toEqual([CATALOGUES.ar['drafting.table']])
    expect(offered('operative', '注', 'zh')).toContain(CATALOGUES.zh['drafting.footnote'])
  })

  it('is a phrase too, when its words begin so', () => {
    expect(offered('operative', 'wel')).toEqual(['Welcomes'])
    expect(offered('preambular', 'wel')).toEqual(['Welcoming'])
    expect(offered('heading', 'wel')).toEqual([])
  })

  it('is the phrases alone when they were asked for', () => {
    expect(offered('preambular', 're', 'en', true)).toEqual(['Recalling', 'Reaffirming', 'Recognizing'])
  })

  it('is nothing that a slash in a date or fraction would trigger', () => {
    expect(offered('operative', '2')).toEqual([])
  })
})
