import type { Language } from '../../shared/languages'
import { saysAll, termsOf } from '../../shared/search'
import { TOPICS, type Topic } from './topics'

/** A paragraph, a list, or words with what they mean. */
export type Block = string | readonly string[] | Readonly<Record<string, string>>
/** The articles of one language, without their titles. */
export type Articles = Readonly<Record<Topic, readonly Block[]>>

const LOADERS: Readonly<Record<Language, () => Promise<{ readonly default: Articles }>>> = {
  ar: () => import('./articles-ar.json'),
  en: () => import('./articles-en.json'),
  es: () => import('./articles-es.json'),
  fr: () => import('./articles-fr.json'),
  ru: () => import('./articles-ru.json'),
  zh: () => import('./articles-zh.json'),
}

/** Fetches the articles of one language: nobody waits for them at the door. */
export async function loadArticles(language: Language): Promise<Articles> {
  return (await LOADERS[language]()).default
}

/** The topics whose title or article says all the wanted words, compared forgivingly; all of them for no words. */
export function topicsSaying(articles: Articles, titleOf: (topic: Topic) => string, wanted: string): Topic[] {
  const terms = termsOf(wanted)
  if (terms.length === 0) return [...TOPICS]
  return TOPICS.filter((topic) =>
    saysAll([titleOf(topic), ...articles[topic].map(wordsOf)].join('\n'), terms),
  )
}

/** All words of a block. */
export function wordsOf(block: Block): string {
  if (typeof block === 'string') return block
  return Array.isArray(block) ? block.join('\n') : Object.entries(block).flat().join('\n')
}
