import type { Node } from 'prosemirror-model'
import * as numbering from '../../shared/text/numbering'
import type { Numberable, Numbering } from '../../shared/text/numbering'
import { nodes } from '../../shared/text/schema'

/** The numbers of a text, by id of what bears them. */
export interface Labels {
  /** As others refer to a provision: `OP 3(a)`. */
  readonly provisions: ReadonlyMap<string, string>
  /** As it stands beside the provision: `(a)`. */
  readonly marks: ReadonlyMap<string, string>
  /** Footnotes in the order of their references. */
  readonly footnotes: ReadonlyMap<string, string>
}

export const NO_LABELS: Labels = { provisions: new Map(), marks: new Map(), footnotes: new Map() }

/** The numbers of the document that the editor shows. */
export function labelsOf(doc: Node, how: Numbering): Labels {
  const provisions = new Map<string, string>()
  const marks = new Map<string, string>()
  for (const [id, { label, mark }] of numbering.labelsOf(numberablesOf(doc), how)) {
    provisions.set(id, label)
    marks.set(id, mark)
  }
  return { provisions, marks, footnotes: footnotesOf(doc, how) }
}

function numberablesOf(doc: Node): Numberable[] {
  return doc.children
    .filter(({ type }) => type === nodes.provision)
    .map(({ attrs }) => attrs as unknown as Numberable)
}

function footnotesOf(doc: Node, { digits }: Numbering): Map<string, string> {
  const footnotes = new Map<string, string>()
  doc.descendants((node) => {
    const id = node.type === nodes.footnoteReference ? String(node.attrs.id) : null
    if (id !== null && !footnotes.has(id)) footnotes.set(id, numbering.numberText(footnotes.size + 1, digits))
  })
  return footnotes
}
