import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { isLanguage, type Language } from '../../shared/languages'
import { marks } from '../../shared/text/schema'
import { differingChildren, type Child } from './differing'

const key = new PluginKey<DecorationSet>('spoken')

/**
 * Says of each provision whose words are all in one language of their own that it is in that language: spelling,
 * hyphenation and reading aloud follow it. Only provisions that a change touched are read again.
 */
export function spokenPlugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, { doc }) => DecorationSet.create(doc, childrenOf(doc).flatMap(spokenIn)),
      apply(tr, said, before, { doc }) {
        if (!tr.docChanged) return said
        const { fresh } = differingChildren(before.doc, doc)
        const mapped = said.map(tr.mapping, doc)
        const stale = fresh.flatMap(({ node, pos }) =>
          mapped.find(pos, pos + node.nodeSize).filter(within(pos, node)),
        )
        const again = fresh.flatMap(spokenIn)
        return stale.length + again.length === 0 ? mapped : mapped.remove(stale).add(doc, again)
      },
    },
    props: { decorations: (state) => key.getState(state) },
  })
}

/** The one language that all words of a paragraph are marked with, or null. */
export function languageOf(paragraph: Node): Language | null {
  const languages = new Set<unknown>()
  paragraph.forEach((child) => {
    if (child.isText) languages.add(markedAs(child))
  })
  const [only] = languages
  return languages.size === 1 && isLanguage(only) ? only : null
}

function markedAs(text: Node): unknown {
  const mark = marks.lang.isInSet(text.marks)
  return mark ? (mark.attrs as { language: unknown }).language : null
}

function spokenIn({ node, pos }: Child): Decoration[] {
  const lang = node.isTextblock ? languageOf(node) : null
  return lang ? [Decoration.node(pos, pos + node.nodeSize, { lang })] : []
}

const within =
  (pos: number, { nodeSize }: Node) =>
  ({ from, to }: Decoration) =>
    from >= pos && to <= pos + nodeSize

function childrenOf(doc: Node): Child[] {
  const children: Child[] = []
  doc.forEach((node, pos) => children.push({ node, pos }))
  return children
}
