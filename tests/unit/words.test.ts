import { expect, it } from 'vitest'
import type { ProvisionId } from '../../shared/ids'
import { isFor } from '../../shared/journal'
import {
  decideDismissWords,
  decideKeepWords,
  evolveWords,
  MAX_KEPT_LENGTH,
  MAX_KEPT_WORDS,
  textOfKept,
  wordsOf,
  type WaitingWordsById,
} from '../../shared/words'
import { actor, Record } from '../support/record'

const none: WaitingWordsById = new Map()
const said = {
  ...{ wordsId: 'w1', provisionId: 'op1' as ProvisionId },
  ...({ text: 'warmly', code: 'provision-settled' } as const),
}
const ana = actor('drafter', 'ana')
const ben = actor('drafter', 'ben')

const kept = () => {
  const record = new Record()
  record.write(decideKeepWords(none, said, ana, 2))
  return { record, words: record.fold(none, evolveWords) }
}

it('keeps refused words for their author', () => {
  const { words } = kept()
  const { provisionId, code } = said
  expect(wordsOf(words, 'ana')).toMatchObject([{ provisionId, code, at: 2, author: 'ana' }])
  expect(wordsOf(words, 'ben')).toEqual([])
})

it('keeps words once that their author says again under the same id', () => {
  expect(decideKeepWords(kept().words, said, ana, 3)).toEqual({ ok: true, value: [] })
  expect(decideKeepWords(kept().words, { ...said, wordsId: 'w2' }, ana, 3)).toMatchObject({ value: [{}] })
})

it.each([
  ['by somebody else', said, ben],
  ['that are longer', { ...said, text: 'warmly, and more' }, ana],
  ['of another provision', { ...said, provisionId: null }, ana],
  ['refused for another reason', { ...said, code: 'read-only' } as const, ana],
])('refuses words %s under an id that is taken', (_what, other, by) => {
  expect(decideKeepWords(kept().words, other, by, 3)).toMatchObject({ refusal: { code: 'not-allowed' } })
})

it('shows kept words to nobody else, not even to the chair', () => {
  const [entry] = kept().record.entries
  expect(entry && isFor(entry, ana)).toBe(true)
  expect(entry && isFor(entry, ben)).toBe(false)
  expect(entry && isFor(entry, actor('chair'))).toBe(false)
})

it('lets only their author lay words aside', () => {
  const { record, words } = kept()
  const wordsId = wordsOf(words, 'ana')[0]?.wordsId ?? ''
  expect(decideDismissWords(words, wordsId, ben, 3)).toMatchObject({ refusal: { code: 'not-allowed' } })
  record.write(decideDismissWords(words, wordsId, ana, 3))
  expect(wordsOf(record.fold(none, evolveWords), 'ana')).toEqual([])
})

it('answers unknown words like those of others', () => {
  expect(decideDismissWords(none, 'nothing', ana, 1)).toMatchObject({ refusal: { code: 'not-allowed' } })
})

it('shows the waiting words of an author, oldest first', () => {
  const record = new Record()
  for (const at of [5, 3]) record.write(decideKeepWords(none, { ...said, wordsId: `w${at}` }, ana, at))
  expect(wordsOf(record.fold(none, evolveWords), 'ana').map(({ at }) => at)).toEqual([3, 5])
})

it('remembers where kept words stand, not what they say', () => {
  const { record, words } = kept()
  const [waiting] = wordsOf(words, 'ana')
  expect(JSON.stringify([...words])).not.toContain(said.text)
  const entry = record.entries.find(({ seq }) => seq === waiting?.seq)
  expect(entry && textOfKept(entry)).toBe(said.text)
  expect(waiting?.length).toBe(said.text.length)
})

it('stops an author whose words are too many together', () => {
  const record = new Record()
  const text = 'x'.repeat(MAX_KEPT_LENGTH / 2)
  record.write(decideKeepWords(none, { ...said, text }, ana, 1))
  const words = record.fold(none, evolveWords)
  const more = { ...said, wordsId: 'w2' }
  expect(decideKeepWords(words, { ...more, text }, ana, 2).ok).toBe(true)
  expect(decideKeepWords(words, { ...more, text: `${text}x` }, ana, 2)).toMatchObject({
    refusal: { code: 'too-large' },
  })
})

it('stops a flood of one author without silencing the others', () => {
  const record = new Record()
  let words = none
  for (let i = 0; i < MAX_KEPT_WORDS; i += 1) {
    const more = { ...said, wordsId: `w${i}` }
    for (const entry of record.write(decideKeepWords(words, more, ana, i))) words = evolveWords(words, entry)
  }
  const last = { ...said, wordsId: 'last' }
  expect(decideKeepWords(words, last, ana, 1)).toMatchObject({ refusal: { code: 'too-large' } })
  expect(decideKeepWords(words, said, ana, 1)).toEqual({ ok: true, value: [] })
  expect(decideKeepWords(words, last, ben, 1).ok).toBe(true)
})
