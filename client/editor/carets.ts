import type { EditorView } from 'prosemirror-view'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import * as v from 'valibot'
import { PresenceState } from '../../shared/sync'
import type { Cursor, RosterPerson } from '../collab/connection'
import type { FlatBinding } from './binding/binding'
import type { Delta } from '../../shared/text/delta'
import { mapOffset, touchedBy } from './binding/positions'
import { positionsInView } from './in-view'

/** How many colours the style sheet has for carets. */
const COLOURS = 10

/** How long a name stays beside a caret that has stopped moving, at least. */
const NAME_SHOWN_MS = 3_000
/** Names that have stood long enough go together at this pace: each that goes by itself would cost a frame. */
const NAMES_GO_EVERY_MS = 1_000

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
  /** Where it was drawn last; null when it was not. */
  drawn: Place | null
  /** Until when its name is shown, on the clock of `performance.now`; null when it is not. */
  namedUntil: number | null
}

/** In pixels from the layer's corner. */
interface Place {
  readonly x: number
  readonly y: number
  readonly height: number
}

/** Offsets in the flat text, both ends included. */
interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Draws others' carets over the text. Between two messages a caret moves with the text; it is not part of the
 * document, so it can neither widen an Arabic word nor disturb an input method. What happens outside the window touches
 * nothing on the page, because each touch costs a frame.
 */
export class Carets {
  readonly #needs: CaretNeeds
  readonly #carets = new Map<number, RemoteCaret>()
  readonly #stop: (() => void)[] = []
  /** What is on screen, as it was when carets were last drawn, carried on by the text; null before that. */
  #inView: Span | null = null
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #namesTimer: ReturnType<typeof setTimeout> | undefined

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
    addEventListener('resize', redraw)
    const resized = new ResizeObserver(redraw)
    resized.observe(view.dom)
    this.#stop.push(
      () => awareness.off('change', onChange),
      () => removeEventListener('scroll', redraw, { capture: true }),
      () => removeEventListener('resize', redraw),
      () => resized.disconnect(),
      binding.onDelta((delta, { local }) => this.#carry(delta, local)),
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
    clearTimeout(this.#namesTimer)
    for (const stop of this.#stop) stop()
    for (const client of [...this.#carets.keys()]) this.#remove(client)
  }

  /**
   * The text changed, and takes the carets along. A change outside the window moves none that is drawn. Who stands
   * at the end of what others changed has most likely changed it: the name comes with the words, not a frame later.
   */
  #carry(delta: Delta, local: boolean): void {
    const touched = touchedBy(delta)
    const mustDraw = this.#isInView(touched)
    let hasCome = false
    for (const caret of this.#carets.values()) {
      const { likely } = caret
      if (likely !== null) caret.likely = mapOffset(delta, likely, !local)
      if (!local && mustDraw && likely === touched.to) this.#showName(caret)
      if (caret.offset !== null) caret.offset = caret.likely
      else {
        this.#resolve(caret)
        hasCome ||= caret.offset !== null
      }
    }
    if (this.#inView) {
      const { from, to } = this.#inView
      this.#inView = { from: mapOffset(delta, from, false), to: mapOffset(delta, to, true) }
    }
    if (mustDraw || hasCome) this.redraw()
  }

  /** Whether any of these offsets is on screen, as far as is known. */
  #isInView({ from, to }: Span): boolean {
    return !this.#inView || (from <= this.#inView.to && to >= this.#inView.from)
  }

  #shows({ offset }: Pick<RemoteCaret, 'offset'>): boolean {
    return offset !== null && this.#isInView({ from: offset, to: offset })
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
    const caret: RemoteCaret = {
      personId: state.output.personId,
      head: cursor.head,
      offset: null,
      likely: known?.likely ?? null,
      element: known?.element ?? this.#newElement(),
      drawn: known?.drawn ?? null,
      namedUntil: known?.namedUntil ?? null,
    }
    this.#carets.set(client, caret)
    this.#resolve(caret)
    if (!this.#shows(caret) && !(known && this.#shows(known))) return false
    this.#showName(caret)
    return caret.offset !== known?.offset || caret.personId !== known.personId
  }

  /** Shows the name for a while, because the caret moves. */
  #showName(caret: RemoteCaret): void {
    if (caret.namedUntil === null) caret.element.classList.add('moving')
    caret.namedUntil = performance.now() + NAME_SHOWN_MS
    this.#namesTimer ??= setTimeout(() => this.#letNamesGo(), NAMES_GO_EVERY_MS)
  }

  #letNamesGo(): void {
    const now = performance.now()
    let areLeft = false
    for (const caret of this.#carets.values()) {
      if (caret.namedUntil === null) continue
      if (caret.namedUntil > now) areLeft = true
      else {
        caret.element.classList.remove('moving')
        caret.namedUntil = null
      }
    }
    this.#namesTimer = areLeft ? setTimeout(() => this.#letNamesGo(), NAMES_GO_EVERY_MS) : undefined
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
    caret.element.remove()
    this.#carets.delete(client)
  }

