import { EditorState, TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { withoutAsked, withPhrase, type Asked } from '../../client/editor/slash'
import { choicesFor } from '../../client/pages/document/slash'
import { translate } from '../../shared/i18n'
import type { Language } from '../../shared/languages'
import { CATALOGUES } from '../../shared/locales/all'
import { marks, nodes, schema } from '../../shared/text/schema'

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

describe('a phrase that was chosen', () => {
  const french = marks.lang.create({ language: 'fr' })
  const phrase = { words: 'Rappelle', gap: ' ' } as const
  /** A provision in French with the caret at its end; nothing but a stored mark says so of an empty one. */
  function stateOf(typed: string, format = french): EditorState {
    const content = typed === '' ? null : schema.text(typed, format.addToSet([french]))
    const doc = nodes.doc.create(null, [nodes.provision.create({ id: 'p', kind: 'operative' }, content)])
    const state = EditorState.create({ doc, selection: TextSelection.atEnd(doc) })
    return typed === '' ? state.apply(state.tr.addStoredMark(french)) : state
  }
  const askedFor = (to: number, offered: Asked['offered']): Asked => ({ offered, from: 1, to, wanted: '' })
  const said = ({ doc }: EditorState) =>
    doc.child(0).children.map(({ text, marks }) => [text, ...marks.map(({ type }) => type.name)])

  it.each([
    ['behind a slash', '/', 'all'],
    ['from the toolbar', '', 'phrases'],
  ] as const)(
    'is in the language of its provision when it was found %s, and so is what follows',
    (_, typed, offered) => {
      const before = stateOf(typed)
      let state = before.apply(withPhrase(before, askedFor(1 + typed.length, offered), phrase))
      state = state.apply(state.tr.insertText('les'))
      expect(said(state)).toEqual([
        ['Rappelle', 'em', 'lang'],
        [' les', 'lang'],
      ])
    },
  )

  it('is asked for in the same language and formats when the slash is gone', () => {
    const before = stateOf('/', marks.strong.create())
    let state = before.apply(withoutAsked(before, askedFor(2, 'all')))
    state = state.apply(state.tr.insertText('les'))
    expect(said(state)).toEqual([['les', 'strong', 'lang']])
  })
})
