import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { routeOf } from '../../client/route'
import { loadArticles, topicsSaying, wordsOf, type Block } from '../../client/help/articles'
import { helpPath, isTopic, TOPICS } from '../../client/help/topics'
import { translate } from '../../shared/i18n'
import { LANGUAGES } from '../../shared/languages'
import { CATALOGUES } from '../../shared/locales/all'

const shapeOf = (block: Block) =>
  typeof block === 'string'
    ? 'words'
    : [Array.isArray(block) ? 'list' : 'meanings', Object.keys(block).length]

describe.each(LANGUAGES)('the help in %s', (language) => {
  it('has an article on every topic, built like the English one', async () => {
    const articles = await loadArticles(language)
    const english = await loadArticles('en')
    expect(Object.keys(articles)).toEqual([...TOPICS])
    for (const topic of TOPICS)
      expect([topic, articles[topic].map(shapeOf)]).toEqual([topic, english[topic].map(shapeOf)])
  })

  it('says something in each of its blocks, in its own language', async () => {
    const [articles, english] = [await loadArticles(language), await loadArticles('en')]
    for (const topic of TOPICS)
      for (const [index, block] of articles[topic].entries()) {
        expect(wordsOf(block).trim()).not.toBe('')
        if (language !== 'en') expect(wordsOf(block)).not.toBe(wordsOf(english[topic][index] ?? ''))
      }
  })

  it('finds a topic by its title and by what it says', async () => {
    const articles = await loadArticles(language)
    const titleOf = (topic: (typeof TOPICS)[number]) =>
      translate(CATALOGUES[language], language, `help.topic.${topic}`)
    expect(topicsSaying(articles, titleOf, ' ')).toEqual([...TOPICS])
    for (const topic of TOPICS) expect(topicsSaying(articles, titleOf, titleOf(topic))).toContain(topic)
    expect(topicsSaying(articles, titleOf, 'safari')).toEqual(['installing'])
    expect(topicsSaying(articles, titleOf, 'qqqq')).toEqual([])
  })
})

it('has an address for each topic, and none for others', () => {
  expect(routeOf(helpPath(null))).toEqual({ page: 'help', topic: null })
  for (const topic of TOPICS) expect(routeOf(helpPath(topic))).toEqual({ page: 'help', topic })
  for (const path of ['/help/nothing', '/help/badge/more', '/help/toString'])
    expect(routeOf(path)).toEqual({ page: 'unknown' })
})

it('is asked from the screens for topics that there are', () => {
  const screens = readdirSync('client', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.svelte'),
  )
  const asked = screens.flatMap((file) => {
    const text = readFileSync(join('client', file), 'utf8')
    return [...text.matchAll(/(?:<HelpButton topic|\bhelp)="([^"]*)"/g)].map(([, topic = '']) => topic)
  })
  expect(asked.filter((topic) => !isTopic(topic))).toEqual([])
  // where these questions arise a dialog stands before everything, or there is no page yet
  const onlyListed: readonly string[] = ['installing', 'notes', 'pasting']
  for (const topic of TOPICS.filter((one) => !onlyListed.includes(one))) expect(asked).toContain(topic)
})
