import { describe, expect, it } from 'vitest'
import { wordsBetween, wordsIn } from '../../client/editor/counting'
import { nodes, schema } from '../../shared/text/schema'
import { countWords, wordLimitState } from '../../shared/text/words'

describe('the number of words', () => {
  it.each([
    ['', 0],
    ['  \u00a0 ', 0],
    ['Welcomes the report', 3],
    ['inter-State, so to speak (2030)', 5],
    ['l’État  membre', 2],
    ['ترحب بالتقرير السنوي', 3],
    ['приветствует доклад', 2],
    ['欢迎报告', 4],
    ['欢迎报告，并注意到2030年议程。', 12],
    ['《全球契约》', 4],
    ['通过 IOM 秘书处', 6],
  ])('of “%s” is %i', (text, count) => expect(countWords(text)).toBe(count))

  it('does not grow by references, and cells are apart', () => {
    const footnote = nodes.footnoteReference.create({ id: 'f1' })
    const provision = nodes.provision.create({ id: 'p1' }, [
      schema.text('the for'),
      footnote,
      schema.text('um met'),
    ])
    const cells = ['one', 'two'].map((words) => nodes.cell.create({ column: words }, schema.text(words)))
    const table = nodes.table.create({ id: 't1' }, nodes.row.create({ id: 'r1' }, cells))
    const doc = nodes.doc.create(null, [provision, table])
    expect(wordsIn(doc)).toBe(5)
    expect(wordsBetween(doc, 1, 8)).toBe(2)
  })
})

describe('the limit', () => {
  it.each([
    [3_000, 'within'],
    [3_200, 'near'],
    [3_300, 'near'],
    [3_301, 'above'],
  ] as const)('of 3,300 makes %i words %s it', (count, state) =>
    expect(wordLimitState(count, 3_300)).toBe(state),
  )

  it('can be absent', () => expect(wordLimitState(1_000_000, null)).toBe('within'))
})
