import * as Y from 'yjs'
import { groupsOf } from '../../../shared/text/build'
import {
  isBlockKey,
  readBlockFormats,
  readEmbed,
  type Embed,
  type Formats,
  type ProvisionKind,
} from '../../../shared/text/formats'
import { nameProvisions } from '../../../shared/text/provisions'
import { isShownAlike, shapesOf, type RowShape } from '../../../shared/text/shapes'
import { livesNow, type Boundaries, type Lives } from './boundaries'
import { boundaryIdOf, formatContentOf } from './items'
import type { Change } from './reach'

/** Whether a provision may not be changed now. */
type IsLocked = (provisionId: string) => boolean

/**
 * Finds a locked provision that a change shows otherwise without touching it: a row, because rows around it come, go or
 * change, whose cells would stand in another order or beside new ones, or which would be a header row no longer; and one
 * with the sign of a note that is a note no longer. Asked while the observers of the change run, behind `reachOf`.
 *
 * @param touched ids of the provisions that the change touches
 * @returns its id, or null
 */
export function shownOtherwise(
  text: Y.Text,
  change: Change,
  {
    touched,
    boundaries,
    isLocked,
  }: { touched: ReadonlySet<string>; boundaries: Boundaries; isLocked: IsLocked },
): string | null {
  const isBuilt = change.added.some(isStructure) || change.deleted.some(isStructure)
  const notes = boundaries.everOfKind('footnote')
  const mayLoseNotes = someOf(touched, (id) => notes.has(id) && (isBuilt || !boundaries.isSound(id)))
  const mayReshape =
    new Surroundings(boundaries, touched).mayReshape(change, isBuilt) &&
    someOf(boundaries.everOfKind('row'), isLocked)
  if (!mayLoseNotes && !mayReshape) return null
  const was = outlinesOf(text, change.livedBefore)
  const now = outlinesOf(text, livesNow)
  return reshapedRow(was, now, isLocked) ?? signOfLostNote(was, now, isLocked)
}

/** Whether an item is, or says, what provisions and cells there are. */
function isStructure(item: Y.Item): boolean {
  const format = formatContentOf(item)
  return format ? isBlockKey(format.key) : boundaryIdOf(item) !== null || columnOf(item) !== null
}

/**
 * Tells from what an update touches, without reading the text, whether tables may be shown otherwise: because what a row
 * says of itself changes, or because something that is no row comes to stand between rows, or does so no longer.
 */
class Surroundings {
  readonly #boundaries: Boundaries
  readonly #touched: ReadonlySet<string>
  readonly #rows: ReadonlySet<string>
  /** Answers for boundaries that were asked about, or passed: an update may bring thousands side by side. */
  readonly #rowNext = { left: new Map<Y.Item, boolean>(), right: new Map<Y.Item, boolean>() }

  constructor(boundaries: Boundaries, touched: ReadonlySet<string>) {
    this.#boundaries = boundaries
    this.#touched = touched
    this.#rows = boundaries.everOfKind('row')
  }

  mayReshape(change: Change, isBuilt: boolean): boolean {
    if (this.#rows.size === 0) return false
    return this.#mayChangeRow(change, isBuilt) || this.#mayPartRows(change, isBuilt)
  }

  /** Words change a row that was deleted, and are a cell when they stand before its first one. */
  #mayChangeRow({ added }: Change, isBuilt: boolean): boolean {
    const touched = [...this.#touched].filter((id) => this.#rows.has(id))
    if (touched.length === 0) return false
    return isBuilt || touched.some((id) => !this.#boundaries.isSound(id)) || added.some(beginsProvision)
  }

  #mayPartRows({ added, deleted }: Change, isBuilt: boolean): boolean {
    const parts = (item: Y.Item): boolean => this.#isRowNext(item, 'left') && this.#isRowNext(item, 'right')
    const isParting = (item: Y.Item): boolean => boundaryIdOf(item) !== null && parts(item)
    if (isBuilt && (added.some(isParting) || deleted.some(isParting))) return true
    // words bring back what was deleted, or take it away
    return someOf(
      this.#touched,
      (id) => !this.#boundaries.isSound(id) && [...this.#boundaries.livingOf(id)].some(parts),
    )
  }

  /** Whether a row may be what is shown next to a boundary, behind what may be hidden or changes itself. */
  #isRowNext(boundary: Y.Item, side: 'left' | 'right'): boolean {
    const known = this.#rowNext[side]
    const passed = [boundary]
    let isRow = false
    for (let item = boundary[side]; item; item = item[side]) {
      const id = boundaryIdOf(item)
      if (id === null) continue
      const answer = this.#rows.has(id) || (this.#isAsItWas(item, id) ? false : known.get(item))
      if (answer !== undefined) {
        isRow = answer
        break
      }
      passed.push(item)
    }
    for (const one of passed) known.set(one, isRow)
    return isRow
  }

