import { baseKeymap } from 'prosemirror-commands'
import { keydownHandler } from 'prosemirror-keymap'
import type { ResolvedPos } from 'prosemirror-model'
import { Plugin, Selection, type Command, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { nodes } from '../../shared/text/schema'
import { isFromText } from './binding/binding'
import { differingChildren, type Child } from './differing'

/** Whether one end of a selection is in a table and the other is not in the same cell. */
export function crossesCells({ $from, $to }: Pick<Selection, '$from' | '$to'>): boolean {
  if (!isInside($from) && !isInside($to)) return false
  return cellAt($from) === null || cellAt($from) !== cellAt($to)
}

const isInside = ($pos: ResolvedPos) => $pos.depth > 0 && $pos.node(1).type === nodes.table

const cellAt = ($pos: ResolvedPos) => (isInside($pos) && $pos.depth >= 3 ? $pos.before(3) : null)

/**
 * Deletes what is selected. Where that crosses cells only their words go: rows, and the words of other cells, stay where
 * they are. Provisions that lie between the ends as a whole go too.
 */
export function deleteWithin(tr: Transaction): Transaction {
  const { selection, doc } = tr
  if (!crossesCells(selection)) return tr.deleteSelection()
  const { from, to } = selection
  const stretches: { from: number; to: number }[] = []
  doc.nodesBetween(from, to, (node, pos) => {
    const end = pos + node.nodeSize
    const isWhole = node.type === nodes.provision && from <= pos && end <= to
    if (isWhole) stretches.push({ from: pos, to: end })
    else if (node.isTextblock) stretches.push({ from: Math.max(from, pos + 1), to: Math.min(to, end - 1) })
    return !node.isTextblock
  })
  // from the end, so that the positions of what comes before hold
  for (const stretch of stretches.toReversed()) tr.delete(stretch.from, stretch.to)
  return tr.setSelection(Selection.near(tr.doc.resolve(from)))
}

/** Writes over what is selected, in the formats of its first words. */
export function typeWithin(tr: Transaction, words: string): Transaction {
  const { $from, $to } = tr.selection
  const marks = tr.storedMarks ?? $from.marksAcross($to) ?? []
  return deleteWithin(tr).ensureMarks(marks).insertText(words)
}

/** Backspace and Delete on a selection that crosses cells. */
export const deleteAcross: Command = ({ selection, tr }, dispatch) => {
  if (!crossesCells(selection)) return false
  dispatch?.(deleteWithin(tr).scrollIntoView())
  return true
}

/** Binds every key that deletes on this kind of keyboard, be it a letter, a word or a line. */
export function bindDeleting(backward: Command, forward: Command): Record<string, Command> {
  const ours = new Map([
    [baseKeymap['Backspace'], backward],
    [baseKeymap['Delete'], forward],
  ])
  const bound = Object.entries(baseKeymap).flatMap(([key, command]) => {
    const own = ours.get(command)
    return own ? [[key, own] as const] : []
  })
  return Object.fromEntries(bound)
}

/**
 * Keeps rows and columns as they are when somebody deletes a selection that crosses cells, or types, pastes or composes
 * over it: what takes rows away are commands, one at a time and only while connected. So is a deletion that begins and
 * ends outside a table and takes all of it along.
 *
 * @param mayRestructure whether rows may go now; it tells the person when they may not
 */
export function cellsPlugin(mayRestructure: () => boolean): Plugin {
  return new Plugin({
    filterTransaction: (tr) => !tr.docChanged || isFromText(tr) || !takesRows(tr) || mayRestructure(),
    props: {
      handleKeyDown: keydownHandler(bindDeleting(deleteAcross, deleteAcross)),
      handleTextInput: (view, from, to, words) => {
        const { doc } = view.state
        if (!crossesCells({ $from: doc.resolve(from), $to: doc.resolve(to) })) return false
        return carriedOut(view, (tr) => typeWithin(tr, words))
      },
      // a lock may keep the deletion out: then nothing is pasted
      handlePaste: (view, _event, slice) =>
        crosses(view) && (slice.size === 0 || (carriedOut(view, deleteWithin) && crosses(view))),
      handleDOMEvents: {
        cut: (view, event) => crosses(view) && cut(view, event),
        compositionstart: (view) => {
          if (crosses(view)) carriedOut(view, deleteWithin)
          return false
        },
        // from menus, and from keyboards on a screen
        beforeinput: (view, event) => !event.isComposing && crosses(view) && carriedIn(view, event),
      },
    },
  })
}

/** Whether rows that stood in the text before a change do not any more. */
function takesRows({ before, doc }: Transaction): boolean {
  const { old, fresh } = differingChildren(before, doc)
  const left = new Set(fresh.flatMap(rowsIn))
  return old.flatMap(rowsIn).some((id) => !left.has(id))
}

const rowsIn = ({ node }: Child): unknown[] =>
  node.type === nodes.table ? node.children.map(({ attrs }) => attrs.id as unknown) : []

const crosses = (view: EditorView) => view.editable && crossesCells(view.state.selection)

function carriedOut(view: EditorView, change: (tr: Transaction) => Transaction): true {
  view.dispatch(change(view.state.tr).scrollIntoView())
  return true
}

function cut(view: EditorView, event: ClipboardEvent): boolean {
  const { clipboardData } = event
  if (!clipboardData) return false
  const { dom, text } = view.serializeForClipboard(view.state.selection.content())
  clipboardData.clearData()
  clipboardData.setData('text/html', dom.innerHTML)
  clipboardData.setData('text/plain', text)
  event.preventDefault()
  return carriedOut(view, (tr) => deleteWithin(tr).setMeta('uiEvent', 'cut'))
}

function carriedIn(view: EditorView, event: InputEvent): boolean {
  const { inputType, data } = event
  if (!/^(?:delete|insert)/.test(inputType)) return false
  event.preventDefault()
  if (data) return carriedOut(view, (tr) => typeWithin(tr, data))
  return !inputType.startsWith('delete') || carriedOut(view, deleteWithin)
}
