import type { EditorView } from 'prosemirror-view'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import * as v from 'valibot'
import { PresenceState } from '../../shared/sync'
import type { Cursor, RosterPerson } from '../collab/connection'
import type { FlatBinding } from './binding/binding'
import { mapOffset } from './binding/positions'

/** How many colours the style sheet has for carets. */
const COLOURS = 10

/** How long a name stays beside a caret that has stopped moving. */
const NAME_SHOWN_MS = 3_000

export interface CaretNeeds {
  readonly view: EditorView
  readonly binding: FlatBinding
  readonly awareness: Awareness
  /** The positioned element over the editor in which carets are drawn; it takes no room, so no word ever moves. */
  readonly layer: HTMLElement
  readonly personOf: (personId: string) => RosterPerson | undefined
}

interface RemoteCaret {
  readonly personId: string
  readonly head: unknown
  /** Offset in the flat text; null while the words it stands on have not arrived. */
  offset: number | null
  readonly element: HTMLElement
  timer: ReturnType<typeof setTimeout> | undefined
}

/**
 * Draws others' carets over the text. Between two messages a caret moves with the text; it is not part of the
 * document, so it can neither widen an Arabic word nor disturb an input method.
 */
export class Carets {
  readonly #needs: CaretNeeds
  readonly #carets = new Map<number, RemoteCaret>()
  readonly #stop: (() => void)[] = []
  #frame = 0

  constructor(needs: CaretNeeds) {
    this.#needs = needs
    const { awareness, binding, view } = needs
    const onChange = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      for (const client of removed) this.#remove(client)
      for (const client of [...added, ...updated]) this.#read(client)
      this.redraw()
    }
    awareness.on('change', onChange)
    const redraw = () => this.redraw()
    addEventListener('scroll', redraw, { passive: true, capture: true })
    const resized = new ResizeObserver(redraw)
    resized.observe(view.dom)
    this.#stop.push(
      () => awareness.off('change', onChange),
      () => removeEventListener('scroll', redraw, { capture: true }),
      () => resized.disconnect(),
      binding.onDelta((delta, { local }) => {
        for (const caret of this.#carets.values()) {
          if (caret.offset === null) this.#resolve(caret)
          else caret.offset = mapOffset(delta, caret.offset, !local)
        }
        this.redraw()
      }),
    )
    for (const client of awareness.getStates().keys()) this.#read(client)
    this.redraw()
  }

  /** Draws all carets again with the next frame. */
  redraw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    for (const stop of this.#stop) stop()
    for (const client of [...this.#carets.keys()]) this.#remove(client)
  }

  #read(client: number): void {
    const { awareness } = this.#needs
    if (client === awareness.clientID) return
    const state = v.safeParse(PresenceState, awareness.getStates().get(client))
    const cursor = state.success ? state.output.cursor : null
    if (!state.success || !cursor) return this.#remove(client)
    const known = this.#carets.get(client)
    const element = known?.element ?? this.#newElement()
    clearTimeout(known?.timer)
    const caret: RemoteCaret = {
      personId: state.output.personId,
      head: cursor.head,
      offset: null,
      element,
      timer: setTimeout(() => element.classList.remove('moving'), NAME_SHOWN_MS),
    }
    element.classList.add('moving')
    this.#carets.set(client, caret)
    this.#resolve(caret)
  }

  #resolve(caret: RemoteCaret): void {
    const { text } = this.#needs.binding
    caret.offset = text.doc ? offsetOf(caret.head, text.doc) : null
  }

  #remove(client: number): void {
    const caret = this.#carets.get(client)
    if (!caret) return
    clearTimeout(caret.timer)
    caret.element.remove()
    this.#carets.delete(client)
  }

  #newElement(): HTMLElement {
    const element = document.createElement('div')
    element.className = 'caret'
    element.append(document.createElement('bdi'))
    this.#needs.layer.append(element)
    return element
  }

  /** Reads all places first and writes them afterwards, so that the page is laid out once. */
  #draw(): void {
    const { view, layer, personOf } = this.#needs
    if (view.isDestroyed || this.#carets.size === 0) return
    const origin = layer.getBoundingClientRect()
    const places = [...this.#carets.values()].map((caret) => ({ caret, place: this.#placeOf(caret) }))
    for (const { caret, place } of places) {
      const { element, personId } = caret
      const person = personOf(personId)
      element.hidden = !place || !person
      if (!place || !person) continue
      element.style.transform = `translate(${String(place.x - origin.left)}px, ${String(place.top - origin.top)}px)`
      element.style.blockSize = `${String(place.bottom - place.top)}px`
      element.dataset.colour = String(person.colour % COLOURS)
      element.classList.toggle('at-end', place.x > origin.left + origin.width / 2)
      const name = element.firstElementChild
      if (name && name.textContent !== person.name) name.textContent = person.name
    }
  }

  /** Where a caret is on screen; null when it is far outside, which costs no layout of what is not shown. */
  #placeOf({ offset }: RemoteCaret): { x: number; top: number; bottom: number } | null {
    if (offset === null) return null
    const { view, binding } = this.#needs
    const pos = binding.posAt(offset)
    const $pos = view.state.doc.resolve(pos)
    const block = $pos.depth > 0 ? view.nodeDOM($pos.before(1)) : null
    if (!(block instanceof HTMLElement)) return null
    const { top, bottom } = block.getBoundingClientRect()
    if (bottom < 0 || top > innerHeight) return null
    const at = view.coordsAtPos(pos)
    return { x: at.left, top: at.top, bottom: at.bottom }
  }
}

/** The caret of this editor as others need it; null while the editor does not have the focus. */
export function cursorOf(view: EditorView, binding: FlatBinding): Cursor | null {
  const selection = view.hasFocus() ? binding.selection() : null
  if (!selection) return null
  const fixed = (offset: number): unknown =>
    Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(binding.text, offset, -1))
  return { anchor: fixed(selection.anchor), head: fixed(selection.head) }
}

const RelativePosition = v.looseObject({})

function offsetOf(position: unknown, doc: Y.Doc): number | null {
  const read = v.safeParse(RelativePosition, position)
  if (!read.success) return null
  try {
    const relative = Y.createRelativePositionFromJSON(read.output)
    return Y.createAbsolutePositionFromRelativePosition(relative, doc)?.index ?? null
  } catch {
    // somebody else's client wrote what is no position
    return null
  }
}
