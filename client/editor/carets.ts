import type { EditorView } from 'prosemirror-view'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import * as v from 'valibot'
import { PresenceState } from '../../shared/sync'
import type { Cursor, RosterPerson } from '../collab/connection'
import type { FlatBinding } from './binding/binding'
import { mapOffset } from './binding/positions'
import { positionsInView } from './in-view'

/** How many colours the style sheet has for carets. */
const COLOURS = 10

/** How long a name stays beside a caret that has stopped moving. */
const NAME_SHOWN_MS = 3_000

/** Carets that only move are drawn at this pace: each drawing makes the browser look at every provision. */
const FOLLOW_EVERY_MS = 100

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
  /** Where it was last, carried on by the text: where it is looked for first. */
  likely: number | null
  readonly element: HTMLElement
  timer: ReturnType<typeof setTimeout> | undefined
}

interface Place {
  readonly x: number
  readonly top: number
  readonly bottom: number
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
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(needs: CaretNeeds) {
    this.#needs = needs
    const { awareness, binding, view } = needs
    const onChange = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      for (const client of removed) this.#remove(client)
      const moved = [...added, ...updated].filter((client) => this.#read(client))
      if (moved.length > 0) this.#follow()
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
          const { likely } = caret
          if (likely !== null) caret.likely = mapOffset(delta, likely, !local)
          if (caret.offset === null) this.#resolve(caret)
          else caret.offset = caret.likely
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
    clearTimeout(this.#timer)
    for (const stop of this.#stop) stop()
    for (const client of [...this.#carets.keys()]) this.#remove(client)
  }

  /** Draws soon what only moved. */
  #follow(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.redraw()
    }, FOLLOW_EVERY_MS)
  }

  /** @returns whether the caret is elsewhere than the text itself has carried it */
  #read(client: number): boolean {
    const { awareness } = this.#needs
    if (client === awareness.clientID) return false
    const state = v.safeParse(PresenceState, awareness.getStates().get(client))
    const cursor = state.success ? state.output.cursor : null
    if (!state.success || !cursor) {
      this.#remove(client)
      return false
    }
    const known = this.#carets.get(client)
    const element = known?.element ?? this.#newElement()
    clearTimeout(known?.timer)
    const caret: RemoteCaret = {
      personId: state.output.personId,
      head: cursor.head,
      offset: null,
      likely: known?.likely ?? null,
      element,
      timer: setTimeout(() => element.classList.remove('moving'), NAME_SHOWN_MS),
    }
    if (!element.classList.contains('moving')) element.classList.add('moving')
    this.#carets.set(client, caret)
    this.#resolve(caret)
    return caret.offset !== known?.offset || caret.personId !== known.personId
  }

  #resolve(caret: RemoteCaret): void {
    const position = positionOf(caret.head)
    caret.offset = position && (this.#foundNear(position, caret.likely) ?? this.#found(position))
    caret.likely = caret.offset ?? caret.likely
  }

  /** A caret that follows its words is where they carried it, or next to it: to find it there needs no walk over the text. */
  #foundNear(position: Y.RelativePosition, likely: number | null): number | null {
    if (likely === null || !position.item) return null
    const { client, clock } = position.item
    const behind = position.assoc < 0 ? 1 : 0
    for (const offset of [likely, likely + 1, likely - 1]) {
      const place = offset < behind ? null : this.#needs.binding.itemAt(offset - behind)
      if (place?.item.id.client === client && place.item.id.clock + place.within === clock) return offset
    }
    return null
  }

  #found(position: Y.RelativePosition): number | null {
    const { doc } = this.#needs.binding.text
    return doc && (Y.createAbsolutePositionFromRelativePosition(position, doc)?.index ?? null)
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
    const inView = this.#offsetsInView()
    const places = [...this.#carets.values()].map((caret) => ({ caret, place: this.#placeOf(caret, inView) }))
    for (const { caret, place } of places) {
      const { element, personId } = caret
      const person = personOf(personId)
      const isShown = place !== null && person !== undefined
      // what is written to the page again, though it is the same, costs as much as a change
      if (element.hidden === isShown) element.hidden = !isShown
      if (!isShown) continue
      element.style.transform = `translate(${String(place.x - origin.left)}px, ${String(place.top - origin.top)}px)`
      element.style.blockSize = `${String(place.bottom - place.top)}px`
      const colour = String(person.colour % COLOURS)
      if (element.dataset.colour !== colour) element.dataset.colour = colour
      element.classList.toggle('at-end', place.x > origin.left + origin.width / 2)
      const name = element.firstElementChild
      if (name && name.textContent !== person.name) name.textContent = person.name
    }
  }

  #offsetsInView(): { from: number; to: number } {
    const { view, binding } = this.#needs
    const { from, to } = positionsInView(view)
    return { from: binding.offsetAt(from), to: binding.offsetAt(to) }
  }

  /** Where a caret is on screen; null when it is outside, which costs no layout of what is not shown. */
  #placeOf({ offset }: RemoteCaret, inView: { from: number; to: number }): Place | null {
    if (offset === null || offset < inView.from || offset > inView.to) return null
    const { view, binding } = this.#needs
    const at = view.coordsAtPos(binding.posAt(offset))
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

function positionOf(said: unknown): Y.RelativePosition | null {
  const read = v.safeParse(RelativePosition, said)
  if (!read.success) return null
  try {
    return Y.createRelativePositionFromJSON(read.output)
  } catch {
    // somebody else's client wrote what is no position
    return null
  }
}
