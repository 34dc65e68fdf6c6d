import * as v from 'valibot'
import { newId } from '../shared/ids'
import { Language, type Direction, type Language as LanguageCode } from '../shared/languages'
import reference from '../shared/reference/example-outcome.json'
import type { ProvisionSource, SourceRun } from '../shared/text/compose'

/** The text version from which the example starts: the draft before the first reading. */
const REVISION = 'zero'

const Texts = v.intersect([v.object({ en: v.string() }), v.record(Language, v.optional(v.string()))])
type Texts = v.InferOutput<typeof Texts>

const Run = v.variant('type', [
  v.object({ type: v.picklist(['lead', 'text', 'placeholder']), text: v.string() }),
  v.object({ type: v.literal('footnoteRef'), footnote: v.string() }),
])

const Paragraph = v.object({
  id: v.string(),
  kind: v.picklist(['pp', 'op', 'sub']),
  section: v.nullable(v.string()),
  versions: v.array(v.object({ revision: v.string(), runs: v.optional(v.array(v.unknown())) })),
  translations: v.optional(v.array(v.object({ language: Language, text: v.string() })), []),
})
type Paragraph = v.InferOutput<typeof Paragraph>

const Row = v.object({
  objective: v.number(),
  commitment: v.string(),
  lead: v.array(v.string()),
  partners: v.array(v.string()),
  by: v.string(),
  measure: v.string(),
  provision: v.string(),
})
type ColumnKey = keyof v.InferOutput<typeof Row>

const Annex = v.object({
  title: Texts,
  columns: v.optional(v.array(v.object({ key: v.keyof(Row), heading: Texts })), []),
  rows: v.optional(v.array(Row), []),
})
type Annex = v.InferOutput<typeof Annex>

/** What the product reads of `shared/reference/example-outcome.json`. */
const Example = v.object({
  document: v.object({
    title: Texts,
    enactingFormula: Texts,
    sections: v.array(v.object({ id: v.string(), heading: Texts })),
    footnotes: v.array(v.object({ id: v.string(), text: Texts })),
    annexes: v.array(Annex),
    provisions: v.array(Paragraph),
  }),
})

const { document: example } = v.parse(Example, reference)
/** The paragraphs that the starting version has, with its words. */
const paragraphs = example.provisions.flatMap(withRuns)
type Worded = (typeof paragraphs)[number]

const KINDS = { pp: 'preambular', op: 'operative', sub: 'sub' } as const

/** Words in the language asked for or, where there are none, in English. */
interface Said {
  readonly text: string
  readonly language: LanguageCode
}

/**
 * The example outcome document as its zero draft, with new ids: title, enacting formula, paragraphs under their
 * headings, the annex as a table, footnotes. What has no translation stands in English and runs left to right.
 */
export function exampleSources(language: LanguageCode): ProvisionSource[] {
  return new ExampleText(language).sources()
}

class ExampleText {
  readonly #language: LanguageCode
  readonly #ids = new Map<string, string>()

  constructor(language: LanguageCode) {
    this.#language = language
  }

