import { Schema, type Attrs, type DOMOutputSpec, type Node, type TagParseRule } from 'prosemirror-model'
import { isId } from '../ids'
import { isLanguage } from '../languages'
import { DEFAULT_KIND, isLink, MAX_LEVEL, PROVISION_KINDS } from './formats'

const provisionAttrs = {
  id: { default: null as string | null },
  kind: { default: DEFAULT_KIND as string },
  level: { default: 0 },
  dir: { default: null as string | null },
}

const provisionRules: TagParseRule[] = [
  { tag: 'h1', getAttrs: readProvision('title') },
  ...['h2', 'h3', 'h4', 'h5', 'h6'].map((tag, level) => ({ tag, getAttrs: readProvision('heading', level) })),
  { tag: 'li', getAttrs: readProvision('sub') },
  { tag: 'p', getAttrs: readProvision(DEFAULT_KIND) },
  { tag: 'blockquote', getAttrs: readProvision(DEFAULT_KIND) },
  // the number that a copy bears for other programs
  { tag: 'span[data-mark]', ignore: true },
]

/** The editor's view of the flat text. Attributes and marks are only ever added, never changed or taken away. */
export const schema = new Schema({
  nodes: {
    doc: { content: '(provision|table)+' },
    provision: {
      content: 'inline*',
      attrs: provisionAttrs,
      defining: true,
      parseDOM: provisionRules,
      toDOM: provisionDom,
    },
    table: {
      content: 'row+',
      attrs: { id: { default: null as string | null } },
      isolating: true,
      // between rows and between cells there is no place to type
      allowGapCursor: false,
      tableRole: 'table',
      parseDOM: [{ tag: 'table', getAttrs: (dom) => ({ id: idIn(dom, 'data-id') }) }],
      toDOM: (node) => ['table', { 'data-id': node.attrs.id as string }, ['tbody', 0]],
    },
    row: {
      content: 'cell+',
      attrs: {
        id: { default: null as string | null },
        dir: { default: null as string | null },
        header: { default: false },
      },
      allowGapCursor: false,
      tableRole: 'row',
      parseDOM: [{ tag: 'tr', getAttrs: readRow }],
      toDOM: (node) => [
        'tr',
        { 'data-id': node.attrs.id as string, ...ownDirection(node), ...ownHeader(node) },
        0,
      ],
    },
    cell: {
      content: 'inline*',
      /** `header` follows from the rows: whether this cell is in a row that is shown as a header row. */
      attrs: { column: { default: '' }, header: { default: false } },
      isolating: true,
      tableRole: 'cell',
      parseDOM: [
        { tag: 'td', getAttrs: (dom) => ({ column: idIn(dom, 'data-column') ?? '', header: false }) },
        { tag: 'th', getAttrs: (dom) => ({ column: idIn(dom, 'data-column') ?? '', header: true }) },
      ],
      toDOM: cellDom,
    },
    text: { group: 'inline' },
    footnoteReference: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: { id: {} },
      parseDOM: [{ tag: 'sup[data-footnote]', getAttrs: readId('data-footnote', 'id') }],
      toDOM: (node) => ['sup', { 'data-footnote': node.attrs.id as string }],
    },
    crossReference: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: { target: {} },
      parseDOM: [{ tag: 'span[data-reference]', getAttrs: readId('data-reference', 'target') }],
      toDOM: (node) => ['span', { 'data-reference': node.attrs.target as string }],
    },
    /** A cell boundary that ended up where no cell can begin. It takes up its place, so that nothing is lost. */
    separator: {
      group: 'inline',
      inline: true,
      atom: true,
      selectable: false,
      attrs: { column: { default: '' } },
      toDOM: () => ['span', { 'data-separator': '', 'aria-hidden': 'true' }, '|'],
    },
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [{ tag: 'a[href]', getAttrs: readLink }],
      toDOM: (mark): DOMOutputSpec => [
        'a',
        { href: mark.attrs.href as string, rel: 'noopener noreferrer nofollow', target: '_blank' },
        0,
      ],
    },
    strong: {
      parseDOM: [
        { tag: 'strong' },
        { tag: 'b', getAttrs: isNotNormalWeight },
        { style: 'font-weight', getAttrs: isBold },
      ],
      toDOM: () => ['strong', 0],
    },
    em: {
      parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }],
      toDOM: () => ['em', 0],
    },
    lang: {
      attrs: { language: {} },
      parseDOM: [{ tag: 'span[lang]', getAttrs: readLanguage }],
      toDOM: (mark): DOMOutputSpec => ['span', { lang: mark.attrs.language as string }, 0],
    },
    // reserved: written by the server only, and not yet
    bracket: {
      attrs: { id: {}, alternative: {} },
      excludes: '',
      inclusive: false,
      toDOM: (mark): DOMOutputSpec => ['span', { 'data-bracket': mark.attrs.id as string }, 0],
    },
    comment: {
      attrs: { id: {} },
      excludes: '',
      inclusive: false,
      toDOM: (mark): DOMOutputSpec => ['span', { 'data-comment': mark.attrs.id as string }, 0],
    },
    ins: {
      attrs: { value: {} },
      inclusive: false,
      toDOM: (): DOMOutputSpec => ['ins', 0],
    },
    del: {
      attrs: { id: {}, value: {} },
      excludes: '',
      inclusive: false,
      toDOM: (mark): DOMOutputSpec => ['del', { 'data-suggestion': mark.attrs.id as string }, 0],
    },
  },
})

