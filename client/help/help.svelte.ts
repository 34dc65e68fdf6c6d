import { tick } from 'svelte'
import type { Topic } from './topics'

/** The help beside the page: whether it is open, at which topic, and from where it was asked for. */
export class Help {
  /** The topic shown, null for all of them. */
  topic = $state.raw<Topic | null>(null)
  #isOpen = $state(false)
  #opener: Element | null = null

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Shows a topic, or all of them. */
  open(topic: Topic | null): void {
    this.#opener = document.activeElement
    this.topic = topic
    this.#isOpen = true
  }

  /** Puts the help away. Reading goes on where it was asked for or, when that is gone, from the heading of the page. */
  async close(): Promise<void> {
    this.#isOpen = false
    await tick()
    if (this.#opener instanceof HTMLElement) this.#opener.focus()
    if (document.activeElement === this.#opener) return
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }
}
