import { newId } from '../shared/ids'
import type { Direction, Language } from '../shared/languages'
import type { ProvisionSource } from '../shared/text/compose'
import type { ProvisionKind } from '../shared/text/formats'
import texts from './template-texts.json'

/** What the Compact asks of its forums: every contribution has these five headings, in this order. */
const HEADINGS = ['data', 'evidence', 'practices', 'approaches', 'recommendations'] as const

/** An outline to draft in: title, preamble, and an operative part under the five headings of a contribution. */
export function templateSources(title: string, language: Language): ProvisionSource[] {
  const { say, provision } = writingIn(language)
  return [
    provision('title', title),
    provision('preambular', say('recalling')),
    provision('preambular', say('considered')),
    provision('operative', say('purpose')),
    ...HEADINGS.flatMap((heading) => [
      provision('heading', say(`heading.${heading}`)),
      provision('operative', say(`${heading}`)),
    ]),
  ]
}

/** What is offered to practise on: each paragraph asks for what can be done with it. */
export function practiceText(language: Language): { title: string; sources: ProvisionSource[] } {
  const { provision } = writingIn(language)
  const [title = '', recalling = '', ...exercises] = texts[language].practice
  const operative = exercises.map((exercise) => provision('operative', exercise))
  return {
    title,
    sources: [provision('title', title), provision('preambular', recalling), ...operative],
  }
}

/** Words and provisions in one language. */
function writingIn(language: Language) {
  const dir: Direction | null = language === 'ar' ? 'rtl' : null
  return {
    say: (key: keyof typeof texts.en.outline) => texts[language].outline[key],
    provision: (kind: ProvisionKind, text: string): ProvisionSource => ({
      ...{ id: newId(), kind, dir },
      runs: [text],
    }),
  }
}
