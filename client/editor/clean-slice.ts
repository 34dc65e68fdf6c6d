import { Fragment, Slice, type Mark, type Node } from 'prosemirror-model'
import { newId } from '../../shared/ids'
import { HEAD_ID, isPlainLink } from '../../shared/text/formats'
import { marks, nodes, schema } from '../../shared/text/schema'
import { cleanText } from './clean-text'

const RESERVED = [marks.bracket, marks.comment, marks.ins, marks.del]

/** A slice as it may enter a document: cleaned, without reserved marks, and without an id that `taken` has. Signs go with their notes. */
export function cleanSlice(slice: Slice, taken: ReadonlySet<string>): Slice {
  const given = new Set(taken)
  const content = Fragment.fromArray(slice.content.content.map((node) => cleanNode(node, given, [])))
  const renewed = renewedNotes(slice.content, content)
  const led = withInline(content, (node) => {
    const id = node.type === nodes.footnoteReference ? renewed.get(String(node.attrs.id)) : undefined
    return id === undefined ? node : node.type.create({ id }, null, node.marks)
  })
  return new Slice(led, slice.openStart, slice.openEnd)
}

/** The new ids of copied notes, by those that they had. */
function renewedNotes(before: Fragment, after: Fragment): Map<string, string> {
  const renewed = new Map<string, string>()
  before.forEach(({ attrs }, _offset, index) => {
    const { id } = after.child(index).attrs
    if (attrs.kind === 'footnote' && typeof attrs.id === 'string' && id !== attrs.id)
      renewed.set(attrs.id, String(id))
  })
  return renewed
}

/** The same content with each inline node as a change makes it; null takes one out. */
export function withInline(content: Fragment, change: (node: Node) => Node | null): Fragment {
  return Fragment.fromArray(
    content.content.flatMap((node) => {
      const changed = node.isInline ? change(node) : node.copy(withInline(node.content, change))
      return changed ? [changed] : []
    }),
  )
}

const isFree = ({ type, attrs }: Mark): boolean =>
  type === marks.link ? isPlainLink(attrs.href) : !RESERVED.includes(type)

/** @param columns names of the columns of the table around, by place */
function cleanNode(node: Node, given: Set<string>, columns: string[]): Node {
  const free = node.marks.filter(isFree)
  if (node.isText) return schema.text(cleanText(node.text ?? '') || ' ', free)
  if (node.isInline) return node.mark(free)
  const inside: string[] = node.type === nodes.table ? [] : columns
  const children = node.children.map((child, place) => {
    const clean = cleanNode(child, given, inside)
    if (child.type !== nodes.cell) return clean
    return nodes.cell.create({ ...child.attrs, column: (inside[place] ??= newId()) }, clean.content)
  })
  return node.type.create({ ...node.attrs, ...freshId(node, given) }, children)
}

function freshId({ attrs }: Node, given: Set<string>): { id?: string } {
  if (!('id' in attrs)) return {}
  const own = attrs.id as string | null
  const id = own === null || own.includes('~') || own === HEAD_ID || given.has(own) ? newId() : own
  given.add(id)
  return { id }
}

/** A cell holds one paragraph: provisions pasted into one are put behind one another, notes without their signs. */
export function inlineSlice(slice: Slice): Slice {
  const inline: Node[] = []
  const ids = idsIn(slice.content)
  const isSign = ({ type, attrs }: Node) => type === nodes.footnoteReference && ids.has(String(attrs.id))
  slice.content.descendants((node) => {
    if (node.isTextblock && inline.length > 0) inline.push(schema.text(' '))
    if (node.isInline && !isSign(node)) inline.push(node)
    return true
  })
  return new Slice(Fragment.from(inline), 0, 0)
}

/** Every id that a document, or a part of one, has. */
export function idsIn(doc: Node | Fragment): Set<string> {
  const ids = new Set<string>()
  doc.descendants((node) => {
    if (typeof node.attrs.id === 'string') ids.add(node.attrs.id)
    return !node.isTextblock
  })
  return ids
}
