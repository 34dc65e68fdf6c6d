import type { Stretch } from '../../../shared/text/flat'
import { blockValue, type Formats } from '../../../shared/text/formats'
import { isRow } from '../../../shared/text/provisions'
import type { Pair } from './match'
import type { Region } from './regions'
import type { Block } from './model'
import type { Said, Style, Unit } from './units'

/** One thing to do to the flat text, by offsets before the whole change. Lengths grow only while it is planned. */
export type Operation =
  | {
      readonly type: 'insert'
      readonly at: number
      readonly units: readonly Unit[]
      readonly left: Unit | null
    }
  | { readonly type: 'delete'; readonly at: number; length: number }
  | { readonly type: 'format'; readonly at: number; length: number; readonly formats: Formats }

/** What must be done to the flat text so that a region shows its fresh units, in the order of the text. */
export function planRegion(region: Region, pairs: readonly Pair[]): Operation[] {
  return new Planner(region, pairs).plan()
}

/** The stretches that operations delete. */
export function deletesOf(operations: readonly Operation[]): Stretch[] {
  return operations.flatMap((operation) =>
    operation.type === 'delete' ? [{ from: operation.at, to: operation.at + operation.length }] : [],
  )
}

class Planner {
  readonly #old: readonly Unit[]
  readonly #fresh: readonly Unit[]
  readonly #startsAt: number
  readonly #pairs: readonly Pair[]
  readonly #operations: Operation[] = []
  /** 1 for each unit that is kept. */
  readonly #keptFresh: Uint8Array
  readonly #keptOld: Uint8Array
  readonly #removed: ReadonlySet<Block>
  /** The latest two styles that were compared: neighbours mostly share theirs. */
  #compared: { was: Style; is: Style; change: MarkChange | null } | null = null

  constructor({ old, fresh, startsAt }: Region, pairs: readonly Pair[]) {
    this.#old = old
    this.#fresh = fresh
    this.#startsAt = startsAt
    this.#pairs = pairs
    this.#keptOld = new Uint8Array(old.length)
    this.#keptFresh = new Uint8Array(fresh.length)
    for (const [oldIndex, freshIndex] of pairs) {
      this.#keptOld[oldIndex] = 1
      this.#keptFresh[freshIndex] = 1
    }
    this.#removed = removedBlocks(old, this.#keptOld)
  }

  plan(): Operation[] {
    let from: Pair = [0, 0]
    for (const pair of this.#pairs) {
      this.#replace(from, pair)
      this.#reformat(pair)
      from = [pair[0] + 1, pair[1] + 1]
    }
    this.#replace(from, [this.#old.length, this.#fresh.length])
    return this.#operations
  }

