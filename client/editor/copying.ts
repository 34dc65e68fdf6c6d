import { DOMSerializer, type Node } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'
import { nodes, schema } from '../../shared/text/schema'
import type { Labels } from './labels'
import { describeTable } from './table-view'

/** What is copied says to other programs what it says here: the numbers of references and notes, and which rows are headers. */
export function copyPlugin(labels: () => Labels): Plugin {
  const numberOf = (node: Node) => numberIn(labels(), node)
  return new Plugin({
    props: {
      clipboardSerializer: copier(numberOf),
      clipboardTextSerializer: ({ content }) => content.textBetween(0, content.size, '\n\n', numberOf),
    },
  })
}

/** The number that a reference or the sign of a note shows; nothing for other nodes. */
function numberIn({ provisions, footnotes }: Labels, { type, attrs }: Node): string {
  if (type === nodes.footnoteReference) return footnotes.get(String(attrs.id)) ?? ''
  return type === nodes.crossReference ? (provisions.get(String(attrs.target)) ?? '') : ''
}

function copier(numberOf: (node: Node) => string): DOMSerializer {
  const shown = DOMSerializer.nodesFromSchema(schema)
  /** A number is the text of its element, which our own text does not read when it is pasted. */
  const numbered = (tag: string, name: string) => (node: Node) =>
    [tag, { [name]: String(node.attrs.id ?? node.attrs.target) }, numberOf(node)] as const
  const serializer: DOMSerializer = new DOMSerializer(
    {
      ...shown,
      footnoteReference: numbered('sup', 'data-footnote'),
      crossReference: numbered('span', 'data-reference'),
      table: (table) => copiedTable(serializer, table),
    },
    DOMSerializer.marksFromSchema(schema),
  )
  return serializer
}

/** Other programs know the header rows of a table by its head. */
function copiedTable(serializer: DOMSerializer, table: Node): HTMLElement {
  const dom = document.createElement('table')
  describeTable(dom, table)
  const isHeader = (row: Node) => row.firstChild?.attrs.header === true
  const parts = {
    thead: table.children.filter(isHeader),
    tbody: table.children.filter((row) => !isHeader(row)),
  }
  for (const [tag, rows] of Object.entries(parts)) {
    if (rows.length > 0) {
      const part = dom.appendChild(document.createElement(tag))
      part.append(...rows.map((row) => serializer.serializeNode(row)))
    }
  }
  return dom
}
