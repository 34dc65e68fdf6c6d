import * as v from 'valibot'
import { newId, type ProvisionId } from '../shared/ids'
import { Language, type Direction, type Language as LanguageCode } from '../shared/languages'
import reference from '../shared/reference/example-outcome.json'
import type { ProvisionSource, SourceRun } from '../shared/text/compose'

/** States of the example text: the draft before the first reading, and what the first reading made of it. */
type Revision = 'zero' | 'rev1'

const Texts = v.intersect([v.object({ en: v.string() }), v.record(Language, v.optional(v.string()))])
type Texts = v.InferOutput<typeof Texts>

const Run = v.variant('type', [
  v.object({ type: v.picklist(['lead', 'text', 'placeholder']), text: v.string() }),
  v.object({ type: v.literal('footnoteRef'), footnote: v.string() }),
  v.object({
    type: v.literal('bracket'),
    alternatives: v.array(v.object({ text: v.nullable(v.string()) })),
  }),
])

const Paragraph = v.object({
  id: v.string(),
  kind: v.picklist(['pp', 'op', 'sub']),
  section: v.nullable(v.string()),
  /** The oldest first; one that is unchanged repeats no words. */
  versions: v.array(
    v.object({ revision: v.string(), status: v.string(), runs: v.optional(v.array(v.unknown())) }),
  ),
  translations: v.optional(v.array(v.object({ language: Language, text: v.string() })), []),
})

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
type Worded = ReturnType<typeof paragraphsOf>[number]

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
  return new ExampleText(language, 'zero').sources()
}

/** A text, and the ids of what the chair gavels in it. */
export interface ReadText {
  readonly sources: readonly ProvisionSource[]
  readonly agreed: readonly ProvisionId[]
}

/** The example outcome document after its first reading, in English, with new ids. Brackets are words like others. */
export function exampleAfterReading(): ReadText {
  const text = new ExampleText('en', 'rev1')
  return { sources: text.sources(), agreed: text.agreed() }
}

class ExampleText {
  readonly #language: LanguageCode
  readonly #paragraphs: readonly Worded[]
  readonly #ids = new Map<string, string>()

  constructor(language: LanguageCode, revision: Revision) {
    this.#language = language
    this.#paragraphs = paragraphsOf(revision)
  }

  /** The ids of the paragraphs that were agreed ad referendum, in their order. */
  agreed(): ProvisionId[] {
    const agreed = this.#paragraphs.filter(({ status }) => status === 'agreed-ad-ref')
    return agreed.map(({ id }) => this.#idOf(id) as ProvisionId)
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
    const under = this.#paragraphs.filter((paragraph) => paragraph.section === section)
    return under.map((paragraph) => this.#paragraph(paragraph))
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
    if (run.type === 'bracket') return { text: inBrackets(run.alternatives), formats: lang }
    if (run.type === 'lead') return { text: run.text, formats: { em: true, ...lang } }
    return { text: run.type === 'placeholder' ? `[${run.text}]` : run.text, formats: lang }
  }

  #annex(annex: Annex): ProvisionSource[] {
    const table = newId()
    const columns = annex.columns.map(({ key, heading }) => ({ key, heading, id: newId() }))
    const row = (
      cells: (column: (typeof columns)[number]) => SourceRun,
      header = false,
    ): ProvisionSource => ({
      id: newId(),
      kind: 'row',
      ...{ table, header },
      runs: columns.flatMap((column) => [{ column: column.id }, cells(column)]),
    })
    const headings = row(({ heading }) => this.#run(this.#inLanguage(heading)), true)
    const rows = annex.rows.map((cells) => row(({ key }) => this.#cell(key, cells[key])))
    return [this.#plain('heading', this.#inLanguage(annex.title)), headings, ...rows]
  }

  #cell(key: ColumnKey, value: string | number | string[]): SourceRun {
    const isHere = this.#paragraphs.some(({ id }) => id === value)
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

/** The paragraphs that a revision has, with the words that they have in it. */
function paragraphsOf(revision: Revision) {
  return example.provisions.flatMap((paragraph) => {
    const at = paragraph.versions.findIndex((version) => version.revision === revision)
    const version = paragraph.versions[at]
    const runs = paragraph.versions.slice(0, at + 1).findLast((one) => one.runs)?.runs
    return version && runs
      ? [{ ...paragraph, status: version.status, runs: v.parse(v.array(Run), runs) }]
      : []
  })
}

/** Words in dispute as a text shows them, one alternative beside the other; an empty one leaves no trace. */
function inBrackets(alternatives: readonly { readonly text: string | null }[]): string {
  return alternatives.flatMap(({ text }) => (text === null ? [] : [`[${text}]`])).join(' ')
}
