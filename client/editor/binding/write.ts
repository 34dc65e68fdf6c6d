import type * as Y from 'yjs'
import { isId, newId } from '../../../shared/ids'
import { itemAt, rawDeleteAll, type Anchor, type Stretch } from '../../../shared/text/flat'
import { HEAD_ID, PLAIN_BLOCK, writeBlockFormats, type Formats } from '../../../shared/text/formats'
import { insertBehind } from '../../../shared/text/yjs-internals'
import { deletesOf, type Operation } from './plan'
import type { Style, Unit } from './units'

type Change =
  | { retain: number; attributes?: Record<string, unknown> }
  | { insert: string | Record<string, string>; attributes: Record<string, unknown> }

/** Finds a known place at or before an offset of the text as it stood before the write. */
export type AnchorBefore = (offset: number) => Anchor | null

/**
 * Writes operations into the text in one transaction: one walk deletes, a second one inserts and formats. A Yjs call
 * per place would walk from the start each time. Words typed into words need no walk at all.
 *
 * @param operations in the order of the text
 */
export function writeOperations(
  text: Y.Text,
  operations: readonly Operation[],
  anchorBefore: AnchorBefore,
  origin: unknown,
): void {
  const { doc } = text
  const [first] = operations
  if (!doc) throw new Error('the text belongs to no document')
  if (!first) return
  doc.transact((transaction) => {
    const deletes = deletesOf(operations)
    const words = operations.length > deletes.length ? plainWordsOf(operations) : null
    // an anchor at the place itself would stand behind the words as soon as they are in
    const anchor = anchorBefore(words === null ? first.at : first.at - 1)
    const behind = words ? itemAt(text, first.at - 1, anchor) : null
    if (words !== null && behind) insertBehind(text, transaction, words, behind.item, behind.within)
    const moved = words !== null && behind ? words.length : 0
    if (deletes.length > 0) rawDeleteAll(text, moveBy(deletes, moved), anchor)
    if (moved > 0) return
    const changes = changesOf(operations)
    if (changes.length > 0) text.applyDelta(changes)
  }, origin)
}

/** The words, when all that is inserted are words behind a kept character of the same marks; the rest is deleted. */
function plainWordsOf([first, ...rest]: readonly Operation[]): string | null {
  if (first?.type !== 'insert' || rest.some(({ type }) => type !== 'delete')) return null
  const { units, left } = first
  if (left?.type !== 'character') return null
  const isPlain = units.every(({ type, style }) => type === 'character' && style.key === left.style.key)
  return isPlain ? units.map(({ key }) => key).join('') : null
}

const moveBy = (stretches: readonly Stretch[], by: number): readonly Stretch[] =>
  by === 0 ? stretches : stretches.map(({ from, to }) => ({ from: from + by, to: to + by }))

/** Inserts and formats as a change of the text from which the deletes are already gone. */
function changesOf(operations: readonly Operation[]): Change[] {
  const changes: Change[] = []
  let at = 0
  let deleted = 0
  const moveTo = (offset: number): void => {
    if (offset > at) changes.push({ retain: offset - at })
    at = Math.max(at, offset)
  }
  for (const operation of operations) {
    if (operation.type === 'delete') deleted += operation.length
    else moveTo(operation.at - deleted)
    if (operation.type === 'insert') pushInserts(changes, operation.units, operation.left)
    else if (operation.type === 'format') {
      changes.push({ retain: operation.length, attributes: { ...operation.formats } })
      at += operation.length
    }
  }
  return changes
}

/** Words of one style are one insert; boundaries and objects stand alone. */
function pushInserts(changes: Change[], units: readonly Unit[], left: Unit | null): void {
  let run: { text: string; style: Style } | null = null
  const flush = (): void => {
    if (run) changes.push({ insert: run.text, attributes: { ...run.style.formats } })
    run = null
  }
  units.forEach((unit, index) => {
    if (unit.type !== 'character') {
      flush()
      changes.push(insertOf(unit))
      return
    }
    const { style } = unit
    if (run && run.style.key !== style.key) flush()
    run ??= { text: '', style: index === 0 ? inherited(style, left) : style }
    run.text += unit.key
  })
  flush()
}

/** Words typed after words of the same marks take over all that is stored there: nothing needs to be switched. */
function inherited(style: Style, left: Unit | null): Style {
  if (left?.type !== 'character' || left.style.key !== style.key) return style
  return { ...style, formats: left.style.stored }
}

function insertOf(unit: Unit): Change {
  if (unit.type === 'object') return { insert: unit.embed ?? {}, attributes: { ...unit.style.formats } }
  const id = isId(unit.key) && unit.key !== HEAD_ID ? unit.key : newId()
  return { insert: { b: id }, attributes: boundaryFormats(id, unit) }
}

function boundaryFormats(id: string, { said }: Unit): Record<string, unknown> {
  if (!said) throw new Error('a boundary says what it begins')
  const formats: Formats = writeBlockFormats(id, { ...PLAIN_BLOCK, ...said, level: said.level ?? 0 })
  return { ...formats }
}
