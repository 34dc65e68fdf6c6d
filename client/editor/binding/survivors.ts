import type { StepMap } from 'prosemirror-transform'

interface Run {
  /** First and last token, exclusive, in the document before. */
  from: number
  to: number
  /** What to add for the position after. */
  shift: number
}

/**
 * Which tokens of a document the steps of a transaction left standing, and where they are now. A comparison of the
 * documents cannot tell which of two equal letters was deleted; the steps can.
 */
export class Survivors {
  #runs: Run[]

  constructor(size: number, maps: readonly StepMap[]) {
    this.#runs = [{ from: 0, to: size, shift: 0 }]
    for (const map of maps) this.#pass(map)
  }

  /** The position after of the token that stood at `place`, or -1 when it was deleted. */
  find(place: number): number {
    const run = this.#runs[this.#indexOf(place)]
    return run && place >= run.from && place < run.to ? place + run.shift : -1
  }

  /**
   * The smallest stretch outside of which every token between `from` and `to` (in the document before) survives at an
   * unbroken shift: how many tokens at its beginning and at its end stayed.
   */
  edges(from: number, to: number): { head: number; tail: number } {
    const first = this.#runs[this.#indexOf(from)]
    const last = this.#runs[this.#indexOf(to - 1)]
    const head = first && first.from <= from ? Math.max(0, Math.min(to, first.to) - from) : 0
    const tail = last && last.to >= to ? Math.max(0, to - Math.max(from, last.from)) : 0
    return { head, tail }
  }

  /** Index of the last run that begins at or before a place in the document before. */
  #indexOf(place: number): number {
    return this.#lastIndex((run) => run.from <= place)
  }

  /** Index of the last run for which `holds`, which is true up to some run and false from there on; -1 for none. */
  #lastIndex(holds: (run: Run) => boolean): number {
    let low = 0
    let high = this.#runs.length
    while (low < high) {
      const middle = (low + high) >> 1
      const run = this.#runs[middle]
      if (run && holds(run)) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  #pass(map: StepMap): void {
    map.forEach((oldStart, oldEnd, newStart, newEnd) => {
      // ranges of one map come in order and speak of the document before it; what stands left of them has moved already
      const moved = newStart - oldStart
      this.#cut(oldStart + moved, oldEnd + moved, newEnd - newStart - (oldEnd - oldStart))
    })
  }

  /** Takes out the tokens that are now between `from` and `to`, and moves all behind them. */
  #cut(from: number, to: number, by: number): void {
    const first = this.#lastIndex((run) => run.to + run.shift <= from) + 1
    let next = first
    const rest: Run[] = []
    for (
      let run = this.#runs[next];
      run && run.from + run.shift < Math.max(to, from + 1);
      run = this.#runs[next]
    ) {
      const end = run.to + run.shift
      if (run.from + run.shift < from) rest.push({ from: run.from, to: from - run.shift, shift: run.shift })
      if (end > to) rest.push({ from: Math.max(run.from, to - run.shift), to: run.to, shift: run.shift + by })
      next += 1
    }
    this.#runs.splice(first, next - first, ...rest)
    if (by === 0) return
    for (let i = first + rest.length; i < this.#runs.length; i += 1) {
      const run = this.#runs[i]
      if (run) run.shift += by
    }
  }
}
