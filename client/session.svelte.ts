import type { Me } from '../shared/protocol/seats'
import { ok, type Refusal, type Result } from '../shared/result'
import { post } from './api'
import { Live } from './live'

/** Why nobody is signed in: never was, left, or was shut out. */
export type Absence = 'never' | 'left' | 'withdrawn'

type State =
  | { readonly is: 'reading' }
  | { readonly is: 'present'; readonly me: Me }
  | { readonly is: 'absent'; readonly because: Absence }
  | { readonly is: 'unknown'; readonly refusal: Refusal }

/** Who sits at this browser. The server decides; this only remembers its last word. */
export class Session {
  #state = $state.raw<State>({ is: 'reading' })
  /** The line to the server in this session. */
  readonly live = new Live(() => void this.#recheck())
  /** The person signed in, or null. */
  readonly me = $derived(this.#state.is === 'present' ? this.#state.me : null)

  get state(): State {
    return this.#state
  }

  /** Asks the server who is signed in. */
  async read(): Promise<void> {
    const answer = await post('session:read', {})
    if (answer.ok) this.#state = { is: 'present', me: answer.value }
    else if (isAbsence(answer.refusal)) this.#state = { is: 'absent', because: 'never' }
    else this.#state = { is: 'unknown', refusal: answer.refusal }
  }

  /** Redeems a single-use link in a person's name. */
  async signIn(token: string, name: string): Promise<Result<Me>> {
    const answer = await post('session:signIn', { token, name })
    if (!answer.ok) return answer
    this.live.close()
    this.#state = { is: 'present', me: answer.value }
    return answer
  }

  /** How many changes of this person the server does not have yet; they are lost by signing out. */
  async unsavedChanges(): Promise<number> {
    if (this.me === null) return 0
    const { countUnsaved } = await import('./collab/offline')
    return countUnsaved(this.me.personId)
  }

  /** Ends the session and removes what this browser holds of the person's work. */
  async signOut(): Promise<Result<null>> {
    const { me } = this
    if (me === null) return ok(null)
    const answer = await post('session:signOut', {})
    if (!answer.ok && !isAbsence(answer.refusal)) return answer
    this.#leave('left')
    const { clearLocalData } = await import('./collab/offline')
    await clearLocalData(me.personId)
    return ok(null)
  }

  async #recheck(): Promise<void> {
    if (this.#state.is !== 'present') return
    const answer = await post('session:read', {})
    if (!answer.ok && isAbsence(answer.refusal)) this.#leave('withdrawn')
  }

  #leave(because: Absence): void {
    if (this.#state.is !== 'present') return
    this.live.close()
    this.#state = { is: 'absent', because }
  }
}

const isAbsence = ({ code }: Refusal) => code === 'not-signed-in' || code === 'session-revoked'
