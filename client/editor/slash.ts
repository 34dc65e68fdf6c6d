import type { Mark } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { Phrase } from '../../shared/phrases'
import { marks, schema } from '../../shared/text/schema'

/** What is typed behind a slash to find a tool is short; whoever types on means the words. */
const MAX_WANTED = 24

/** Everything that can be inserted or changed, or the opening phrases only. */
export type Offered = 'all' | 'phrases'

interface Opened {
  readonly offered: Offered
  /** Position of the slash, or of the caret when there was none. */
  readonly from: number
}

/** What is asked for at the caret: the words from `from` to `to` are typed to find it, and go when it is taken. */
export interface Asked extends Opened {
  readonly to: number
  readonly wanted: string
}

const key = new PluginKey<Opened | null>('slash')

/**
 * A slash at the beginning of an empty provision or behind a space opens a list of what can be inserted. It remains an
 * ordinary letter: the list closes when it does not lead to anything, and it never opens inside a word.
 */
export function slashPlugin(): Plugin<Opened | null> {
  return new Plugin<Opened | null>({
    key,
    state: { init: () => null, apply: applied },
    props: {
      handleTextInput: (view, from, to, text) => text === '/' && openedBySlash(view, from, to),
      handleDOMEvents: {
        blur: (view) => {
          closeOffer(view)
          return false
        },
        compositionstart: (view) => {
          closeOffer(view)
          return false
        },
      },
    },
  })
}

/** What is asked for at the caret, or null when no list is open. */
export function askedIn(state: EditorState): Asked | null {
  const opened = key.getState(state)
  if (!opened) return null
  const to = state.selection.head
  const words = state.doc.textBetween(opened.from, to)
  return { ...opened, to, wanted: opened.offered === 'all' ? words.slice(1) : words }
}

/** Opens the list at the caret without a slash. */
export function offer(view: EditorView, offered: Offered): void {
  const opened: Opened = { offered, from: view.state.selection.head }
  const tr = view.state.selection.empty ? view.state.tr.setMeta(key, { opened }) : null
  if (tr) view.dispatch(tr)
  view.focus()
}

/** Closes the list; what was typed stays. */
export function closeOffer(view: EditorView): void {
  if (key.getState(view.state)) view.dispatch(closing(view.state.tr))
}

/** Takes away what was typed to find a tool; what is typed next is in the same language and formats. */
export function withoutAsked(state: EditorState, { from, to }: Asked): Transaction {
  return closing(state.tr.delete(from, to)).ensureMarks(marksAt(state))
}

/**
 * Puts a phrase in the place of what was typed to find it, with emphasis and in the language that the caret is in; what is
 * typed next has the language only.
 */
export function withPhrase(state: EditorState, { from, to }: Asked, { words, gap }: Phrase): Transaction {
  const language = marksAt(state).filter(({ type }) => type === marks.lang)
  const phrase = schema.text(words, marks.em.create().addToSet(language))
  const tr = state.tr.replaceWith(from, to, gap === '' ? phrase : [phrase, schema.text(gap, language)])
  return closing(tr).setStoredMarks(language).scrollIntoView()
}

const marksAt = ({ storedMarks, selection }: EditorState): readonly Mark[] =>
  storedMarks ?? selection.$from.marks()

const closing = (tr: Transaction) => tr.setMeta(key, { opened: null })

function openedBySlash(view: EditorView, from: number, to: number): boolean {
  const { state } = view
  if (view.composing || !mayOpenAt(state, from)) return false
  const opened: Opened = { offered: 'all', from }
  view.dispatch(state.tr.insertText('/', from, to).setMeta(key, { opened }).scrollIntoView())
  return true
}

function mayOpenAt({ doc }: EditorState, pos: number): boolean {
  const { parent, parentOffset, nodeBefore } = doc.resolve(pos)
  if (parentOffset === 0) return parent.content.size === 0
  return nodeBefore?.isText === true && /\s$/.test(nodeBefore.text ?? '')
}

function applied(
  tr: Transaction,
  opened: Opened | null,
  _before: EditorState,
  after: EditorState,
): Opened | null {
  const meta = tr.getMeta(key) as { opened: Opened | null } | undefined
  if (meta) return meta.opened
  if (!opened || (!tr.docChanged && !tr.selectionSet)) return opened
  const moved = { ...opened, from: tr.mapping.map(opened.from, -1) }
  return isStillAsking(moved, after) ? moved : null
}

function isStillAsking({ from, offered }: Opened, { doc, selection }: EditorState): boolean {
  const { $head, head, empty } = selection
  if (!empty || from > doc.content.size || !$head.sameParent(doc.resolve(from))) return false
  const least = offered === 'all' ? 1 : 0
  if (head < from + least || head > from + MAX_WANTED) return false
  const words = doc.textBetween(from, head)
  return offered === 'all' ? /^\/(?!\s)/.test(words) : !/^\s/.test(words)
}
