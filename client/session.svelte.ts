import * as v from 'valibot'
import type { PersonId, SeatId } from '../shared/ids'
import { Me } from '../shared/protocol/seats'
import type { PasskeyAnswer } from '../shared/protocol/sign-in'
import { READS, type CommandName } from '../shared/protocol'
import { ok, refuse, type Refusal, type Result } from '../shared/result'
import { rolesBelow, type Role } from '../shared/roles'
import { silence } from './announcer.svelte'
import { post } from './api'
import { countOf, hasClosedSince, isClosed, withUnstored, type WordsHere } from './collab/words-here'
import { unstoredHere } from './leaving'
import { Live } from './live'
import { recallLock, rememberLock, type Lock } from './lock'
import type { NoPasskey } from './passkeys'
import { recall, remember } from './remembered'

/** Why nobody is signed in: never was, left, was shut out, gave way to somebody else, or is away from a shared computer. */
export type Absence = 'never' | 'left' | 'withdrawn' | 'replaced' | 'locked'

/** A server that does not answer for this long is not waited for: the page shows who was here last, in milliseconds. */
const PATIENCE_MS = 3_000

/** `isConfirmed` is false until the server knows of the lock; until then the cookie still opens this person's session. */
interface Locked {
  readonly is: 'absent'
  readonly because: 'locked'
  readonly lock: Lock
  readonly isConfirmed: boolean
}

type State =
  | { readonly is: 'reading' }
  /** `isConfirmed` is false while only this browser says so; until then nothing is asked and nothing is sent. */
  | { readonly is: 'present'; readonly me: Me; readonly isConfirmed: boolean }
  | { readonly is: 'absent'; readonly because: Exclude<Absence, 'locked' | 'replaced'> }
  /** Somebody else, with the name `by`, has signed in in this browser. */
  | { readonly is: 'absent'; readonly because: 'replaced'; readonly by: string }
  | Locked
  | { readonly is: 'unknown'; readonly refusal: Refusal }

/**
 * Who sits at this browser. The server decides, by a cookie that no script reads; this only remembers its last word, so
 * that what this browser holds of the person's own can be shown while the server is away.
 */
