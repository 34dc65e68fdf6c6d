import canonicalize from 'canonicalize'
import * as v from 'valibot'
import { mergeLists, wordsOf } from './merge'

const Embed = v.record(v.string(), v.string())
const Marks = v.record(v.string(), v.union([v.string(), v.boolean()]))

/** Words with the same marks, or one embed (footnote reference, cross reference, beginning of a cell). */
export const ContentSegment = v.object({ insert: v.union([v.string(), Embed]), marks: Marks })
export type ContentSegment = v.InferOutput<typeof ContentSegment>

/** What one provision says, as plain data: it can be stored, compared, merged and written again. */
export const ProvisionContent = v.object({
  kind: v.string(),
  level: v.number(),
  dir: v.nullable(v.picklist(['ltr', 'rtl'])),
  table: v.nullable(v.string()),
  /** Only for a header row. */
  header: v.optional(v.literal(true)),
  segments: v.array(ContentSegment),
})
export type ProvisionContent = v.InferOutput<typeof ProvisionContent>

/** Whether two contents say the same, marks and block formats included. */
export function sameContent(a: ProvisionContent | null, b: ProvisionContent | null): boolean {
  return a === b || canonicalize(a) === canonicalize(b)
}

/** The words alone, for reading and copying; cells are parted by tabs. */
export function plainWordsOf({ segments }: ProvisionContent): string {
  return segments
    .map(({ insert }) => (typeof insert === 'string' ? insert : 'c' in insert ? '\t' : ''))
    .join('')
    .trim()
}

/**
 * Merges two versions of a provision, word by word.
 *
 * @returns what both say, or null when both changed the same words or the same block format differently
 */
export function mergeContents(
  base: ProvisionContent,
  mine: ProvisionContent,
  theirs: ProvisionContent,
): ProvisionContent | null {
  const kind = mergeValues(base.kind, mine.kind, theirs.kind)
  const level = mergeValues(base.level, mine.level, theirs.level)
  const dir = mergeValues(base.dir, mine.dir, theirs.dir)
  const table = mergeValues(base.table, mine.table, theirs.table)
  const header = mergeValues(base.header, mine.header, theirs.header)
  const tokens = mergeLists(tokensOf(base), tokensOf(mine), tokensOf(theirs))
  if (!kind || !level || !dir || !table || !header || !tokens) return null
  const rows = { table: table.value, ...(header.value ? { header: true as const } : {}) }
  return { kind: kind.value, level: level.value, dir: dir.value, ...rows, segments: segmentsFrom(tokens) }
}

/** The value that the one changed who changed it; null when both did, differently. */
function mergeValues<Value>(base: Value, mine: Value, theirs: Value): { value: Value } | null {
  if (mine === theirs || theirs === base) return { value: mine }
  return mine === base ? { value: theirs } : null
}

/** One string per word or embed, marks included, so that equal strings mean equal words. */
export function tokensOf({ segments }: ProvisionContent): string[] {
  return segments.flatMap(({ insert, marks }) => {
    const parts = typeof insert === 'string' ? wordsOf(insert) : [insert]
    return parts.map((part) => canonicalize({ insert: part, marks }) ?? '')
  })
}

/** Segments again from what `tokensOf` made; neighbours with the same marks become one. */
export function segmentsFrom(tokens: readonly string[]): ContentSegment[] {
  const segments: ContentSegment[] = []
  for (const token of tokens) {
    const next = v.parse(ContentSegment, JSON.parse(token))
    const last = segments.at(-1)
    const isWords = typeof last?.insert === 'string' && typeof next.insert === 'string'
    if (last && isWords && canonicalize(last.marks) === canonicalize(next.marks)) {
      segments[segments.length - 1] = { insert: joined(last.insert, next.insert), marks: last.marks }
    } else segments.push(next)
  }
  return segments
}

const joined = (...inserts: ContentSegment['insert'][]) =>
  inserts.map((insert) => (typeof insert === 'string' ? insert : '')).join('')
