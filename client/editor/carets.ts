import { equalityDeep } from 'lib0/function'
import type { EditorView } from 'prosemirror-view'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import * as v from 'valibot'
import { PresenceState } from '../../shared/sync'
import type { Cursor, RosterPerson } from '../collab/connection'
import type { FlatBinding } from './binding/binding'
import type { Delta } from '../../shared/text/delta'
import { mapOffset, touchedBy } from './binding/positions'
import { FollowedPlace } from './followed'
import { positionsInView } from './in-view'
import { Selections, tintsOf, type Selected, type Tint } from './selections'

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
  readonly head: FollowedPlace
  /** The other end of what the person has selected; null when that is nothing. */
  anchor: FollowedPlace | null
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
 * Draws others' carets over the text, and what they have selected. Between two messages a caret moves with the text; it is not part of the
 * document, so it can neither widen an Arabic word nor disturb an input method. What happens outside the window touches
 * nothing on the page, because each touch costs a frame.
 */
export class Carets {
  readonly #needs: CaretNeeds
  readonly #carets = new Map<number, RemoteCaret>()
  readonly #selections: Selections
  readonly #stop: (() => void)[] = []
  /** What is on screen, as it was when carets were last drawn, carried on by the text; null before that. */
  #inView: Span | null = null
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #namesTimer: ReturnType<typeof setTimeout> | undefined

  constructor(needs: CaretNeeds) {
    this.#needs = needs
    this.#selections = new Selections(needs.layer)
    const { awareness, binding, view } = needs
    const onChange = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      const gone = removed.filter((client) => this.#remove(client))
      const moved = [...added, ...updated].filter((client) => this.#read(client)).concat(gone)
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
    this.#selections.close()
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
      const { head, anchor } = caret
      if (!local && mustDraw && head.likely === touched.to) this.#showName(caret)
      // who types over a selection has none any more
      if (anchor && isGone(delta, spanOf(caret))) caret.anchor = null
      else if (anchor?.carry(delta, false)) hasCome = true
      if (head.carry(delta, !local)) hasCome = true
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

  #shows({ head: { offset } }: RemoteCaret): boolean {
    return offset !== null && this.#isInView({ from: offset, to: offset })
  }

  /** What of a selection is on screen, as far as is known; null when nothing is selected there. */
  #selectedInView(caret: RemoteCaret): Span | null {
    const span = caret.anchor && spanOf(caret)
    if (!span || !this.#isInView(span)) return null
    const { from, to } = this.#inView ?? span
    return { from: Math.max(span.from, from), to: Math.min(span.to, to) }
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
    if (!state.success || !cursor) return this.#remove(client)
    const known = this.#carets.get(client)
    const { binding } = this.#needs
    const likely = known?.head.likely ?? null
    const isSelection = !equalityDeep(cursor.anchor, cursor.head)
    const caret: RemoteCaret = {
      personId: state.output.personId,
      head: new FollowedPlace(binding, cursor.head, likely),
      anchor: isSelection ? new FollowedPlace(binding, cursor.anchor, known?.anchor?.likely ?? likely) : null,
      element: known?.element ?? this.#newElement(),
      drawn: known?.drawn ?? null,
      namedUntil: known?.namedUntil ?? null,
    }
    this.#carets.set(client, caret)
    const isShown = this.#shows(caret) || (known !== undefined && this.#shows(known))
    if (isShown) this.#showName(caret)
    else if (!this.#selectedInView(caret) && !(known && this.#selectedInView(known))) return false
    return !known || caret.personId !== known.personId || !isSamePair(caret, known)
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

  /** @returns whether what the person had selected is to be taken off the screen */
  #remove(client: number): boolean {
    const caret = this.#carets.get(client)
    if (!caret) return false
    caret.element.remove()
    this.#carets.delete(client)
    return caret.anchor !== null
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
    if (view.isDestroyed) return
    if (this.#carets.size === 0) return this.#selections.draw([])
    const origin = layer.getBoundingClientRect()
    this.#inView = this.#offsetsInView()
    const places = [...this.#carets.values()].map((caret) => ({ caret, place: this.#placeOf(caret, origin) }))
    this.#selections.draw(this.#tints(origin))
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
      const colour = colourOf(person)
      if (element.dataset.colour !== colour) element.dataset.colour = colour
      const name = element.firstElementChild
      if (name && name.textContent !== person.name) name.textContent = person.name
    }
  }

  #tints(origin: DOMRect): Tint[] {
    const { view, binding, personOf } = this.#needs
    const selected: Selected[] = []
    for (const caret of this.#carets.values()) {
      const span = this.#selectedInView(caret)
      const person = span && personOf(caret.personId)
      if (!person) continue
      const [from, to] = [binding.posAt(span.from), binding.posAt(span.to)]
      if (from < to) selected.push({ from, to, colour: colourOf(person) })
    }
    return tintsOf(view, selected, origin)
  }

  #offsetsInView(): Span {
    const { view, binding } = this.#needs
    const { from, to } = positionsInView(view)
    return { from: binding.offsetAt(from), to: binding.offsetAt(to) }
  }

  /** Where a caret is on screen; null when it is outside, which costs no layout of what is not shown. */
  #placeOf(caret: RemoteCaret, origin: DOMRect): Place | null {
    const { view, binding } = this.#needs
    const { offset } = caret.head
    if (offset === null || !this.#shows(caret)) return null
    const at = view.coordsAtPos(binding.posAt(offset))
    return { x: at.left - origin.left, y: at.top - origin.top, height: at.bottom - at.top }
  }
}

const isSamePlace = (drawn: Place | null, { x, y, height }: Place) =>
  drawn !== null && drawn.x === x && drawn.y === y && drawn.height === height

const isSamePair = (one: RemoteCaret, other: RemoteCaret) =>
  one.head.offset === other.head.offset && one.anchor?.offset === other.anchor?.offset

const colourOf = ({ colour }: RosterPerson) => String(colour % COLOURS)

/** From where to where somebody has selected; null when that is nothing, or not known yet. */
function spanOf({ head, anchor }: RemoteCaret): Span | null {
  if (head.offset === null || anchor?.offset == null || head.offset === anchor.offset) return null
  return { from: Math.min(head.offset, anchor.offset), to: Math.max(head.offset, anchor.offset) }
}

/** Whether a change takes away all of a span, whatever it puts in its place. */
function isGone(delta: Delta, span: Span | null): boolean {
  return (
    span !== null &&
    [true, false].some((after) => mapOffset(delta, span.from, after) === mapOffset(delta, span.to, after))
  )
}

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
