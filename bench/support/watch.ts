import * as Y from 'yjs'
import type { Typer, Viewer } from './crowd'
import { Latencies } from './latencies'

/** Measures how long letters take from their typers to a few watchers. */
export class Watch {
  readonly latencies = new Latencies()
  readonly #sent = new Map<number, { clock: number; at: number }[]>()
  readonly #watchers: readonly Viewer[]
  isOn = false

  constructor(typers: readonly Typer[], watchers: readonly Viewer[]) {
    this.#watchers = watchers
    for (const typer of typers) this.#follow(typer)
    for (const watcher of watchers) this.#observe(watcher)
  }

  stop(): void {
    for (const watcher of this.#watchers) watcher.onUpdate = null
  }

  #follow(typer: Typer): void {
    const sent: { clock: number; at: number }[] = []
    this.#sent.set(typer.clientId, sent)
    const before = typer.onSent
    typer.onSent = (clock, at) => {
      before?.(clock, at)
      if (this.isOn) sent.push({ clock, at })
      if (sent.length > MOST_OPEN) sent.splice(0, MOST_OPEN / 2)
    }
  }

  /** Each watcher remembers up to which clock it has seen each typer. */
  #observe(watcher: Viewer): void {
    const seen = new Map<number, number>()
    watcher.onUpdate = (update, at) => {
      for (const [clientId, clock] of Y.parseUpdateMeta(update).to) {
        const before = seen.get(clientId) ?? 0
        if (clock <= before) continue
        seen.set(clientId, clock)
        for (const sent of this.#sent.get(clientId) ?? []) {
          if (sent.clock > before && sent.clock <= clock) this.latencies.add(at - sent.at)
        }
      }
    }
  }
}

/** Letters per typer that are remembered. */
const MOST_OPEN = 2_000
