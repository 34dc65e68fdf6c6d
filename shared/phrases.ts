import type { Language } from './languages'
import reference from './reference/opening-phrases.json'

/** Provisions for whose beginning phrases are offered. */
export type PhrasedKind = 'preambular' | 'operative'

/** A phrase with which a provision may begin. */
export interface Phrase {
  readonly words: string
  /** What stands between it and the next word: nothing where scripts have none or it clings to that word. */
  readonly gap: '' | ' '
}

/** Languages in which an operative paragraph begins with a capital. */
const CAPITALISED: readonly Language[] = ['en', 'es', 'fr']

/** Joins an Arabic particle to the word that follows it. */
const TATWEEL = 'ـ'

/** Whether phrases are offered for a kind of provision. */
export function isPhrased(kind: string): kind is PhrasedKind {
  return kind === 'preambular' || kind === 'operative'
}

/** Usual openings of a kind of provision in a language, each once, in the order of the reference. */
export function phrasesFor(kind: PhrasedKind, language: Language): Phrase[] {
  const entries: readonly Readonly<Record<Language, string>>[] = reference[kind]
  const all = entries.flatMap((entry) => entry[language].split(' / '))
  return [...new Set(all)].map((words) =>
    phraseOf(kind === 'operative' ? begun(words, language) : words, language),
  )
}

function begun(words: string, language: Language): string {
  return CAPITALISED.includes(language) ? words.charAt(0).toUpperCase() + words.slice(1) : words
}

function phraseOf(words: string, language: Language): Phrase {
  return { words, gap: language === 'zh' || words.endsWith(TATWEEL) ? '' : ' ' }
}
