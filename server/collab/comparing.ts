import * as Y from 'yjs'
import { contentHashOf, stateHashOf } from '../../shared/text/canonical'
import { openText } from '../../shared/text/flat'
import type { Committed } from './committed'
import type { Log } from './connection'
import type { Typing } from './typing'

/** What a replica shows, as its page says: the hash of the state that it is at, and of its content there. */
export interface Shown {
  readonly stateHash: string
  readonly contentHash: string
}

/** Whether a replica shows what the server shows; `elsewhere` when the two are not at the same state. */
export type Verdict = 'same' | 'differs' | 'elsewhere'

interface Needs {
  readonly committed: Pick<Committed, 'serving' | 'head' | 'stream'>
  readonly typing: Pick<Typing, 'text' | 'renew'>
  readonly log: Log
  readonly hashOf?: (text: Y.Text) => string
}

/** Hashes at one row of the journal: of the state, of the replica that judges, and of what a joiner would read. */
interface Hashes {
  readonly seq: number
  readonly state: string
  live: string | null
  joiners: string | null
}

/**
 * Compares what replicas show with what the server shows (yjs#699: with the same state and nothing missing, two of
 * them can still read differently). However many ask, each state of the text is hashed once.
 */
export class Comparing {
  readonly #needs: Needs
  readonly #hashOf: (text: Y.Text) => string
  #hashes: Hashes | null = null

  constructor(needs: Needs) {
    this.#needs = needs
    this.#hashOf = needs.hashOf ?? contentHashOf
  }

  /** Judges a replica against the committed text; call it only while nothing waits to be saved. */
  compare({ stateHash, contentHash }: Shown): Verdict {
    const hashes = this.#hashesNow()
    if (stateHash !== hashes.state) return 'elsewhere'
    const live = (hashes.live ??= this.#hashOf(this.#needs.typing.text))
    if (contentHash === live && hashes.joiners === null) return 'same'
    hashes.joiners ??= this.#hashForJoiners(live)
    return contentHash === hashes.joiners ? 'same' : 'differs'
  }

  #hashesNow(): Hashes {
    const { head, serving } = this.#needs.committed
    if (this.#hashes?.seq !== head.seq)
      this.#hashes = { seq: head.seq, state: stateHashOf(serving.vector), live: null, joiners: null }
    return this.#hashes
  }

  /** What everybody who enters now would read is what counts; a replica of our own that reads otherwise is renewed. */
  #hashForJoiners(live: string): string {
    const { committed, typing, log } = this.#needs
    const doc = new Y.Doc()
    const text = openText(doc)
    for (const update of committed.serving.updates()) Y.applyUpdate(doc, update)
    const hash = this.#hashOf(text)
    doc.destroy()
    if (hash === live) return hash
    log.warn({ stream: committed.stream }, 'the replica read differently from the journal and was renewed')
    typing.renew()
    return hash
  }
}
