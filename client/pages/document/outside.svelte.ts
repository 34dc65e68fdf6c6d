import * as v from 'valibot'
import type { DocumentId } from '../../../shared/ids'
import { documentStream } from '../../../shared/journal'
import type { Refusal } from '../../../shared/result'
import { leavesClosedSession, type Role } from '../../../shared/roles'
import { announce } from '../../announcer.svelte'
import { serverTime } from '../../clock'
import { ClosedUntil } from '../../collab/closed'
import type { Known } from '../../collab/offline'
import type { Replica } from '../../collab/replica'
import { t } from '../../i18n.svelte'
import type { Live } from '../../live'
import type { Shelved } from './shelved.svelte'

/** Whoever is out knocks this often, in milliseconds: the chair may admit observers at any time. */
const KNOCK_EVERY_MS = 5_000
/** Browsers' clocks differ: as the session ends by this one, whoever is out knocks no more often than this. */
const KNOCK_PAUSE_MS = 500
/** No entry comes after this one: a knock reads nothing. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER

/** After these answers one knocks again: the server says that it is closed, or cannot say anything now. */
const STILL_CLOSED: readonly string[] = [
  'session-without-observers',
  ...['disconnected', 'stopping', 'not-saving', 'fault', 'too-many-attempts'],
]

interface Needs {
  readonly documentId: DocumentId
  readonly live: Pick<Live, 'ask'>
  readonly shelved: Shelved
  readonly replica: () => Replica | null
  /** Stores what the server says of the session. */
  readonly save: (closed: ClosedUntil) => void
  /** Asks to be let in again. @returns whether the person is in */
  readonly enter: () => Promise<boolean>
  readonly failed: (fault: unknown) => void
}

/**
 * Where somebody waits while the meeting sits without observers. The text is gone from the screen and its copy stays in
 * the browser; the page knocks until it is open again, and goes on by itself.
 */
export class Outside {
  /** Whether the person is out: nothing of the text is shown. */
  isOut = $state(false)
  /** What the server says of the session; null before. */
  closed = $state.raw<ClosedUntil | null>(null)
  /** The stored copy of somebody who observes is not shown before the server has let them in, or is away. */
  holdsBack = $state(false)
  readonly #needs: Needs
  #timer: ReturnType<typeof setTimeout> | undefined
  #isWaiting = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** The page opens its stored copy, for somebody in a role. */
  begin(role: Role): void {
    this.holdsBack = leavesClosedSession(role) && this.#needs.shelved.meetingId !== null
  }

  /** Whether the stored copy may be shown while the server is away: it may have said before that the text is closed. */
  mayShow(known: Known | null): boolean {
    const closed = known?.closed ?? null
    this.holdsBack = closed !== null && serverTime() < closed.endsAt
    if (this.holdsBack) this.#show(closed)
    return !this.holdsBack
  }

  /** Leaves the room and waits. @param refusal what the server has said of it; it is asked at once when there is none */
  wait(refusal: Refusal | null): void {
    const { replica, shelved } = this.#needs
    this.#show(null)
    this.#isWaiting = true
    replica()
      ?.rest()
      .catch((fault: unknown) => console.error(fault))
    if (shelved.title === null) void this.#findInList()
    if (!refusal) return void this.#knock()
    this.#hear(refusal)
    this.#knockLater()
  }

  /** Shows what an observer would see to somebody who only looks so. @param closed null while observers are admitted */
  look(closed: ClosedUntil | null): void {
    if (this.#isWaiting) return
    this.isOut = closed !== null
    this.closed = closed
  }

  /** The person is in, is told something else, or leaves the page. */
  end(): void {
    clearTimeout(this.#timer)
    this.#isWaiting = false
    this.isOut = false
    this.closed = null
    this.holdsBack = false
  }

  #show(closed: ClosedUntil | null): void {
    this.isOut = true
    this.closed = closed
  }

  #knockLater(): void {
    clearTimeout(this.#timer)
    const untilOver = (this.closed?.endsAt ?? Infinity) - serverTime()
    const pause = Math.min(KNOCK_EVERY_MS, Math.max(KNOCK_PAUSE_MS, untilOver))
    this.#timer = setTimeout(() => void this.#knock(), pause)
  }

  async #knock(): Promise<void> {
    const { documentId, live, enter, failed } = this.#needs
    const answer = await live.ask('journal:read', { stream: documentStream(documentId), after: AFTER_ALL })
    if (!this.#isWaiting) return
    if (!answer.ok && STILL_CLOSED.includes(answer.refusal.code)) {
      this.#hear(answer.refusal)
      return this.#knockLater()
    }
    this.#isWaiting = false
    enter().then((isIn) => isIn && announce(t('observers.out.returned'), 'observers'), failed)
  }

  #hear({ detail }: Refusal): void {
    const said = v.safeParse(ClosedUntil, detail)
    if (!said.success) return
    this.closed = said.output
    this.#needs.save(said.output)
  }

  /** A document that is closed to observers is listed all the same. */
  async #findInList(): Promise<void> {
    const { documentId, live, shelved } = this.#needs
    const answer = await live.ask('document:list', {})
    const card = answer.ok && answer.value.documents.find((one) => one.documentId === documentId)
    if (card) shelved.list(card)
  }
}