/** The node types by name, so that they need not be looked up. */
export const nodes = schema.nodes
/** The mark types by name. */
export const marks = schema.marks

/** A provision as an element: its kind and level are what the style sheet goes by. */
export function provisionDom(node: Node): DOMOutputSpec {
  const { id, kind, level, dir } = node.attrs as {
    id: string | null
    kind: string
    level: number
    dir: string | null
  }
  const attrs = { 'data-id': id ?? '', 'data-kind': kind, 'data-level': String(level), dir: dir ?? 'auto' }
  if (kind === 'title') return ['h1', attrs, 0]
  if (kind === 'heading') return [`h${Math.min(6, level + 2)}`, attrs, 0]
  return ['p', attrs, 0]
}

function cellDom({ attrs }: Node): DOMOutputSpec {
  const said = { 'data-column': attrs.column as string, dir: 'auto' }
  return attrs.header === true ? ['th', { ...said, scope: 'col' }, 0] : ['td', said, 0]
}

function readRow(dom: HTMLElement): Attrs {
  return { id: idIn(dom, 'data-id'), dir: directionIn(dom), header: dom.hasAttribute('data-header') }
}

function readProvision(kind: string, level = 0): (dom: HTMLElement) => Attrs {
  return (dom) => {
    const said = dom.getAttribute('data-kind')
    const depth = Number(dom.getAttribute('data-level') ?? level)
    return {
      id: idIn(dom, 'data-id'),
      kind:
        said !== null && said !== 'row' && (PROVISION_KINDS as readonly string[]).includes(said)
          ? said
          : kind,
      level: Number.isInteger(depth) ? Math.min(MAX_LEVEL, Math.max(0, depth)) : 0,
      dir: directionIn(dom),
    }
  }
}

function readId(attribute: string, name: string): (dom: HTMLElement) => Attrs | false {
  return (dom) => {
    const id = idIn(dom, attribute)
    return id === null ? false : { [name]: id }
  }
}

function readLink(dom: HTMLElement): Attrs | false {
  const href = dom.getAttribute('href')
  return isLink(href) ? { href } : false
}

function readLanguage(dom: HTMLElement): Attrs | false {
  const language = dom.getAttribute('lang')
  return isLanguage(language) ? { language } : false
}

const idIn = (dom: HTMLElement, attribute: string): string | null => {
  const id = dom.getAttribute(attribute)
  return isId(id) ? id : null
}

const directionIn = (dom: HTMLElement): string | null => {
  const dir = dom.getAttribute('dir')
  return dir === 'ltr' || dir === 'rtl' ? dir : null
}

const ownHeader = (node: Node): { 'data-header'?: string } =>
  node.attrs.header === true ? { 'data-header': '' } : {}

const ownDirection = (node: Node): { dir?: string } =>
  node.attrs.dir === null ? {} : { dir: node.attrs.dir as string }

function isNotNormalWeight(dom: HTMLElement): null | false {
  return dom.style.fontWeight === 'normal' ? false : null
}

function isBold(weight: string): null | false {
  return /^(?:bold(?:er)?|[6-9]\d{2})$/.test(weight) ? null : false
}
