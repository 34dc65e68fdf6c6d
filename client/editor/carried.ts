import { DOMParser as TextParser, Fragment, Slice, type Node } from 'prosemirror-model'
import { nodes, schema } from '../../shared/text/schema'
import { cleanSlice, idsIn, inlineSlice, withInline } from './clean-slice'
import type { Dropped } from './pasted-html'

/** What signs and references lead to in the text from which they were copied. */
export interface Carried {
  /** The words of notes, by the id in their signs. */
  readonly notes: ReadonlyMap<string, Fragment>
  /** The numbers of provisions, by their ids. */
  readonly numbers: ReadonlyMap<string, string>
  /** Whether the last provision is only the beginning of one. */
  readonly endsWithin: boolean
}

export const NOTHING_CARRIED: Carried = { notes: new Map(), numbers: new Map(), endsWithin: false }

/** Attribute in which the sign of a note carries the note on the clipboard, as HTML. */
export const NOTE_ATTRIBUTE = 'data-note'

/** Attribute of a copied provision whose end was left behind. */
export const PART_ATTRIBUTE = 'data-part'

/** Reads what a text of ours put on the clipboard beside its own words. */
export function carriedIn(html: string): Carried {
  const notes = new Map<string, Fragment>()
  const numbers = new Map<string, string>()
  const read = (body: HTMLElement) => {
    for (const reference of body.querySelectorAll<HTMLElement>('span[data-reference]'))
      numbers.set(String(reference.dataset['reference']), reference.textContent ?? '')
  }
  const body = bodyOf(html)
  read(body)
  for (const sign of body.querySelectorAll<HTMLElement>(`sup[data-footnote][${NOTE_ATTRIBUTE}]`)) {
    const note = bodyOf(sign.getAttribute(NOTE_ATTRIBUTE) ?? '')
    read(note)
    const words = TextParser.fromSchema(schema).parseSlice(note, { preserveWhitespace: true })
    notes.set(String(sign.dataset['footnote']), inlineSlice(words).content)
  }
  return { notes, numbers, endsWithin: body.querySelector(`[${PART_ATTRIBUTE}]`) !== null }
}

const bodyOf = (html: string) => new DOMParser().parseFromString(html, 'text/html').body

/** A slice of which everything leads somewhere, and the notes that have to be put in beside it. */
export interface Led {
  readonly slice: Slice
  readonly notes: readonly Node[]
  readonly dropped: Dropped
}

/**
 * A slice whose signs and references lead somewhere in the document that it comes to. A note from elsewhere becomes one
 * of this document, its signs with it; without its words they go. A reference to a provision that stays behind becomes
 * what it read.
 */
export function ledIn(slice: Slice, doc: Node, { notes, numbers }: Carried): Led {
  const known = idsIn(doc)
  for (const id of idsIn(slice.content)) known.add(id)
  const made = new Map<string, Node>()
  const dropped: Dropped = {}
  const reference = (node: Node): Node | null => {
    const target = String(node.attrs.target)
    if (known.has(target)) return node
    dropped.references = (dropped.references ?? 0) + 1
    const words = numbers.get(target)
    return words ? schema.text(words, node.marks) : null
  }
  const inNote = (node: Node) => {
    if (node.type === nodes.footnoteReference) return null
    return node.type === nodes.crossReference ? reference(node) : node
  }
  const sign = (node: Node): Node | null => {
    const id = String(node.attrs.id)
    if (known.has(id)) return node
    const words = notes.get(id)
    const note = made.get(id) ?? (words && noteOfWords(withInline(words, inNote)))
    if (note) made.set(id, note)
    else dropped.notes = (dropped.notes ?? 0) + 1
    return note ? nodes.footnoteReference.create({ id: String(note.attrs.id) }, null, node.marks) : null
  }
  const content = withInline(slice.content, (node) => {
    if (node.type === nodes.crossReference) return reference(node)
    return node.type === nodes.footnoteReference ? sign(node) : node
  })
  return { slice: new Slice(content, slice.openStart, slice.openEnd), notes: [...made.values()], dropped }
}

function noteOfWords(words: Fragment): Node | undefined {
  const note = nodes.provision.create({ id: null, kind: 'footnote' }, words)
  return cleanSlice(new Slice(Fragment.from(note), 0, 0), new Set()).content.firstChild ?? undefined
}
