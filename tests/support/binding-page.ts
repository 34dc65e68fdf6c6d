import { baseKeymap } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import * as Y from 'yjs'
import { dispatchInto, FlatBinding } from '../../client/editor/binding/binding'
import { openUndo } from '../../client/editor/binding/undo'
import { composingPlugin } from '../../client/editor/composing'
import { idsPlugin } from '../../client/editor/ids'
import { documentOf } from '../../shared/text/build'
import { openText } from '../../shared/text/flat'
import { PAIRS, playPair } from './pair-table'
import { PAIR_SOURCES } from './pairs'
import { show, updateOf } from './peer'
import { ViewPeer } from './view-peer'

/** Two people with real editors on one page; what one writes reaches the other at once, or when they meet. */
export interface BindingPage {
  meet(): void
  part(): void
  undo(person: number): void
  /** Types without the keyboard, so that the focus stays with the other. */
  type(person: number, id: string, offset: number, words: string): void
  shown(person: number): string
  /** Empty when each editor shows what the text says and the texts are equal. */
  faults(): string[]
  /** Text before the caret in its provision. */
  beforeCaret(person: number): string
  /** Puts the caret into a provision, or selects from it to a place in another. */
  select(person: number, id: string, offset: number, toId?: string, to?: number): void
  /** Plays each pair of acts on two editors of its own. @returns its name, what was wanted, and what was seen */
  pairs(): { name: string; wanted: unknown; seen: unknown }[]
}

const START = updateOf(PAIR_SOURCES)

class Person {
  readonly doc = new Y.Doc()
  readonly text = openText(this.doc)
  readonly binding: FlatBinding
  readonly view: EditorView
  readonly undo: () => boolean
  held = false
  readonly waiting: Uint8Array[] = []

  constructor(clientId: number) {
    this.doc.clientID = clientId
    Y.applyUpdate(this.doc, START, 'remote')
    this.binding = new FlatBinding(this.text)
    const place = document.body.appendChild(document.createElement('div'))
    const release = (): void => {
      this.held = false
      for (const update of this.waiting.splice(0)) Y.applyUpdate(this.doc, update, 'remote')
    }
    const composing = composingPlugin({ hold: () => (this.held = true), release })
    const plugins = [idsPlugin(), composing, keymap(baseKeymap)]
    const state = EditorState.create({ doc: this.binding.doc(), plugins })
    this.view = new EditorView(place, {
      state,
      dispatchTransaction: (tr) => dispatchInto(this.view, this.binding, tr),
    })
    this.binding.attach(this.view)
    this.undo = openUndo(this.binding, 0).undo
  }

  receive(update: Uint8Array): void {
    if (this.held) this.waiting.push(update)
    else Y.applyUpdate(this.doc, update, 'remote')
  }

  pos(id: string, offset: number): number {
    let found = -1
    this.view.state.doc.descendants((node, pos) => {
      if (node.attrs.id === id) found = pos + 1 + offset
      return node.type.name !== 'provision'
    })
    return found
  }
}

const people = [new Person(10), new Person(20)] as const
let together = true
people.forEach((person, index) => {
  person.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (together && origin !== 'remote') people[1 - index]?.receive(update)
  })
})

const openWindow = (name: string, clientId: number, start: Uint8Array): ViewPeer =>
  new ViewPeer(name, clientId, start)

const at = (person: number): Person => people[person] ?? people[0]

const page: BindingPage = {
  part: () => (together = false),
  meet: () => {
    together = true
    for (const [from, to] of [people, [...people].reverse()] as [Person, Person][]) {
      to.receive(Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)))
    }
  },
  undo: (person) => at(person).undo(),
  type: (person, id, offset, words) => {
    const { view } = at(person)
    view.dispatch(view.state.tr.insertText(words, at(person).pos(id, offset)))
  },
  shown: (person) => show(at(person).view.state.doc),
  faults: () => {
    const [a, b] = people
    const faults = people.flatMap(({ view, text }, index) =>
      documentOf(text).eq(view.state.doc) ? [] : [`editor ${index} differs from its text`],
    )
    return a.view.state.doc.eq(b.view.state.doc) ? faults : [...faults, 'the editors differ']
  },
  beforeCaret: (person) => {
    const { $head } = at(person).view.state.selection
    return $head.parent.textBetween(0, $head.parentOffset, '', ' ')
  },
  pairs: () =>
    PAIRS.map((pair) => {
      const [name, , , shown, undone] = pair
      return { name, wanted: { shown, undone }, seen: playPair(pair, openWindow) }
    }),
  select: (person, id, offset, toId = id, to = offset) => {
    const one = at(person)
    one.view.focus()
    one.binding.select({
      anchor: one.binding.offsetAt(one.pos(id, offset)),
      head: one.binding.offsetAt(one.pos(toId, to)),
    })
  },
}
Object.assign(window, { page })
