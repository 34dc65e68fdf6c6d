import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { DocumentId } from '../../shared/ids'

/** Where the witnesses type, and with which sessions. */
export interface CalledOn {
  readonly url: string
  readonly cookies: readonly [string, string]
  readonly documentId: DocumentId
}

/** The longest that an honest letter and an honest command took, in milliseconds. */
export interface Seen {
  readonly letterMs: number
  readonly commandMs: number
}

/**
 * Two honest people who type and ask in a process of their own: in the attackers' one they would measure how long the
 * attackers take to write what they send.
 */
export class Witness {
  readonly #child: ChildProcess
  readonly #died: Promise<never>

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#died = once(child, 'exit').then(() => Promise.reject(new Error('the witnesses are gone')))
    this.#died.catch(() => undefined)
  }

  /** Resolves when both are in sync. */
  static async come(called: CalledOn): Promise<Witness> {
    const file = new URL('witness-process.ts', import.meta.url)
    const witness = new Witness(fork(file, { execArgv: ['--import', 'tsx'] }))
    await witness.#answerTo(called)
    return witness
  }

  /** Lets them type and ask until `act` is over, and once more after that. */
  async during<Value>(act: () => Promise<Value>): Promise<Seen & { readonly value: Value }> {
    const seen = this.#answerTo('watch')
    seen.catch(() => undefined)
    const value = await act().finally(() => this.#child.send('tell'))
    return { ...((await seen) as Seen), value }
  }

  end(): void {
    this.#child.kill()
  }

  async #answerTo(said: CalledOn | 'watch'): Promise<unknown> {
    const answer = once(this.#child, 'message')
    this.#child.send(said)
    const [heard] = (await Promise.race([answer, this.#died])) as [unknown]
    return heard
  }
}
