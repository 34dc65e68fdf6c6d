import type { EditorState } from 'prosemirror-state'
import type { MessageKey } from '../../../shared/i18n'
import type { Language } from '../../../shared/languages'
import { isPhrased, phrasesFor, type Phrase } from '../../../shared/phrases'
import { fold } from '../../../shared/text/forgiving'
import { ownLanguage, provisionAround } from '../../editor/commands'
import type { Asked } from '../../editor/slash'
import { isInHeader } from '../../editor/tables'
import { KIND_KEYS } from './kinds'

/** Kinds of provision that can be chosen by name. */
const KINDS = ['title', 'heading', 'preambular', 'operative', 'sub'] as const

/** What a choice does. */
export type Act =
  | { readonly does: 'kind'; readonly kind: (typeof KINDS)[number] }
  | { readonly does: 'table' | 'header' | 'footnote' | 'reference' | 'phrases' }
  | { readonly does: 'phrase'; readonly phrase: Phrase }

/** One line of the list. */
export interface Choice {
  readonly id: string
  readonly label: string
  readonly act: Act
  /** Language of the label, when it is not that of the interface. */
  readonly language?: Language
}

interface Tool {
  readonly label: MessageKey
  readonly words: MessageKey
  readonly act: Act
}

const TOOLS: readonly Tool[] = [
  ...KINDS.map((kind): Tool => ({
    label: KIND_KEYS[kind],
    words: `slash.words.${kind}`,
    act: { does: 'kind', kind },
  })),
  { label: 'slash.phrase', words: 'slash.words.phrase', act: { does: 'phrases' } },
  { label: 'drafting.table', words: 'slash.words.table', act: { does: 'table' } },
  { label: 'drafting.table.header', words: 'slash.words.header', act: { does: 'header' } },
  { label: 'drafting.footnote', words: 'slash.words.footnote', act: { does: 'footnote' } },
  {
    label: 'drafting.reference',
    words: 'slash.words.reference',
    act: { does: 'reference' },
  },
]

/** How a message reads, and in which language the document is. */
interface Spoken {
  readonly say: (key: MessageKey) => string
  readonly language: Language
}

/** What can be chosen at the caret for what was typed so far; phrases are found by their words too. */
export function choicesFor(state: EditorState, asked: Asked, { say, language }: Spoken): Choice[] {
  const kind = String(provisionAround(state.selection.$from)?.node.attrs.kind ?? '')
  const phrases = isPhrased(kind) ? phraseChoices(state, kind, language) : []
  const wanted = fold(asked.wanted).text
  const found = phrases.filter(({ label }) => begins(label, wanted))
  if (asked.offered === 'phrases') return found
  const choices = TOOLS.filter(({ act }) => isPossible(act, kind, state))
    .filter(({ label, words }) => begins(`${say(label)} ${say(words)}`, wanted))
    .map(({ label, act }): Choice => {
      const id = act.does === 'kind' ? act.kind : act.does
      return { id, label: say(label), act }
    })
  return wanted === '' ? choices : [...choices, ...found]
}

/** A cell takes words and references only; a provision is of its kind already. */
function isPossible(act: Act, kind: string, { selection }: EditorState): boolean {
  if (act.does === 'kind') return kind !== '' && act.kind !== kind
  if (act.does === 'phrases') return isPhrased(kind)
  if (act.does === 'header') return isInHeader(selection.$from) !== null
  return act.does !== 'table' || kind !== ''
}

/** Whether a word begins with what is wanted. Chinese has no spaces: there it may stand anywhere. */
function begins(text: string, wanted: string): boolean {
  const words = ` ${fold(text).text}`
  return /\p{Script=Han}/u.test(wanted) ? words.includes(wanted) : words.includes(` ${wanted}`)
}

function phraseChoices(state: EditorState, kind: 'preambular' | 'operative', document: Language): Choice[] {
  const language = ownLanguage(state) ?? document
  return phrasesFor(kind, language).map((phrase, index) => ({
    id: `phrase-${index}`,
    label: phrase.words,
    act: { does: 'phrase', phrase },
    language,
  }))
}