  #isAsItWas(boundary: Y.Item, id: string): boolean {
    return !boundary.deleted && !this.#touched.has(id) && this.#boundaries.isSound(id)
  }
}

/** Whether a living item stands first behind its boundary. */
function beginsProvision({ left }: Y.Item): boolean {
  for (let item = left; item; item = item.left) {
    if (!item.deleted && item.countable) return boundaryIdOf(item) !== null
  }
  return false
}

function someOf(ids: ReadonlySet<string>, test: (id: string) => boolean): boolean {
  for (const id of ids) if (test(id)) return true
  return false
}

/** What a provision says, as far as it decides how it and others are shown. */
class Outline {
  readonly boundary: Y.Item
  readonly id: string
  readonly kind: ProvisionKind
  readonly table: string | null
  readonly header: boolean
  readonly gone: boolean
  readonly isHead = false
  shownId: string
  hidden: boolean
  /** Columns of its cells, as `cellsOf` cuts them. */
  readonly columns = new Set<string>()
  /** Notes to which signs in it lead. */
  readonly signs: string[] = []

  constructor(boundary: Y.Item, id: string, formats: Formats) {
    const { kind, table, header, gone } = readBlockFormats(id, formats)
    this.boundary = boundary
    this.id = this.shownId = id
    this.kind = kind
    this.table = table
    this.header = header
    this.gone = this.hidden = gone
  }

  take(item: Y.Item): void {
    const read = embedOf(item)
    if (read?.key !== 'c') this.hidden = false
    if (read?.key === 'c') this.columns.add(read.id)
    else if (this.columns.size === 0) this.columns.add('')
    if (read?.key === 'f') this.signs.push(read.id)
  }
}

/** The provisions of a text in order, as it stands now or stood before; what stands before the first is no row. */
function outlinesOf(text: Y.Text, lives: Lives): Outline[] {
  const outlines: Outline[] = []
  const formats: Record<string, unknown> = {}
  let last: Outline | null = null
  for (let item = text._start; item; item = item.right) {
    if (!lives(item)) continue
    const format = formatContentOf(item)
    if (format && isBlockKey(format.key)) formats[format.key] = format.value
    if (!item.countable) continue
    const id = boundaryIdOf(item)
    if (id !== null) outlines.push((last = new Outline(item, id, formats)))
    else last?.take(item)
  }
  nameProvisions(outlines)
  return outlines
}

const embedOf = ({ content }: Y.Item) =>
  content instanceof Y.ContentEmbed ? readEmbed(content.embed as Embed) : null

function columnOf(item: Y.Item): string | null {
  const read = embedOf(item)
  return read?.key === 'c' ? read.id : null
}

function reshapedRow(was: readonly Outline[], now: readonly Outline[], isLocked: IsLocked): string | null {
  const before = lockedShapesOf(was, isLocked)
  const after = before.size > 0 ? lockedShapesOf(now, isLocked) : before
  for (const [boundary, shape] of before) {
    const left = after.get(boundary)
    if (left && !isShownAlike(shape, left)) return boundaryIdOf(boundary)
  }
  return null
}

/** How locked rows are shown, by their boundaries: an id may be borne twice. */
function lockedShapesOf(outlines: readonly Outline[], isLocked: IsLocked): Map<Y.Item, RowShape> {
  const shapes = new Map<Y.Item, RowShape>()
  for (const { table, members } of groupsOf(outlines)) {
    if (table === null || !members.some(({ id }) => isLocked(id))) continue
    for (const [index, shape] of shapesOf(members).entries()) {
      const row = members[index]
      if (row && isLocked(row.id)) shapes.set(row.boundary, shape)
    }
  }
  return shapes
}

function signOfLostNote(was: readonly Outline[], now: readonly Outline[], isLocked: IsLocked): string | null {
  const lost = notesIn(was)
  for (const noteId of notesIn(now)) lost.delete(noteId)
  if (lost.size === 0) return null
  const holder = now.find(({ id, signs }) => signs.some((noteId) => lost.has(noteId)) && isLocked(id))
  return holder?.id ?? null
}

function notesIn(outlines: readonly Outline[]): Set<string> {
  const notes = outlines.filter(({ kind, hidden }) => kind === 'footnote' && !hidden)
  return new Set(notes.map(({ shownId }) => shownId))
}