  /** Between two kept units: writes the fresh ones, then takes out the old ones. */
  #replace(from: Pair, to: Pair): void {
    const units: Unit[] = []
    for (let index = from[1]; index < to[1]; index += 1) {
      const unit = this.#fresh[index]
      if (unit && !(unit.isPad && this.#isRowKept(index))) units.push(unit)
    }
    const left = this.#keptOld[from[0] - 1] ? (this.#old[from[0] - 1] ?? null) : null
    const at = this.#endBefore(from[0])
    if (units.length > 0) this.#operations.push({ type: 'insert', at, units, left })
    const next = this.#old[to[0]]
    if (next && this.#joins(from[0], to[0])) {
      this.#operations.push({ type: 'delete', at, length: next.offset - at })
    } else for (let index = from[0]; index < to[0]; index += 1) this.#remove(index, index > from[0])
  }

  /**
   * Whether words that stay lose the boundary before them. Then every boundary between goes, hidden ones too: else the
   * words would belong to a deleted provision.
   */
  #joins(from: number, to: number): boolean {
    if (this.#old[to]?.type === 'boundary') return false
    for (let index = from; index < to; index += 1) if (this.#old[index]?.type === 'boundary') return true
    return false
  }

  #remove(index: number, mayExtend: boolean): void {
    const unit = this.#old[index]
    if (!unit) return
    const { block } = unit
    if (unit.type === 'boundary' && block) {
      const formats = { gone: blockValue(block.id, '1') }
      this.#operations.push({ type: 'format', at: unit.offset, length: 1, formats })
      return
    }
    // a deleted row keeps its cells, so that what others type into it at the same time stays in its column
    if (unit.column && block && isRow(block) && this.#removed.has(block)) return
    const last = this.#operations.at(-1)
    if (mayExtend && last?.type === 'delete' && last.at + last.length === unit.offset) {
      last.length += unit.length
    } else this.#operations.push({ type: 'delete', at: unit.offset, length: unit.length })
  }

  #reformat([oldIndex, freshIndex]: Pair): void {
    const old = this.#old[oldIndex]
    const fresh = this.#fresh[freshIndex]
    if (!old || !fresh) return
    if (old.type === 'boundary') {
      const formats = blockChange(old, fresh)
      if (formats) this.#operations.push({ type: 'format', at: old.offset, length: 1, formats })
      return
    }
    const change = this.#markChange(old.style, fresh.style)
    if (!change) return
    const last = this.#operations.at(-1)
    const extends_ =
      last?.type === 'format' && last.at + last.length === old.offset && isSameChange(last.formats, change)
    if (extends_) last.length += old.length
    else
      this.#operations.push({ type: 'format', at: old.offset, length: old.length, formats: change.formats })
  }

  #markChange(was: Style, is: Style): MarkChange | null {
    const known = this.#compared
    if (known?.was === was && known.is === is) return known.change
    const formats = markChange(was, is)
    const change = formats && { formats, key: JSON.stringify(formats) }
    this.#compared = { was, is, change }
    return change
  }

  #endBefore(index: number): number {
    const unit = this.#old[index - 1]
    return unit ? unit.offset + unit.length : this.#startsAt
  }

  /** Whether the row to which a fresh unit belongs was there before. */
  #isRowKept(index: number): boolean {
    for (let i = index; i >= 0; i -= 1)
      if (this.#fresh[i]?.type === 'boundary') return this.#keptFresh[i] === 1
    return false
  }
}

/** Formats to switch, and a key that is equal for equal ones. */
interface MarkChange {
  readonly formats: Formats
  readonly key: string
}

const isSameChange = (formats: Formats, change: MarkChange): boolean =>
  formats === change.formats || JSON.stringify(formats) === change.key

/** Blocks of which not one unit is kept. */
function removedBlocks(old: readonly Unit[], kept: Uint8Array): ReadonlySet<Block> {
  const removed = new Set<Block>()
  for (const { type, block } of old) if (type === 'boundary' && block) removed.add(block)
  let last: Block | null = null
  old.forEach(({ block }, index) => {
    if (!kept[index] || block === last) return
    last = block
    if (block) removed.delete(block)
  })
  return removed
}

function blockChange({ said: was, block }: Unit, { said: is }: Unit): Formats | null {
  if (!was || !is || !block) return null
  const formats: Record<string, unknown> = {}
  const set = (key: string, said: Exclude<keyof Said, 'header'>): void => {
    const value = is[said]
    if (value === null && said === 'level') return
    if (was[said] !== value) formats[key] = value === null ? null : blockValue(block.id, value)
  }
  set('kind', 'kind')
  set('level', 'level')
  set('dir', 'dir')
  set('tbl', 'table')
  if (was.header !== is.header) formats.header = is.header ? blockValue(block.id, '1') : null
  if (block.gone) formats.gone = null
  return Object.keys(formats).length > 0 ? formats : null
}

function markChange(was: Style, is: Style): Formats | null {
  if (was.key === is.key) return null
  const formats: Record<string, unknown> = {}
  for (const key of Object.keys(was.formats)) if (!Object.hasOwn(is.formats, key)) formats[key] = null
  for (const [key, value] of Object.entries(is.formats)) if (was.formats[key] !== value) formats[key] = value
  return Object.keys(formats).length > 0 ? formats : null
}
