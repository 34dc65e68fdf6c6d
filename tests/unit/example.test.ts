import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { LANGUAGES } from '../../shared/languages'
import reference from '../../shared/reference/example-outcome.json'
import { plainTextOf } from '../../shared/text/canonical'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { openText } from '../../shared/text/flat'
import { readEmbed } from '../../shared/text/formats'
import { provisionsOf } from '../../shared/text/provisions'
import { exampleAfterReading, exampleSources } from '../../server/example'

const provisionsFrom = (sources: readonly ProvisionSource[]) => {
  const text = openText(new Y.Doc())
  compose(text, sources)
  return provisionsOf(text)
}
const composed = (language: (typeof LANGUAGES)[number]) => provisionsFrom(exampleSources(language))

/** The hash that the reference names for the paragraphs of a revision. */
const hashOf = (provisions: ReturnType<typeof composed>) => {
  const formula = reference.document.enactingFormula.en
  const paragraphs = provisions.filter(({ kind }) => ['preambular', 'operative', 'sub'].includes(kind))
  const plain = paragraphs.map(plainTextOf).filter((words) => words !== formula)
  return createHash('sha256')
    .update(`${plain.join('\n')}\n`)
    .digest('hex')
}

it('has in English exactly the words of the zero draft', () => {
  expect(hashOf(composed('en'))).toBe(reference.expected.revisions.zero.plainTextSha256)
})

it('has after the first reading exactly the words of that revision, and what was agreed in it', () => {
  const { rev1 } = reference.expected.revisions
  const { sources, agreed } = exampleAfterReading()
  const provisions = provisionsFrom(sources)
  expect(hashOf(provisions)).toBe(rev1.plainTextSha256)
  expect(agreed).toHaveLength(rev1.byStatus['agreed-ad-ref'])
  const ids = new Set(provisions.map(({ id }) => id))
  expect(agreed.filter((id) => !ids.has(id))).toEqual([])
})

it('has the title first, then the formula, and every note after the text', () => {
  const provisions = composed('en')
  expect(provisions.slice(0, 2).map(plainTextOf)).toEqual([
    reference.document.title.en,
    reference.document.enactingFormula.en,
  ])
  expect(provisions.findIndex(({ kind }) => kind === 'footnote')).toBe(provisions.length - 4)
})

it('has the annex as one table with a row of headings', () => {
  const rows = composed('en').filter(({ kind }) => kind === 'row')
  expect(new Set(rows.map(({ table }) => table)).size).toBe(1)
  expect(rows).toHaveLength(13)
  expect(rows[0] && plainTextOf(rows[0])).toBe(
    'Objective\tCommitment\tLead mechanisms\tPartners\tBy\tMeasure\tProvision',
  )
})

describe.each(LANGUAGES)('in %s', (language) => {
  it('refers only to provisions that are there', () => {
    const provisions = composed(language)
    const ids = new Set(provisions.map(({ id }) => id))
    const references = provisions.flatMap(({ segments }) =>
      segments.flatMap(({ content }) => {
        const read = typeof content === 'string' ? null : readEmbed(content)
        return read && (read.key === 'f' || read.key === 'x') ? [read.id] : []
      }),
    )
    expect(ids.size).toBe(provisions.length)
    expect(references.length).toBeGreaterThanOrEqual(4 + 11)
    expect(references.filter((id) => !ids.has(id))).toEqual([])
  })

  it('has new ids in every document', () => {
    const [one, other] = [composed(language), composed(language)]
    const ids = new Set(one.map(({ id }) => id))
    expect(other.filter(({ id }) => ids.has(id))).toEqual([])
  })
})

it('runs from right to left in Arabic, and from left to right where only English is there', () => {
  const provisions = composed('ar').filter(({ kind }) => kind !== 'row')
  for (const provision of provisions) {
    const isArabic = /[\u0600-\u06ff]/.test(plainTextOf(provision))
    expect([plainTextOf(provision), provision.dir]).toEqual([
      plainTextOf(provision),
      isArabic ? 'rtl' : 'ltr',
    ])
  }
  expect(new Set(provisions.map(({ dir }) => dir))).toEqual(new Set(['rtl', 'ltr']))
})

it('marks English words in a document of another language as such', () => {
  const [provision] = composed('fr').filter((one) => plainTextOf(one).startsWith('Welcoming the regional'))
  expect(provision?.segments.map(({ formats }) => formats['lang'])).toEqual(['en', 'en'])
})
