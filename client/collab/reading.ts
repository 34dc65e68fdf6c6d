import type { Node } from 'prosemirror-model'
import type * as Y from 'yjs'
import { embedOfNode, formatsOf, marksOf } from '../../shared/text/build'
import { readEmbed, type Formats } from '../../shared/text/formats'
import { isRow, provisionsOf, type TextProvision } from '../../shared/text/provisions'
import { nodes } from '../../shared/text/schema'
import type { ContentSegment, ProvisionContent } from './content'
import type { ProvisionChange } from './unsaved'

/** A provision or a row as the editor shows it. */
interface ShownUnit {
  readonly id: string
  readonly node: Node
  /** Table of a row, null for others. */
  readonly table: string | null
}

/** What the flat text says of one provision. Unknown formats and objects are no part of it. */
export function contentOfProvision(provision: TextProvision): ProvisionContent {
  const segments = provision.segments.flatMap(({ content, formats }) => {
    const read = typeof content === 'string' ? null : readEmbed(content)
    if (typeof content !== 'string' && !read) return []
    return [segment(read ? { [read.key]: read.id } : (content as string), formatsOf(marksOf(formats)))]
  })
  const { kind, level, dir, header } = provision
  const table = isRow(provision) ? (provision.table ?? '') : null
  return normal({ kind, level, dir, table, ...headerOf(table, header), segments })
}

/** The visible provisions of a text by the id under which they are shown. */
export function contentsOf(text: Y.Text): Map<string, ProvisionContent> {
  const visible = provisionsOf(text).filter((provision) => !provision.hidden)
  return new Map(visible.map((provision) => [provision.shownId, contentOfProvision(provision)]))
}

/**
 * What one local change made of the provisions: those that differ between two documents of the editor. Nodes that
 * were not touched are the same objects in both, so this costs little in a long text.
 */
export function changesBetween(before: Node, after: Node): ProvisionChange[] {
  const { old, fresh } = touchedUnits(before, after)
  const changes: ProvisionChange[] = []
  let previous = fresh.before
  const left = new Map(old.map((unit) => [unit.id, unit]))
  for (const unit of fresh.units) {
    const was = left.get(unit.id)
    left.delete(unit.id)
    if (!was || !sameUnit(was, unit)) {
      changes.push({
        provisionId: unit.id,
        after: previous,
        before: was ? contentOfUnit(was) : null,
        now: contentOfUnit(unit),
      })
    }
    previous = unit.id
  }
  for (const was of left.values()) {
    changes.push({ provisionId: was.id, after: null, before: contentOfUnit(was), now: null })
  }
  return changes
}

function touchedUnits(before: Node, after: Node) {
  let start = 0
  const least = Math.min(before.childCount, after.childCount)
  while (start < least && before.child(start) === after.child(start)) start += 1
  let end = 0
  while (end < least - start && sameFromEnd(before, after, end)) end += 1
  const old = unitsOf(before, start, before.childCount - end)
  const units = unitsOf(after, start, after.childCount - end)
  const previous = start > 0 ? (unitsOf(after, start - 1, start).at(-1)?.id ?? null) : null
  return { old, fresh: { units, before: previous } }
}

const sameFromEnd = (a: Node, b: Node, end: number) =>
  a.child(a.childCount - 1 - end) === b.child(b.childCount - 1 - end)

const sameUnit = (a: ShownUnit, b: ShownUnit) =>
  a.table === b.table && (a.node === b.node || a.node.eq(b.node))

function unitsOf(doc: Node, from: number, to: number): ShownUnit[] {
  const units: ShownUnit[] = []
  for (let index = from; index < to; index += 1) {
    const node = doc.child(index)
    if (node.type !== nodes.table) units.push({ id: String(node.attrs.id), node, table: null })
    else {
      const table = String(node.attrs.id)
      for (const row of node.children) units.push({ id: String(row.attrs.id), node: row, table })
    }
  }
  return units
}

function contentOfUnit({ node, table }: ShownUnit): ProvisionContent {
  const isTableRow = table !== null
  const {
    kind = isTableRow ? 'row' : '',
    level = 0,
    dir,
    header = false,
  } = node.attrs as { kind?: string; level?: number; dir: 'ltr' | 'rtl' | null; header?: boolean }
  const segments = isTableRow ? node.children.flatMap(segmentsOfCell) : segmentsOfInline(node)
  return normal({ kind, level, dir, table, ...headerOf(table, header), segments })
}

/** A header row says that it is one; all others say nothing, as before there were any. */
const headerOf = (table: string | null, header: boolean): Pick<ProvisionContent, 'header'> =>
  table !== null && header ? { header: true } : {}

function segmentsOfCell(cell: Node): ContentSegment[] {
  const column = String(cell.attrs.column)
  const inline = segmentsOfInline(cell)
  return column === '' ? inline : [{ insert: { c: column }, marks: {} }, ...inline]
}

function segmentsOfInline(parent: Node): ContentSegment[] {
  return parent.children.map((node) => segment(node.text ?? embedOfNode(node), formatsOf(node.marks)))
}

function segment(insert: string | Record<string, string>, formats: Formats): ContentSegment {
  const marks: ContentSegment['marks'] = {}
  for (const [key, value] of Object.entries(formats)) {
    if (typeof value === 'string' || typeof value === 'boolean') marks[key] = value
  }
  return { insert, marks }
}

/** Words with the same marks joined; a cell with nothing in it says nothing, whether it is stored or only shown. */
function normal(content: ProvisionContent): ProvisionContent {
  const segments: ContentSegment[] = []
  for (const [index, next] of content.segments.entries()) {
    const last = segments.at(-1)
    if (isCell(next) && (index + 1 === content.segments.length || isCell(content.segments[index + 1])))
      continue
    if (last && typeof last.insert === 'string' && typeof next.insert === 'string' && sameMarks(last, next)) {
      segments[segments.length - 1] = { insert: last.insert + next.insert, marks: last.marks }
    } else if (next.insert !== '') segments.push(isCell(next) ? { ...next, marks: {} } : next)
  }
  return content.table === null ? { ...content, segments } : { ...content, level: 0, segments }
}

const isCell = (next: ContentSegment | undefined) => typeof next?.insert === 'object' && 'c' in next.insert

function sameMarks(a: ContentSegment, b: ContentSegment): boolean {
  const keys = Object.keys(a.marks)
  return keys.length === Object.keys(b.marks).length && keys.every((key) => a.marks[key] === b.marks[key])
}
