import { isSame, type Unit } from './units'
import type { Survivors } from './survivors'

/** An old and a new unit, by index, that are one and the same. */
export type Pair = readonly [old: number, fresh: number]

/**
 * Pairs the units that a change leaves standing, in order. What the editor's own steps kept is taken as it is; only
 * the gaps between are compared, with boundaries and cells as anchors.
 */
export function matchUnits(old: readonly Unit[], fresh: readonly Unit[], survivors: Survivors): Pair[] {
  const pairs: Pair[] = []
  let from: Pair = [0, 0]
  for (const pair of standing(old, fresh, survivors)) {
    matchGap(pairs, old, fresh, from, pair)
    pairs.push(pair)
    from = [pair[0] + 1, pair[1] + 1]
  }
  matchGap(pairs, old, fresh, from, [old.length, fresh.length])
  return pairs
}

function standing(old: readonly Unit[], fresh: readonly Unit[], survivors: Survivors): Pair[] {
  const indexAt = placesOf(fresh)
  const pairs: Pair[] = []
  let last = -1
  old.forEach((unit, index) => {
    const place = unit.place < 0 ? -1 : survivors.find(unit.place)
    const found = place < 0 ? -1 : indexAt(place)
    if (found <= last || !isSame(unit, fresh[found])) return
    pairs.push([index, found])
    last = found
  })
  return pairs
}

/** Finds the index of the unit at a place, -1 for none. */
function placesOf(units: readonly Unit[]): (place: number) => number {
  let from = Infinity
  let to = -1
  for (const { place } of units) {
    from = Math.min(from, place)
    to = Math.max(to, place)
  }
  if (to < 0) return () => -1
  const indexes = new Int32Array(to - from + 1).fill(-1)
  units.forEach(({ place }, index) => (indexes[place - from] = index))
  return (place) => indexes[place - from] ?? -1
}

/** Compares a gap; boundaries, and the cells behind them, anchor what a coarse step (a whole table) has rewritten. */
function matchGap(pairs: Pair[], old: readonly Unit[], fresh: readonly Unit[], start: Pair, end: Pair): void {
  if (start[0] >= end[0] || start[1] >= end[1]) return
  const known = new Map(anchorsOf(old, start[0], end[0]))
  const common: Pair[] = []
  for (const [key, index] of anchorsOf(fresh, start[1], end[1])) {
    const found = known.get(key)
    if (found !== undefined) common.push([found, index])
  }
  let from = start
  for (const anchor of longestRising(common)) {
    matchEnds(pairs, old, fresh, from, anchor)
    pairs.push(anchor)
    from = [anchor[0] + 1, anchor[1] + 1]
  }
  matchEnds(pairs, old, fresh, from, end)
}

function matchEnds(
  pairs: Pair[],
  old: readonly Unit[],
  fresh: readonly Unit[],
  start: Pair,
  end: Pair,
): void {
  let [o, f] = start
  let [oldEnd, freshEnd] = end
  while (o < oldEnd && f < freshEnd && isSame(old[o], fresh[f])) pairs.push([o++, f++])
  const tail: Pair[] = []
  while (o < oldEnd && f < freshEnd && isSame(old[oldEnd - 1], fresh[freshEnd - 1])) {
    tail.push([--oldEnd, --freshEnd])
  }
  // one by one: a long provision has more than a call takes arguments
  for (const pair of tail.reverse()) pairs.push(pair)
}

/** Boundaries, and the first boundary of each column in a row, with their indexes. */
function anchorsOf(units: readonly Unit[], from: number, to: number): [string, number][] {
  const anchors: [string, number][] = []
  const seen = new Set<string>()
  let row = boundaryBefore(units, from)
  for (let index = from; index < to; index += 1) {
    const unit = units[index]
    if (!unit || (unit.type !== 'boundary' && unit.column === null)) continue
    if (unit.type === 'boundary') row = unit.key
    const key = unit.type === 'boundary' ? unit.key : `${row} ${unit.key}`
    if (seen.has(key)) continue
    seen.add(key)
    anchors.push([key, index])
  }
  return anchors
}

function boundaryBefore(units: readonly Unit[], index: number): string {
  for (let i = index - 1; i >= 0; i -= 1) {
    const unit = units[i]
    if (unit?.type === 'boundary') return unit.key
  }
  return ''
}

/** The longest run of pairs, in the order of their new indexes, whose old ones rise too. */
export function longestRising(pairs: readonly Pair[]): Pair[] {
  const tails: number[] = []
  const previous: number[] = []
  pairs.forEach(([old], index) => {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[tails[middle] ?? 0]?.[0] ?? 0) < old) low = middle + 1
      else high = middle
    }
    previous[index] = tails[low - 1] ?? -1
    tails[low] = index
  })
  const rising: Pair[] = []
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = pairs[index]
    if (pair) rising.push(pair)
  }
  return rising.reverse()
}
