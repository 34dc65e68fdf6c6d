import type { Mark, Node } from 'prosemirror-model'
import { EditorState, type Plugin, type Transaction } from 'prosemirror-state'
import * as Y from 'yjs'
import { FlatBinding, dispatchInto, type ViewLike } from '../../client/editor/binding/binding'
import { Restorations } from '../../client/editor/binding/restored'
import { openUndo, type Undo } from '../../client/editor/binding/undo'
import { idsPlugin } from '../../client/editor/ids'
import { documentOf } from '../../shared/text/build'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { openText } from '../../shared/text/flat'
import { nodes, schema } from '../../shared/text/schema'

/** What a peer writes in: a view of ProseMirror, or what does without a window. */
export type PeerEditor = ViewLike & { updateState(state: EditorState): void }

/** A person with an editor, headless unless a kind of peer opens another, and a replica of their own. */
export class Peer {
  readonly name: string
  readonly ydoc = new Y.Doc()
  readonly text: Y.Text
  readonly binding: FlatBinding
  readonly undoing: Undo
  readonly editor: PeerEditor
  /** Updates that this replica made without anybody typing here. */
  uncalledWrites = 0
  #made = 0

  constructor(name: string, clientId: number, update?: Uint8Array, plugins: readonly Plugin[] = []) {
    this.name = name
    this.ydoc.clientID = clientId
    this.text = openText(this.ydoc)
    if (update) Y.applyUpdate(this.ydoc, update, 'remote')
    this.binding = new FlatBinding(this.text)
    const allPlugins = [idsPlugin(() => this.newId()), ...plugins]
    this.editor = this.openEditor(
      EditorState.create({ schema, doc: this.binding.doc(), plugins: allPlugins }),
    )
    this.binding.attach(this.editor)
    this.undoing = openUndo(this.binding, 0)
    this.ydoc.on('update', (_update, origin: unknown, _doc, transaction) => {
      if (!transaction.local && origin === 'remote') return
      const isCalled =
        origin === this.binding || origin instanceof Y.UndoManager || origin instanceof Restorations
      if (!isCalled) this.uncalledWrites += 1
    })
  }

  get state(): EditorState {
    return this.editor.state
  }

  dispatch = (tr: Transaction): void => this.editor.dispatch(tr)

  newId(): string {
    this.#made += 1
    return `${this.name}${this.#made}`
  }

  /** The provision or row with an id, and its position. */
  find(id: string): { node: Node; pos: number } {
    let found: { node: Node; pos: number } | null = null
    this.state.doc.descendants((node, pos) => {
      const isBearer = node.type === nodes.provision || node.type === nodes.row
      if (isBearer && node.attrs.id === id) found ??= { node, pos }
      return node.type === nodes.table
    })
    if (!found) throw new Error(`${this.name} sees no ${id}`)
    return found
  }

  /** Position of an offset in the words of a provision. */
  at(id: string, offset: number): number {
    return this.find(id).pos + 1 + offset
  }

  type(id: string, offset: number, words: string, set: Mark[] = []): void {
    this.dispatch(this.state.tr.insert(this.at(id, offset), schema.text(words, set)))
  }

  delete(id: string, from: number, to: number): void {
    this.dispatch(this.state.tr.delete(this.at(id, from), this.at(id, to)))
  }

  split(id: string, offset: number): void {
    this.dispatch(this.state.tr.split(this.at(id, offset)))
  }

  /** Backspace at the beginning of a provision. */
  join(id: string): void {
    this.dispatch(this.state.tr.join(this.find(id).pos))
  }

  say(id: string, attribute: 'kind' | 'level' | 'dir' | 'header', value: unknown): void {
    this.dispatch(this.state.tr.setNodeAttribute(this.find(id).pos, attribute, value))
  }

  remove(id: string): void {
    const { node, pos } = this.find(id)
    this.dispatch(this.state.tr.delete(pos, pos + node.nodeSize))
  }

  mark(id: string, from: number, to: number, mark: Mark): void {
    this.dispatch(this.state.tr.addMark(this.at(id, from), this.at(id, to), mark))
  }

  /** Cuts a provision and pastes it before the child with index `to` of what is left. */
  move(id: string, to: number): void {
    const { node, pos } = this.find(id)
    const tr = this.state.tr.delete(pos, pos + node.nodeSize)
    let target = tr.doc.content.size
    tr.doc.forEach((_child, offset, index) => {
      if (index === to) target = offset
    })
    this.dispatch(tr.insert(target, node))
  }

  undo(): void {
    this.undoing.undo()
  }

  redo(): void {
    this.undoing.redo()
  }

  close(): void {
    this.undoing.close()
    this.binding.destroy()
    this.ydoc.destroy()
  }

  protected openEditor(state: EditorState): PeerEditor {
    const headless = {
      state,
      updateState: (next: EditorState): void => void (headless.state = next),
      dispatch: (tr: Transaction): void => dispatchInto(headless, this.binding, tr),
    }
    return headless
  }

  /** Throws unless the editor shows exactly what the text says. */
  check(): void {
    this.state.doc.check()
    const said = documentOf(this.text)
    if (!said.eq(this.state.doc))
      throw new Error(`${this.name}: editor ${String(this.state.doc)} is not text ${String(said)}`)
    if (!this.binding.doc().eq(said))
      throw new Error(`${this.name}: binding ${String(this.binding.doc())} is not ${String(said)}`)
    if (this.uncalledWrites > 0) throw new Error(`${this.name} wrote without being called`)
  }
}

/** Brings replicas together. */
export function exchange(...peers: readonly Peer[]): void {
  for (let round = 0; round < 2; round += 1) {
    for (const from of peers) {
      for (const to of peers) {
        if (from === to) continue
        const missing = Y.encodeStateAsUpdate(from.ydoc, Y.encodeStateVector(to.ydoc))
        Y.applyUpdate(to.ydoc, missing, 'remote')
      }
    }
  }
}

/** The update that holds a text of these provisions. */
export function updateOf(sources: readonly ProvisionSource[]): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  compose(openText(doc), sources)
  return Y.encodeStateAsUpdate(doc)
}

/** A document in one line: ¶ between provisions, `{a|b / c|d}` for tables, stars around marked words. */
export function show(doc: Node): string {
  return doc.children
    .map((node) => (node.type === nodes.table ? showTable(node) : showProvision(node)))
    .join(' ¶ ')
}

function showTable(table: Node): string {
  const rows = table.children.map((row) => row.children.map(showInline).join('|'))
  return `{${rows.join(' / ')}}`
}

function showProvision(node: Node): string {
  const { kind, level } = node.attrs as { kind: string; level: number }
  return `${kind === 'operative' ? '' : `${kind}:`}${level > 0 ? `>${level} ` : ''}${showInline(node)}`
}

function showInline(parent: Node): string {
  return parent.children
    .map((node) => {
      const words = node.isText ? (node.text ?? '') : `<${node.type.name}>`
      return node.marks.length > 0 ? `*${words}*` : words
    })
    .join('')
}
