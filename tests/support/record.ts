import type { PersonId } from '../../shared/ids'
import {
  EMPTY_HEAD,
  seal,
  type Actor,
  type Entry,
  type EntryDraft,
  type StreamId,
} from '../../shared/journal'
import type { Result } from '../../shared/result'
import type { Role } from '../../shared/roles'

/** Somebody in a role; the name is the person's id. */
export function actor(role: Role, name: string = role): Actor {
  return { personId: name as PersonId, seatId: null, role }
}

/** A journal in memory for pure rules: seals what was decided, so that it can be folded. */
export class Record {
  readonly entries: Entry[] = []
  readonly #stream: StreamId

  constructor(stream: StreamId = 'document:d1') {
    this.#stream = stream
  }

  /** Appends what was decided; throws when it was refused. */
  write(decided: Result<EntryDraft[]>): Entry[] {
    if (!decided.ok) throw new Error(`refused: ${decided.refusal.code}`)
    const last = this.entries.at(-1)
    const salts = decided.value.map((_, i) => new Uint8Array(16).fill(this.entries.length + i + 1))
    const sealed = seal(this.#stream, last ?? EMPTY_HEAD, decided.value, salts)
    this.entries.push(...sealed)
    return sealed
  }

  /** Folds everything written so far. */
  fold<State>(start: State, evolve: (state: State, entry: Entry) => State): State {
    return this.entries.reduce(evolve, start)
  }
}
