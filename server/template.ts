import { newId } from '../shared/ids'
import { translate, type MessageKey } from '../shared/i18n'
import type { Direction, Language } from '../shared/languages'
import { CATALOGUES } from '../shared/locales/all'
import type { ProvisionSource } from '../shared/text/compose'
import type { ProvisionKind } from '../shared/text/formats'

/** What the Compact asks of its forums: every contribution has these five headings, in this order. */
const HEADINGS = ['data', 'evidence', 'practices', 'approaches', 'recommendations'] as const

/** An outline to draft in: title, preamble, and an operative part under the five headings of a contribution. */
export function templateSources(title: string, language: Language): ProvisionSource[] {
  const dir: Direction | null = language === 'ar' ? 'rtl' : null
  const provision = (kind: ProvisionKind, text: string): ProvisionSource => ({
    id: newId(),
    kind,
    runs: [text],
    dir,
  })
  const say = (key: MessageKey) => translate(CATALOGUES[language], language, key)
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
