import { openLines, refusalIn, reportWith, type Outcome } from '../../collab/rebase'
import type { Replica } from '../../collab/replica'
import type { Badge } from './badge.svelte'

/** What became of the person's changes, until they have seen it: a reload keeps what is not in the text. */
export class Report {
  lines = $state.raw<readonly Outcome[]>([])
  readonly #badge: Badge
  readonly #stored: () => Replica['stored'] | undefined

  /** @param stored where it is kept at this moment */
  constructor(badge: Badge, stored: () => Replica['stored'] | undefined) {
    this.#badge = badge
    this.#stored = stored
  }

  /** What an earlier page said, and nobody has seen. */
  resume(): void {
    const lines = this.#stored()?.report ?? []
    if (lines.length === 0) return
    this.#badge.settled(refusalIn(lines))
    this.#show(lines)
  }

  /** Changes that had waited are saved. */
  caughtUp(saved: readonly Outcome[]): void {
    this.lines = [...this.lines, ...saved]
  }

  /** Another copy has taken over; what it carried over is told once it is saved. */
  takeOver(fresh: Replica, outcomes: readonly Outcome[]): void {
    const isOpen = ({ outcome, provisionId }: Outcome) => outcome !== 'saved' || !fresh.waits(provisionId)
    this.#show(reportWith(this.lines, outcomes.filter(isOpen)))
  }

  /** The person has looked at it and at the refusal. */
  close(): void {
    this.#show([])
    this.#badge.forgive()
  }

  #show(lines: readonly Outcome[]): void {
    this.lines = lines
    this.#stored()?.saveReport(openLines(lines), true)
  }
}
