import { formsOf, type Counter, type Numbering } from '../../shared/text/numbering'

/** How the style sheet calls each way of counting; `numbers.css` defines those that browsers do not know. */
const COUNTERS = {
  letters: 'letters',
  roman: 'lower-roman',
  abjad: 'abjad',
  han: 'han',
} as const satisfies Record<Exclude<Counter, 'digits'>, string>

/** What `numbers.css` must know to number a text, as a list of custom properties. */
export function numberingStyle({ language, digits }: Numbering): string {
  const forms = formsOf(language)
  const digitStyle = digits === 'european' ? 'decimal' : 'arabic-indic'
  const properties = [
    `--preambular: ${quoted(`${forms.preambular} `)}`,
    `--operative: ${quoted(`${forms.operative} `)}`,
    `--digits: ${digitStyle}`,
    ...forms.levels.flatMap(({ before, counter, after }, index) => [
      `--before-${String(index + 1)}: ${quoted(before)}`,
      `--counter-${String(index + 1)}: ${counter === 'digits' ? digitStyle : COUNTERS[counter]}`,
      `--after-${String(index + 1)}: ${quoted(after)}`,
    ]),
  ]
  return properties.join('; ')
}

/** Nothing at all where nothing is to stand: behind an empty string a screen reader is not told the number either. */
const quoted = (text: string) => (text === '' ? '' : `"${text}"`)
