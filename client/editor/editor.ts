import { baseKeymap, chainCommands, deleteSelection } from 'prosemirror-commands'
import { dropCursor } from 'prosemirror-dropcursor'
import { gapCursor } from 'prosemirror-gapcursor'
import { keymap } from 'prosemirror-keymap'
import { EditorState, TextSelection, type Command, type Plugin, type Transaction } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type { Numbering } from '../../shared/text/numbering'
import type { RosterPerson } from '../collab/connection'
import type { Replica } from '../collab/replica'
import { hasSettled, NO_LOCKS, type Lock, type Locks } from '../collab/settled'
import { atCaretPlugin } from './at-caret'
import { insertBeside, removalOf } from './beside'
import { dispatchInto, FlatBinding, isFromOthers, isFromText } from './binding/binding'
import { openUndo, type Undo } from './binding/undo'
import { caretFirstPlugin, takeInCaret } from './caret-first'
import { Carets, cursorOf } from './carets'
import { bindDeleting, cellsPlugin } from './cells'
import * as commands from './commands'
import { copyPlugin } from './copying'
import { composingPlugin } from './composing'
import { dragPlugin } from './drag'
import { enteredPlugin, showEntered, type EnteredLabels } from './entered'
import { findingPlugin } from './finding'
import { goingPlugin, goTo } from './going'
import { idsPlugin } from './ids'
import type { Labels } from './labels'
import { leaveNote } from './leads'
import { lockedPlugin, showLocks, type LockLabel } from './locked'
import { moveOf, moveOfSelection, type Destination, type Move } from './moving'
import { noteOrderPlugin } from './note-order'
import { leaveEmptyNote, notesPlugin } from './notes'
import { pastePlugin } from './paste'
import type { Dropped } from './pasted-html'
import { makeStops, numberAs, referencesPlugin } from './references'
import { bindText } from './shortcuts'
import { slashPlugin } from './slash'
import { spokenPlugin } from './spoken'
import { tablePlugin } from './table-view'
import { isInTable, moveBelow, moveInColumn, moveToCell } from './tables'
import { trailPlugin } from './trail'
import { typedMarksPlugin } from './typed-marks'
import { writablePlugin } from './writable'

/** Why a change did not come about, to be said to the person. */
export type Hindrance = Lock | 'disconnected' | 'one-at-a-time' | 'paste-too-large'

/** A caret, in words that another editor of the same text understands, and how far down the window it is, in pixels. */
export interface CaretPlace {
  readonly provisionId: string
  readonly offset: number
  readonly top: number
}

export interface EditorNeeds {
  readonly place: HTMLElement
  /** Empty element over the text, for others' carets. */
  readonly layer: HTMLElement
  readonly replica: Pick<Replica, 'text' | 'connection' | 'online' | 'unsaved' | 'record'>
  readonly lockLabel: LockLabel
  readonly personOf: (personId: string) => RosterPerson | undefined
  readonly attributes: Readonly<Record<string, string>>
  /** After every change of the document or the selection. */
  readonly onUpdate: (state: EditorState) => void
  /** Now, and whenever a number changed. */
  readonly onLabels: (labels: Labels) => void
  /** A change did not come about; a lock names the provision that is locked. */
  readonly onHindered: (why: Hindrance, provisionId?: string) => void
  /** Provisions or tables were moved from here, by whatever way. */
  readonly onMoved: (move: Move) => void
  /** A provision, and perhaps others, came to another level from here. */
  readonly onLevelled: (provisionId: string) => void
  /** Something was pasted, and this of it left out or changed. */
  readonly onCleaned: (dropped: Dropped) => void
  /** A note went with the last sign that led to it. */
  readonly onNoteRemoved: () => void
}

/** Escape and then Tab lead out of the text; anything between them is work in it. */
const LEAVING_KEYS: readonly string[] = ['Escape', 'Tab', 'Shift']

/** The editor of one replica: shows its text, writes what is typed into it, and keeps out what must not be changed. */
export class TextEditor {
  readonly view: EditorView
  readonly binding: FlatBinding
  readonly undo: Undo
  readonly #needs: EditorNeeds
  readonly #stop: () => void
  #attributes: Readonly<Record<string, string>>
  #carets: Carets | null = null
  #editable = false
  #frozen = false
  #locks = NO_LOCKS
  #tabLeaves = false