export class Session {
  #state = $state.raw<State>({ is: 'reading' })
  /** The line to the server in this session. */
  readonly live = new Live({
    onDoubt: () => void this.#recheck(),
    mayAsk: () => this.#confirm(),
    holdsBack: (name) => this.#whyHeldBack(name),
    speaker: () => this.#speaker,
  })
  /** Whom this page showed last: what it still has to say is theirs. */
  #speaker: PersonId | null = null
  #reading: Promise<void> | null = null
  #viewing = $state.raw<Role | null>(null)
  /** The person signed in as the server knows them, or null. */
  readonly own = $derived(this.#state.is === 'present' ? this.#state.me : null)
  /** The role with fewer rights as which the screen is seen, or null. It never shows more than the own role does. */
  readonly viewedAs = $derived(
    this.#viewing && this.own && rolesBelow(this.own.role).includes(this.#viewing) ? this.#viewing : null,
  )
  /** The person signed in, in the role that the screen shows; or null. */
  readonly me = $derived(this.own && this.viewedAs ? { ...this.own, role: this.viewedAs } : this.own)

  get state(): State {
    return this.#state
  }

  /** Whether the server has yet to say who is here, or to hear of a lock: `read` is to be called again. */
  get isUncertain(): boolean {
    const state = this.#state
    return state.is === 'unknown' || ('isConfirmed' in state && !state.isConfirmed)
  }

  /**
   * Locks with the other tabs of this browser, and comes back with them; hears when somebody else signs in in one. Call
   * the result to stop.
   */
  listen(): () => void {
    const hear = ({ key }: StorageEvent) => {
      if (key === 'adref.locked' || key === null) this.#lockChanged()
      else if (key === 'adref.me' && rememberedMe()?.personId !== this.own?.personId) void this.#recheck()
    }
    addEventListener('storage', hear)
    return () => removeEventListener('storage', hear)
  }

  /** Shows the screen as a role with fewer rights sees it, until it is left or the page is loaded again; null leaves it. */
  viewAs(role: Role | null): void {
    this.#viewing = role
  }

  /** Asks the server who is signed in; while the screen is locked, tells it so. */
  read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = null))
    return this.#reading
  }

  /** Redeems a single-use link in a person's name. */
  async signIn(token: string, name: string, attempt: string): Promise<Result<Me>> {
    await this.#tellLocked()
    return this.#cameIn(await post('session:signIn', { token, name, attempt }))
  }

  /** Signs in with a passkey of this device. @returns also why the device gave none */
  async signInByPasskey(): Promise<Result<Me> | NoPasskey> {
    await this.#tellLocked()
    const answer = await this.#passkey()
    if (typeof answer === 'string' || !answer.ok) return answer
    return this.#cameIn(await post('session:signInByPasskey', { answer: answer.value }))
  }

  /** The address at which to sign in with an account elsewhere, for the browser to go to. */
  async goToProvider(): Promise<Result<{ readonly url: string }>> {
    await this.#tellLocked()
    return post('session:goToProvider', { connect: false })
  }

  /** Leaves a shared computer for a while: the screen shows nothing of the person's, and what is here stays. */
  async lock(): Promise<void> {
    if (this.me === null) return
    const { name, personId, sessionId } = this.me
    rememberLock({ name, personId, sessionId })
    this.#hide({ name, personId, sessionId })
    await this.#tellLocked()
  }

  /** Comes back, by the slip or link that one came in by, to a session that one has locked in this browser. */
  async unlock(token: string, attempt: string): Promise<Result<Me>> {
    await this.#tellLocked()
    return this.#cameIn(await post('session:unlock', { token, attempt }))
  }

  /** Sits down by a slip, in the name of the person who is signed in. */
  async takeSeat(token: string): Promise<Result<Me>> {
    if (this.viewedAs) return refuse('viewing-as')
    return this.#seated(await post('seat:take', { token }, this.#speaker))
  }

  /** Acts for one of the person's seats from now on, or for none. */
  async actFor(seatId: SeatId | null): Promise<Result<Me>> {
    if (this.viewedAs) return refuse('viewing-as')
    return this.#seated(await post('session:actFor', { seatId }, this.#speaker))
  }

  /** The address at which to connect the person's account elsewhere, for the browser to go to. */
  connectAccount(): Promise<Result<{ readonly url: string }>> {
    return post('session:goToProvider', { connect: true }, this.#speaker)
  }

  /** Goes on as whoever has signed in in this browser since. */
  goOn(): Promise<void> {
    this.#state = { is: 'reading' }
    return this.read()
  }

  /** What this browser holds of the person's words that the server does not have yet; it is lost by signing out. */
  async wordsHere(): Promise<readonly WordsHere[]> {
    if (this.me === null) return []
    const { wordsHere } = await import('./collab/offline')
    return withUnstored(await wordsHere(this.me.personId), unstoredHere())
  }

  /** How many changes those are. */
  async unsavedChanges(): Promise<number> {
    return countOf(await this.wordsHere())
  }

  /** Ends the session and removes what this browser holds of the person's work. */
  async signOut(): Promise<Result<null>> {
    const { me } = this
    if (me === null) return ok(null)
    // a code that cannot be fetched now could not remove anything afterwards
    const offline = await import('./collab/offline').catch(() => null)
    if (!offline) return refuse('disconnected')
    const answer = await post('session:signOut', {}, me.personId)
    if (!answer.ok && !isAbsence(answer.refusal)) return answer
    this.#leave('left')
    for (const own of ['adref.name', 'adref.entering'] as const) remember(own, null)
    await offline.clearLocalData(me.personId)
    return ok(null)
  }

  async #passkey(): Promise<Result<PasskeyAnswer> | NoPasskey> {
    const [challenged, { answerWithPasskey }] = await Promise.all([
      post('session:challengePasskey', {}),
      import('./passkeys'),
    ])
    if (!challenged.ok) return challenged
    const answer = await answerWithPasskey(challenged.value.options)
    return typeof answer === 'string' ? answer : ok(answer)
  }

  #cameIn(answer: Result<Me>): Result<Me> {
    if (!answer.ok) return answer
    rememberLock(null)
    this.live.rest()
    this.#found(answer.value)
    return answer
  }

  async #read(): Promise<void> {
    const lock = this.#lock
    if (lock) return this.#stayLocked(lock)
    const impatient = setTimeout(() => this.#showRemembered(), PATIENCE_MS)
    const answer = await post('session:read', {})
    clearTimeout(impatient)
    const since = this.#lock
    if (since) this.#stayLocked(since)
    else if (answer.ok) this.#foundHere(answer.value)
    else if (isAbsence(answer.refusal)) this.#nobody()
    else if (!this.#showRemembered()) this.#state = { is: 'unknown', refusal: answer.refusal }
  }

  /** Whether the server has said that it is still the person whom this page shows. Asks it when it has not. */
  async #confirm(): Promise<boolean> {
    if (this.#state.is !== 'present' || this.#state.isConfirmed) return true
    const { personId } = this.#state.me
    await this.read()
    return this.#state.isConfirmed && this.#state.me.personId === personId
  }

  #whyHeldBack(name: CommandName): Refusal | null {
    return this.viewedAs && !READS.has(name) ? { code: 'viewing-as' } : null
  }

  /** Somebody else does not go on in the page of a person who was known to be here. */
  #foundHere(me: Me): void {
    const state = this.#state
    const isAnother = state.is === 'present' && state.isConfirmed && state.me.personId !== me.personId
    if (isAnother) this.#depart({ is: 'absent', because: 'replaced', by: me.name })
    else this.#found(me)
  }

  #found(me: Me): void {
    const before = rememberedMe()
    const isSame = before?.personId === me.personId
    if (isSame && (!holdsAllSeatsOf(before, me) || hasClosedSince(before, me))) void forgetClosed(me)
    remember('adref.me', JSON.stringify(me))
    this.#speaker = me.personId
    this.#state = { is: 'present', me, isConfirmed: true }
    this.live.wake()
  }

  /** What keeps this page locked, or null. */
  get #lock(): Lock | null {
    if (this.#state.is !== 'absent') return recallLock()
    return this.#state.because === 'locked' ? this.#state.lock : null
  }

  #stayLocked(lock: Lock): void {
    if (this.#state.is === 'present') this.#hide(lock)
    else if (this.#state.is !== 'absent') this.#state = lockedBy(lock)
    void this.#tellLocked()
  }

  /**
   * The server may not know yet that the screen was locked: it was away then. Whoever has come in since, back from an
   * identity provider, is here.
   */
  async #tellLocked(): Promise<void> {
    const told = this.#state
    if (told.is !== 'absent' || told.because !== 'locked' || told.isConfirmed) return
    const answer = await post('session:lock', { sessionId: told.lock.sessionId })
    if (this.#state !== told) return
    if (answer.ok && answer.value.present) this.#cameIn(ok(answer.value.present))
    else if (answer.ok || isAbsence(answer.refusal)) this.#state = { ...told, isConfirmed: true }
  }

  /** Another tab has locked this browser, or somebody has come in there. */
  #lockChanged(): void {
    const lock = recallLock()
    if (lock) return this.#hide(lock)
    // a tab that slept has missed the lock: somebody else may be here by now
    if (!this.#lock) return void this.#recheck()
    this.#state = { is: 'reading' }
    void this.read()
  }

  #nobody(): void {
    if (this.#state.is === 'present') return this.#leave('withdrawn')
    remember('adref.me', null)
    this.#state = { is: 'absent', because: 'never' }
  }

  /** @returns whether somebody is shown */
  #showRemembered(): boolean {
    if (this.#state.is === 'present') return true
    const me = rememberedMe()
    if (me && this.#state.is !== 'absent') {
      this.#speaker = me.personId
      this.#state = { is: 'present', me, isConfirmed: false }
    }
    return me !== null
  }

  #seated(answer: Result<Me>): Result<Me> {
    if (answer.ok && this.#state.is === 'present') this.#found(answer.value)
    if (!answer.ok && isAbsence(answer.refusal)) void this.#recheck()
    return answer
  }

  /** The line was cut: the session may have ended, or its rights are others now. */
  async #recheck(): Promise<void> {
    const { own } = this
    if (own === null) return
    const answer = await post('session:read', {})
    if (this.own?.personId !== own.personId) return
    if (answer.ok) this.#foundHere(answer.value)
    if (!answer.ok && isAbsence(answer.refusal)) this.#left()
  }

  /** The session has ended, or another tab has locked it. */
  #left(): void {
    const lock = this.#lock
    if (lock) this.#hide(lock)
    else this.#leave('withdrawn')
  }

  #leave(because: 'left' | 'withdrawn'): void {
    this.#depart({ is: 'absent', because })
  }

  #hide(lock: Lock): void {
    this.#depart(lockedBy(lock))
  }

  #depart(state: State): void {
    if (this.#state.is !== 'present') return
    // whoever came in instead is remembered by another tab
    if (rememberedMe()?.personId === this.#state.me.personId) remember('adref.me', null)
    silence()
    this.#viewing = null
    if (state.is === 'absent' && state.because === 'locked') this.live.rest()
    else this.live.close()
    this.#state = state
  }
}

const lockedBy = (lock: Lock): Locked => ({ is: 'absent', because: 'locked', lock, isConfirmed: false })

/** Whether somebody still holds every seat, in the same role and for the same mechanism, that they held before. */
function holdsAllSeatsOf(before: Me, now: Me): boolean {
  return before.seats.every((seat) =>
    now.seats.some(
      (other) =>
        other.seatId === seat.seatId && other.role === seat.role && other.mechanismId === seat.mechanismId,
    ),
  )
}

/** Somebody has lost a seat, or emergency access is over: what was open by it only does not stay in this browser. */
async function forgetClosed(me: Me): Promise<void> {
  const offline = await import('./collab/offline').catch(() => null)
  // without its code nothing is removed here; a document that is opened again is refused, and removed then
  await offline?.forgetClosed(me.personId, (document) => isClosed(document, me))
}

function rememberedMe(): Me | null {
  try {
    const read = v.safeParse(Me, JSON.parse(recall('adref.me') ?? 'null'))
    return read.success ? read.output : null
  } catch {
    return null
  }
}

const isAbsence = ({ code }: Refusal) => code === 'not-signed-in' || code === 'session-revoked'
