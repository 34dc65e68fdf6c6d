import { newId } from '../shared/ids'
import { translate, type MessageKey } from '../shared/i18n'
import type { Direction, Language } from '../shared/languages'
import { CATALOGUES } from '../shared/locales/all'
import type { ProvisionSource } from '../shared/text/compose'
import type { ProvisionKind } from '../shared/text/formats'

/** What the Compact asks of its forums: every contribution has these five headings, in this order. */
const HEADINGS = ['data', 'evidence', 'practices', 'approaches', 'recommendations'] as const
/** What can be tried, in this order. */
const EXERCISES = ['type', 'together', 'agree', 'offline', 'number', 'anew'] as const

/** An outline to draft in: title, preamble, and an operative part under the five headings of a contribution. */
export function templateSources(title: string, language: Language): ProvisionSource[] {
  const { say, provision } = writingIn(language)
  return [
    provision('title', title),
    provision('preambular', say('template.recalling')),
    provision('preambular', say('template.considered')),
    provision('operative', say('template.purpose')),
    ...HEADINGS.flatMap((heading) => [
      provision('heading', say(`template.heading.${heading}`)),
      provision('operative', say(`template.${heading}`)),
    ]),
  ]
}

/** What is offered to practise on: each paragraph asks for what can be done with it. */
export function practiceText(language: Language): { title: string; sources: ProvisionSource[] } {
  const { say, provision } = writingIn(language)
  const title = say('practice.title')
  const sources = [
    provision('title', title),
    provision('preambular', say('practice.recalling')),
    ...EXERCISES.map((exercise) => provision('operative', say(`practice.${exercise}`))),
  ]
  return { title, sources }
}

/** Words and provisions in one language. */
function writingIn(language: Language) {
  const dir: Direction | null = language === 'ar' ? 'rtl' : null
  return {
    say: (key: MessageKey) => translate(CATALOGUES[language], language, key),
    provision: (kind: ProvisionKind, text: string): ProvisionSource => ({
      ...{ id: newId(), kind, dir },
      runs: [text],
    }),
  }
}