  #newElement(): HTMLElement {
    const element = document.createElement('div')
    element.className = 'caret'
    element.hidden = true
    element.append(document.createElement('bdi'))
    this.#needs.layer.append(element)
    return element
  }

  /** Reads all places first and writes them afterwards, so that the page is laid out once. */
  #draw(): void {
    const { view, layer, personOf } = this.#needs
    this.#inView = null
    if (view.isDestroyed || this.#carets.size === 0) return
    const origin = layer.getBoundingClientRect()
    this.#inView = this.#offsetsInView()
    const places = [...this.#carets.values()].map((caret) => ({ caret, place: this.#placeOf(caret, origin) }))
    for (const { caret, place } of places) {
      const { element, personId } = caret
      const person = personOf(personId)
      const isShown = place !== null && person !== undefined
      // what is written to the page again, though it is the same, costs as much as a change
      if (element.hidden === isShown) element.hidden = !isShown
      if (!isShown) continue
      if (!isSamePlace(caret.drawn, place)) {
        element.style.transform = `translate(${String(place.x)}px, ${String(place.y)}px)`
        element.style.blockSize = `${String(place.height)}px`
        element.classList.toggle('at-end', place.x > origin.width / 2)
        caret.drawn = place
      }
      const colour = String(person.colour % COLOURS)
      if (element.dataset.colour !== colour) element.dataset.colour = colour
      const name = element.firstElementChild
      if (name && name.textContent !== person.name) name.textContent = person.name
    }
  }

  #offsetsInView(): Span {
    const { view, binding } = this.#needs
    const { from, to } = positionsInView(view)
    return { from: binding.offsetAt(from), to: binding.offsetAt(to) }
  }

  /** Where a caret is on screen; null when it is outside, which costs no layout of what is not shown. */
  #placeOf(caret: RemoteCaret, origin: DOMRect): Place | null {
    const { view, binding } = this.#needs
    if (caret.offset === null || !this.#shows(caret)) return null
    const at = view.coordsAtPos(binding.posAt(caret.offset))
    return { x: at.left - origin.left, y: at.top - origin.top, height: at.bottom - at.top }
  }
}

const isSamePlace = (drawn: Place | null, { x, y, height }: Place) =>
  drawn !== null && drawn.x === x && drawn.y === y && drawn.height === height

/** The caret of this editor as others need it; null while the editor does not have the focus. */
export function cursorOf(view: EditorView, binding: FlatBinding): Cursor | null {
  const selection = view.hasFocus() ? binding.selection() : null
  if (!selection) return null
  const fixed = (offset: number) => plain(Y.createRelativePositionFromTypeIndex(binding.text, offset, -1))
  return { anchor: fixed(selection.anchor), head: fixed(selection.head) }
}

/** What travels. Yjs leaves an object of its own class in it, which compares as different from its like. */
const plain = (position: Y.RelativePosition) =>
  JSON.parse(JSON.stringify(Y.relativePositionToJSON(position))) as unknown

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