  constructor(needs: EditorNeeds) {
    this.#needs = needs
    this.#attributes = needs.attributes
    this.binding = new FlatBinding(needs.replica.text)
    const state = EditorState.create({ doc: this.binding.doc(), plugins: this.#plugins() })
    this.view = new EditorView(needs.place, {
      state,
      attributes: ({ doc }) => ({ ...this.#attributes, ...(isBlank(doc) ? { 'data-blank': '' } : {}) }),
      editable: () => this.#editable,
      dispatchTransaction: (tr) => {
        const before = this.view.state.doc
        dispatchInto(this.view, this.binding, tr)
        if (!isFromText(tr)) this.#record(before)
        // others' changes leave the caret on its words: where these are is known to everybody
        if (!isFromOthers(tr)) this.#showCursor()
        needs.onUpdate(this.view.state)
      },
      handleDOMEvents: {
        focus: () => this.#showCursor(),
        blur: () => this.#showCursor(),
        keydown: (_view, { key }) => {
          if (!LEAVING_KEYS.includes(key)) this.#tabLeaves = false
        },
        mousedown: () => {
          this.#tabLeaves = false
        },
      },
    })
    this.binding.attach(this.view)
    this.undo = openUndo(this.binding)
    this.#stop = this.undo.onChange(() => needs.onUpdate(this.view.state))
    needs.onUpdate(this.view.state)
  }

  /** Shows others' carets and one's own to them, once there is a line; their changes leave the caret where it is. */
  followPresence(): void {
    const { connection } = this.#needs.replica
    this.#carets?.close()
    if (!connection) return
    const { layer, personOf } = this.#needs
    const { awareness } = connection
    connection.beforeChanges(() => takeInCaret(this.view))
    this.#carets = new Carets({ view: this.view, binding: this.binding, awareness, layer, personOf })
    this.#showCursor()
  }

  /** Names or colours of people have changed. */
  peopleChanged(): void {
    this.#carets?.redraw()
  }

  setEditable(editable: boolean): void {
    if (this.#editable === editable) return
    this.#editable = editable
    this.view.setProps({})
    makeStops(this.view, !editable)
  }

  /** Says what the text is called, in which language it is, and whether it can be changed. */
  setAttributes(attributes: Readonly<Record<string, string>>): void {
    this.#attributes = { ...this.#needs.attributes, ...attributes }
    this.view.setProps({})
  }

  /** Numbers provisions in the way of the document's language. */
  setNumbering(numbering: Numbering): void {
    numberAs(this.view, numbering)
  }

  /** Locks or unlocks provisions. Undo does not reach back behind a gavel: it could change what was agreed. */
  setLocks(locks: Locks, label: LockLabel): void {
    this.#frozen = locks.frozen.size > 0
    if (hasSettled(this.#locks, locks)) this.undo.clear()
    this.#locks = locks
    showLocks(this.view, locks, label)
  }

  /** Marks provisions whose words wait for a confirmation. */
  setEntered(labels: EnteredLabels): void {
    showEntered(this.view, labels)
  }

  /** Carries a command out as if its key had been pressed. */
  run(command: Command): boolean {
    this.view.focus()
    return command(this.view.state, this.view.dispatch.bind(this.view), this.view)
  }

  /** As `run`, and it is undone by itself. */
  runAlone(command: Command): boolean {
    this.undo.pause()
    const done = this.run(command)
    this.undo.pause()
    return done
  }

  /** Makes one change that is undone by itself, whatever was typed just before or after. */
  changeAlone(tr: Transaction): void {
    this.undo.pause()
    this.view.dispatch(tr)
    this.undo.pause()
  }

  undoOwn(): boolean {
    return this.#stepBack(() => this.undo.undo())
  }

  redoOwn(): boolean {
    return this.#stepBack(() => this.undo.redo())
  }

  /** Whether a table command or a move may begin now; the reason is said when it may not. */
  readonly mayRestructure = (): boolean => {
    const { replica, onHindered } = this.#needs
    if (!replica.online) onHindered('disconnected')
    else if (replica.unsaved.waiting) onHindered('one-at-a-time')
    else return true
    return false
  }

  /** Puts the caret into a provision, scrolls there and marks it for a moment. @returns whether it is in the text */
  goTo(provisionId: string): boolean {
    return goTo(this.view, provisionId)
  }

  /**
   * Moves a provision or table with what belongs to it; why it may not be moved is said to the person.
   *
   * @returns whether it was moved
   */
  move(provisionId: string, to: Destination): boolean {
    const move = this.#editable ? moveOf(this.view.state, provisionId, to) : null
    return move !== null && this.mayRestructure() && this.#carryOut(move)
  }

  /** Begins a provision before a block, or behind it and what belongs to it. */
  insertBeside(id: string, side: 'before' | 'after'): void {
    const tr = this.#editable ? insertBeside(this.view.state, id, side) : null
    if (tr) this.changeAlone(tr)
    this.view.focus()
  }

  /** Deletes a block with what belongs to it. @returns what was deleted; null when nothing was */
  remove(id: string): Move | null {
    const removal = this.#editable ? removalOf(this.view.state, id) : null
    const before = this.view.state.doc
    if (removal) this.changeAlone(removal.tr)
    this.view.focus()
    return this.view.state.doc === before ? null : removal
  }

  /** Leads what is selected one level deeper or higher. */
  changeLevel(by: 1 | -1): void {
    this.run(this.#level(by))
  }

  /** Where the caret is; null while it is not in the text. */
  get caret(): CaretPlace | null {
    if (!this.view.hasFocus()) return null
    const { $head, head } = this.view.state.selection
    for (let depth = $head.depth; depth > 0; depth -= 1) {
      const { id } = $head.node(depth).attrs as { id?: string }
      const { top } = this.view.coordsAtPos(head)
      if (id !== undefined) return { provisionId: id, offset: head - $head.start(depth), top }
    }
    return null
  }

  /** The provision, or row, at which the selection begins. */
  get idAtCaret(): string | null {
    const { $from } = this.view.state.selection
    if ($from.depth === 0) return null
    const block = $from.node(1)
    return String((block.isTextblock ? block : $from.node(2)).attrs.id)
  }

  /** Goes on where the editor before this one had its caret, without moving the page under the reader's eyes. */
  resume({ provisionId, offset, top }: CaretPlace): void {
    const { doc } = this.view.state
    doc.descendants((node, pos) => {
      if (node.attrs.id !== provisionId) return !node.isTextblock
      const selection = TextSelection.near(doc.resolve(pos + 1 + Math.min(offset, node.content.size)))
      this.view.dispatch(this.view.state.tr.setSelection(selection))
      this.view.dom.focus({ preventScroll: true })
      this.view.focus()
      this.#keepCaretAt(top)
      return false
    })
  }

  /** Writes to the text outside the editor, and remembers what became of the provisions. */
  write(change: () => void): void {
    const before = this.view.state.doc
    change()
    this.#record(before)
  }

  close(): void {
    this.#stop()
    this.#carets?.close()
    this.undo.close()
    this.view.destroy()
    this.binding.destroy()
  }

  /** Again with the next two frames: what was never shown takes its real height only then. */
  #keepCaretAt(top: number, framesLeft = 2): void {
    if (this.view.isDestroyed) return
    scrollBy(0, this.view.coordsAtPos(this.view.state.selection.head).top - top)
    if (framesLeft > 0) requestAnimationFrame(() => this.#keepCaretAt(top, framesLeft - 1))
  }

  /** Alt-Up and Alt-Down: moves what is selected, or the provision or table at the caret, with what belongs to it. */
  #moveSelected(by: 1 | -1): Command {
    return (state, dispatch) => {
      const move = moveOfSelection(state, by)
      if (!move || !dispatch) return move !== null
      if (this.mayRestructure()) this.#carryOut({ ...move, tr: move.tr.scrollIntoView() })
      return true
    }
  }

  #level(by: 1 | -1): Command {
    return (state, dispatch) => {
      const isDone = commands.changeLevel(by)(state, dispatch)
      const id = this.idAtCaret
      if (dispatch && id !== null && this.view.state.doc !== state.doc) this.#needs.onLevelled(id)
      return isDone
    }
  }

  #carryOut(move: Move): boolean {
    const before = this.view.state.doc
    this.changeAlone(move.tr)
    const isMoved = this.view.state.doc !== before
    if (isMoved) this.#needs.onMoved(move)
    return isMoved
  }

  #record(before: EditorState['doc']): void {
    if (this.view.state.doc !== before) this.#needs.replica.record(before, this.view.state.doc)
  }

  #showCursor(): void {
    this.#needs.replica.connection?.showCursor(() =>
      this.view.isDestroyed ? null : cursorOf(this.view, this.binding),
    )
  }

  #stepBack(step: () => boolean): boolean {
    if (!this.#editable) return false
    if (this.#frozen) {
      this.#needs.onHindered('freezing')
      return true
    }
    const before = this.view.state.doc
    const stepped = step()
    this.#record(before)
    return stepped
  }

  #plugins(): Plugin[] {
    const { lockLabel, onHindered, replica } = this.#needs
    return [
      caretFirstPlugin(),
      lockedPlugin(lockLabel, onHindered),
      enteredPlugin(),
      composingPlugin({
        hold: () => replica.connection?.hold(),
        release: () => replica.connection?.release(),
      }),
      pastePlugin({
        tooLarge: () => onHindered('paste-too-large'),
        mayRestructure: this.mayRestructure,
        around: () => this.undo.pause(),
        cleaned: this.#needs.onCleaned,
      }),
      cellsPlugin(this.mayRestructure),
      keymap(this.#keys()),
      keymap({ ArrowDown: moveInColumn(1), ArrowUp: moveInColumn(-1) }),
      keymap(baseKeymap),
      dragPlugin(this.mayRestructure),
      writablePlugin(),
      idsPlugin(),
      notesPlugin({ removed: this.#needs.onNoteRemoved, refused: onHindered }),
      noteOrderPlugin(() => replica.online),
      atCaretPlugin(),
      goingPlugin(),
      trailPlugin(),
      referencesPlugin(this.#needs.onLabels),
      findingPlugin(),
      slashPlugin(),
      typedMarksPlugin((tr) => this.changeAlone(tr)),
      spokenPlugin(),
      tablePlugin(),
      copyPlugin(),
      dropCursor({ class: 'drop-place' }),
      gapCursor(),
    ]
  }

  #keys(): Record<string, Command> {
    const enter = chainCommands(moveBelow, leaveNote, commands.splitProvision, () => true)
    const backspace = chainCommands(
      deleteSelection,
      leaveEmptyNote,
      commands.joinBackward,
      atCellEdge('start'),
    )
    const forward = chainCommands(deleteSelection, commands.joinForward, atCellEdge('end'))
    const keys = bindText({
      split: enter,
      joinBefore: backspace,
      joinAfter: forward,
      deeper: this.#unlessLeaving(chainCommands(moveToCell(1, this.mayRestructure), this.#level(1))),
      higher: this.#unlessLeaving(chainCommands(moveToCell(-1, this.mayRestructure), this.#level(-1))),
      // Tab indents, so there must be another way out for those who use the keyboard alone
      leave: () => (this.#tabLeaves = true),
      strong: commands.toggleStrong,
      emphasis: commands.toggleEmphasis,
      undo: () => this.undoOwn(),
      redo: () => this.redoOwn(),
      moveUp: this.#moveSelected(-1),
      moveDown: this.#moveSelected(1),
    })
    // else words or lines would be joined to a note, or out of it, by ProseMirror's own commands
    return { ...bindDeleting(backspace, forward), ...keys }
  }

  #unlessLeaving(command: Command): Command {
    return (...args) => {
      if (!this.#tabLeaves) return command(...args)
      this.#tabLeaves = false
      return false
    }
  }
}

/** Whether there is nothing to read yet but, perhaps, a title. */
function isBlank(doc: EditorState['doc']): boolean {
  return doc.childCount <= 2 && doc.lastChild?.content.size === 0
}

/** At the edge of a cell nothing is joined; the key is taken so that the browser does not do it. */
function atCellEdge(edge: 'start' | 'end'): Command {
  return ({ selection }) => {
    const { $from, empty } = selection
    if (!empty || !isInTable($from)) return false
    return edge === 'start' ? $from.parentOffset === 0 : $from.parentOffset === $from.parent.content.size
  }
}