  sources(): ProvisionSource[] {
    const title = this.#plain('title', this.#inLanguage(example.title))
    const enacting = this.#plain('preambular', this.#inLanguage(example.enactingFormula))
    const sections = example.sections.flatMap(({ id, heading }) => [
      this.#plain('heading', this.#inLanguage(heading)),
      ...this.#under(id),
    ])
    // An annex without rows is generated at the end of the meeting.
    const written = example.annexes.filter(({ rows }) => rows.length > 0)
    const annexes = written.flatMap((annex) => this.#annex(annex))
    return [title, enacting, ...this.#under(null), ...sections, ...annexes, ...this.#footnotes()]
  }

  /** The new id of what the reference calls `name`. */
  #idOf(name: string): string {
    const id = this.#ids.get(name) ?? newId()
    this.#ids.set(name, id)
    return id
  }

  #inLanguage(texts: Texts): Said {
    const text = texts[this.#language]
    return text === undefined ? { text: texts.en, language: 'en' } : { text, language: this.#language }
  }

  #plain(kind: 'title' | 'heading' | 'preambular', said: Said): ProvisionSource {
    return { id: newId(), kind, runs: [this.#run(said)], dir: this.#directionOf(said) }
  }

  /** Words of another language than the document's carry their own: for fonts, hyphenation and screen readers. */
  #run({ text, language }: Said): SourceRun {
    return language === this.#language ? text : { text, formats: { lang: language } }
  }

  /** Arabic may begin with digits or Latin letters, so it says where it runs, and so does what stands among it. */
  #directionOf({ language }: Said): Direction | null {
    if (language === 'ar') return 'rtl'
    return this.#language === 'ar' ? 'ltr' : null
  }

  #under(section: string | null): ProvisionSource[] {
    return paragraphs.filter((paragraph) => paragraph.section === section).map((one) => this.#paragraph(one))
  }

  #paragraph(paragraph: Worded): ProvisionSource {
    const translation = paragraph.translations.findLast(({ language }) => language === this.#language)
    const said: Said = translation ?? { text: '', language: 'en' }
    const notes = paragraph.runs
      .filter((run) => run.type === 'footnoteRef')
      .map((run) => this.#sourceRun(run))
    const runs = translation ? [this.#run(said), ...notes] : paragraph.runs.map((run) => this.#sourceRun(run))
    const kind = KINDS[paragraph.kind]
    const level = paragraph.kind === 'sub' ? 1 : 0
    return { id: this.#idOf(paragraph.id), kind, level, runs, dir: this.#directionOf(said) }
  }

  #sourceRun(run: v.InferOutput<typeof Run>): SourceRun {
    if (run.type === 'footnoteRef') return { footnote: this.#idOf(run.footnote) }
    const lang = this.#language === 'en' ? {} : { lang: 'en' }
    if (run.type === 'lead') return { text: run.text, formats: { em: true, ...lang } }
    return { text: run.type === 'placeholder' ? `[${run.text}]` : run.text, formats: lang }
  }

  #annex(annex: Annex): ProvisionSource[] {
    const table = newId()
    const columns = annex.columns.map(({ key, heading }) => ({ key, heading, id: newId() }))
    const row = (cells: (column: (typeof columns)[number]) => SourceRun): ProvisionSource => ({
      id: newId(),
      kind: 'row',
      table,
      runs: columns.flatMap((column) => [{ column: column.id }, cells(column)]),
    })
    const headings = row(({ heading }) => ({
      text: this.#inLanguage(heading).text,
      formats: { strong: true },
    }))
    const rows = annex.rows.map((cells) => row(({ key }) => this.#cell(key, cells[key])))
    return [this.#plain('heading', this.#inLanguage(annex.title)), headings, ...rows]
  }

  #cell(key: ColumnKey, value: string | number | string[]): SourceRun {
    const isHere = paragraphs.some(({ id }) => id === value)
    if (key === 'provision' && isHere) return { reference: this.#idOf(String(value)) }
    const text = Array.isArray(value) ? value.join(', ') : String(value)
    return key === 'commitment' || key === 'measure' ? this.#run({ text, language: 'en' }) : text
  }

  /** The notes to which a paragraph refers, in their order. */
  #footnotes(): ProvisionSource[] {
    const used = example.footnotes.filter(({ id }) => this.#ids.has(id))
    return used.map(({ id, text }) => {
      const said = this.#inLanguage(text)
      return { id: this.#idOf(id), kind: 'footnote', runs: [this.#run(said)], dir: this.#directionOf(said) }
    })
  }
}

function withRuns(paragraph: Paragraph) {
  const runs = paragraph.versions.find(({ revision }) => revision === REVISION)?.runs
  return runs ? [{ ...paragraph, runs: v.parse(v.array(Run), runs) }] : []
}
