import { createContext, tick } from 'svelte'
import { documentStream } from '../../../shared/journal'
import type { MeetingId, SeatId } from '../../../shared/ids'
import type { EntryRead } from '../../../shared/protocol'
import { refuse, type Refusal, type RefusalCode, type Result } from '../../../shared/result'
import { can, READER, type Role } from '../../../shared/roles'
import type { ClosedFor, RefusedUpdate, RosterPerson } from '../../collab/connection'
import { Comparison } from '../../collab/comparing'
import { forget, type CopyOf, type Known } from '../../collab/offline'
import type { Outcome } from '../../collab/rebase'
import { Replica, type Entered, type ReplicaListener } from '../../collab/replica'
import { enterPatiently } from '../../collab/reset'
import * as locking from '../../collab/settled'
import type { CaretPlace } from '../../editor/editor'
import { NO_LABELS } from '../../editor/labels'
import { announce } from '../../announcer.svelte'
import { t } from '../../i18n.svelte'
import type { Live } from '../../live'
import { namedInPractice } from '../../practice-seats'
import { Badge } from './badge.svelte'
import { EnteredWords } from './entered-words.svelte'
import { ChosenSeat } from './entering.svelte'
import { KeptWordsList } from './kept-words.svelte'
import { knownOf, resumeKnown } from './known'
import { lineOf } from './line'
import { Outside } from './outside.svelte'
import { watchPage } from './page-life'
import type { Phase } from './phase'
import { Practising } from './practising.svelte'
import { Recovering } from './recovering.svelte'
import { Report } from './report.svelte'
import { Resetting } from './resetting.svelte'
import { Shelved } from './shelved.svelte'
import type { WorkingAs } from './working-as'
import { WritingAs } from './writing-as.svelte'

/** A person's work on one document: the replica, what is saved of it, who is here, and what cannot be changed. */
export class Drafting {
  #phase = $state.raw<Phase>({ is: 'opening' })
  #entered = $state.raw<Entered | null>(null)
  #replica = $state.raw<Replica | null>(null)
  #wasInStep = $state(false)
  #known = $state.raw<Known | null>(null)
  #isAway = $state(false)
  locks = $state.raw(locking.NO_LOCKS)
  #people = $state.raw<readonly RosterPerson[]>([])
  /** Who is here, with the names of their seats. */
  readonly roster = $derived.by(() =>
    this.shelved.isPractice ? this.#people.map(namedInPractice) : this.#people,
  )
  /** Numbers of the provisions, a moment behind the text. */
  labels = $state.raw(NO_LABELS)
  isSaving = $state(true)
  /** Whether the record of the document is damaged on the server: it can only be read. */
  isDamaged = $state(false)
  /** What became of changes that had waited or were refused, the newest last. */
  readonly kept: KeptWordsList
  /** What is saved of the person's work here, and what waits. */
  readonly badge = new Badge()
  readonly report = new Report(this.badge, () => this.#replica?.stored)
  /** What was entered for mechanisms and waits for their chairs. */
  readonly enteredWords: EnteredWords
  /** Title, settings, and whether the document is archived. */
  readonly shelved = new Shelved()
  /** The seat for which this person chose to enter words. */
  readonly chosen: ChosenSeat
  /** As whom the person practises, in a practice document. */
  readonly practising: Practising
  /** Where the person waits while the meeting sits without observers. */
  readonly outside: Outside
  /** Whether the server has gone back in time, and what this browser has given back. */
  readonly recovering: Recovering
  /** Under which standing the page writes. */
  readonly writingAs: WritingAs
  /** Where the caret is in the editor of the present copy; the editor says it. */
  caretNow: () => CaretPlace | null = () => null
  /** Where it was when the present copy took the place of another. */
  caretBefore: CaretPlace | null = null
  /** How provisions are numbered; null before the server has said in which language the document is. */
  readonly numbering = $derived.by(() => this.#entered && this.shelved.numbering)
  /** Whether the person acts for a seat of another meeting than that of the document: here they only read. */
  readonly isElsewhere = $derived.by(() => {
    const { meetingId } = this.shelved
    return meetingId !== null && this.#meetingId !== null && meetingId !== this.#meetingId
  })
  /** In which role the person acts here; who only looks as another role would see it keeps to that. */
  readonly role = $derived.by(() => {
    if (this.isElsewhere) return READER
    return this.#isLooking ? this.#ownRole : (this.practising.as?.role ?? this.#ownRole)
  })
  /** For whom what is typed here is entered, by name; null when it is the person's own. */
  readonly enteringLabel = $derived.by(() => this.chosen.label ?? this.enteredWords.impliedFor)
  readonly #state = $derived.by(() => this.shelved.stateFor(this.#of.personId))
  /** Whether the person may choose a seat for which to enter words. */
  readonly mayEnterFor = $derived.by(
    () =>
      !this.#isLooking &&
      this.badge.isOnline &&
      can(this.role, 'enterForSeat', { ...this.#state, isConfined: this.#isConfined }),
  )
  readonly mayEdit = $derived.by(
    () =>
      can(this.role, 'editText', this.#state) &&
      !this.#isLooking &&
      !this.practising.isMoving &&
      !this.writingAs.isMoving &&
      (this.isAlone || (this.#phase.is === 'open' && this.#entered !== null && this.#wasInStep)) &&
      this.#isSound &&
      !this.#resetting.isUnderWay,
  )
  readonly #isSound = $derived.by(() => !this.recovering.isUnderWay && !this.isDamaged)
  readonly #of: CopyOf
  readonly #live: Live
  readonly #ownRole: Role
  /** By whose clock decisions are told: that of the room; null for the reader's own. */
  readonly timeZone: string | null
  readonly #isLooking: boolean
  readonly #meetingId: MeetingId | null
  readonly #isConfined: boolean
  readonly #comparison: Comparison
  readonly #resetting: Resetting
  #isOver = false
  #unfollow = () => {}

  /** @param as in which role; who only looks as another role would see it writes nothing */
  constructor(of: CopyOf, live: Live, as: WorkingAs) {
    this.#of = of
    this.#live = live
    this.#ownRole = as.role
    this.#isLooking = as.isLooking
    this.#meetingId = as.meetingId
    this.#isConfined = as.isConfined
    this.timeZone = as.timeZone
    this.chosen = new ChosenSeat(of, live)
    this.enteredWords = new EnteredWords(live)
    this.outside = new Outside({
      ...{ documentId: of.documentId, live, shelved: this.shelved },
      replica: () => this.#replica,
      save: (closed) => this.#saveKnown(this.#replica, closed),
      enter: async () => this.#replica !== null && this.#enter(this.#replica),
      failed: (fault) => this.#fail(fault),
    })
    this.practising = new Practising(of, live, {
      holdsWords: () => this.#holdsWords,
      moved: () => this.#seatTaken(),
    })
    this.writingAs = new WritingAs(as.standing, {
      holdsWords: () => this.#holdsWords,
      moved: () => this.#moved(),
    })
    this.kept = new KeptWordsList(of, live)
    this.#comparison = new Comparison({
      asking: live,
      documentId: of.documentId,
      replica: () =>
        this.#resetting.isUnderWay || this.recovering.isUnderWay || !this.isSaving ? null : this.#replica,
      // a copy that reads differently from the server's although nothing is missing is loaded afresh, without fuss
      reset: () => this.#startAfresh('update-gap', () => announce(t('drafting.healed'))),
    })
    this.recovering = new Recovering({
      ...{ of, live, role: as.role },
      replica: () => this.#replica,
      leave: (replica) => this.#leaveLine(replica),
      isBusy: () => this.#isOver || this.#resetting.isUnderWay,
      follow: (seq) => this.#follow(seq),
      startAfresh: () => this.#startAfresh('in-recovery'),
    })
    this.#resetting = new Resetting({
      ...{ of, live, badge: this.badge, kept: this.kept },
      isOver: () => this.#isOver,
      lockOf: (id) => locking.lockOf(this.locks, id),
      letIn: (fresh, entered) => (entered ? this.#admitted(fresh, entered) : this.#enter(fresh)),
      takeOver: (fresh, outcomes) => this.#takeOver(fresh, outcomes),
      refused: (fresh, refused) => this.#refused(fresh, refused),
      done: () => this.#resetDone(),
      failed: (fault) => this.#fail(fault),
    })
  }

  get phase(): Phase {
    return this.#phase
  }

  /** What the server said on entering; null before. */
  get entered(): Entered | null {
    return this.#entered
  }

  /** Whether this person goes on in the stored copy because the server has not let the page in yet. */
  get isAlone(): boolean {
    return this.#phase.is === 'opening' && this.#isAway && this.#known !== null
  }

  /** The present copy; another one after a refusal. */
  get replica(): Replica | null {
    return this.#replica
  }

  get mayGavel(): boolean {
    return this.#entered !== null && can(this.role, 'gavel') && !this.shelved.isArchived && this.#isSound
  }

  /** Opens the document; call the result to leave it. */
  start(): () => void {
    this.#open().catch((fault: unknown) => this.#fail(fault))
    const stop = watchPage(
      () => this.#replica,
      () => this.hasUnsaved,
    )
    return () => {
      stop()
      this.#isOver = true
      this.outside.end()
      this.#resetting.lineLost()
      this.#comparison.close()
      this.#unfollow()
      this.#replica?.close().catch((fault: unknown) => console.error(fault))
    }
  }

  /** Whether this page holds changes that the server has not acknowledged. */
  get hasUnsaved(): boolean {
    return (this.#replica?.unsaved.count ?? 0) > 0
  }

  /** From here on what is typed is entered for a seat; null: it is the person's own. Nothing may wait to be saved. */
  async enterFor(seatId: SeatId | null): Promise<Result<void>> {
    const chosen = await this.chosen.choose(seatId)
    if (chosen.ok) this.#moved()
    return chosen
  }

  /** Whether words wait here that were typed on the seat under which the page writes. */
  get #holdsWords(): boolean {
    const replica = this.#replica
    return this.#resetting.isUnderWay || replica === null || replica.alone !== null || replica.unsaved.waiting
  }

  #seatTaken(): void {
    this.chosen.forget()
    this.enteredWords.imply(this.practising.implied(null))
    this.#moved()
  }

  /** In whose name one writes has changed, and that stands on the line: it is opened anew. */
  #moved(): void {
    const replica = this.#replica
    if (!replica) return
    this.#saveKnown(replica)
    if (!replica.connection) return
    replica.disconnect()
    this.#lineChanged(replica, false)
    replica.connect(lineOf(this), this.#listenerFor(replica))
  }

  async #open(): Promise<void> {
    const replica = await Replica.open(this.#of, this.#live)
    // whoever has left closes the copies of which the page knows
    if (this.#isOver) return replica.close()
    this.#replica = replica
    this.#known = replica.stored.known
    if (this.#known) this.locks = resumeKnown(this, this.#known)
    this.outside.begin(this.role)
    this.writingAs.resume(this.#known, replica.unsaved.waiting)
    this.kept.keepHere(replica.stored)
    this.report.resume()
    await this.#enter(replica)
  }

  /** Enters with a replica; while the server does not answer, what is stored is shown. */
  async #enter(replica: Replica): Promise<boolean> {
    const entered = await enterPatiently(
      replica,
      () => this.#isOver,
      () => this.#goOnAlone(replica),
    )
    if (this.#isOver) return false
    if (!entered.ok) {
      const { code } = entered.refusal
      if (code === 'session-without-observers') return this.#putOut(entered.refusal)
      this.outside.end()
      if (code === 'document-lost') this.#phase = { is: 'closed', because: code }
      else this.#phase = { is: 'failed', refusal: entered.refusal }
      if (code === 'not-allowed' && replica === this.#replica) await this.shut()
      return false
    }
    if (replica.alone) {
      // what was typed alone is written into a fresh copy, under the clientID that the server issued
      void this.#resetting.startAfresh(replica, 'update-gap', entered.value)
      return false
    }
    return this.#admitted(replica, entered.value)
  }

  /**
   * The document is not, or no longer, open to this person: what was read of it does not stay in this browser.
   *
   * @param drop removes what is stored; words of the person's own stay when left out
   */
  async shut(drop = forget): Promise<void> {
    const replica = this.#replica
    this.#replica = null
    await replica?.close()
    await drop(this.#of)
  }

  /**
   * The record is refused. Where the document has moved to others nothing of it stays here; where the server has lost
   * it, this copy may be the last: the line says so.
   */
  async #recordShut(replica: Replica | null): Promise<void> {
    const entered = await replica?.askToEnter()
    if (entered?.ok !== false || entered.refusal.code !== 'not-allowed') return
    if (this.#isOver || replica !== this.#replica || this.#phase.is === 'failed') return
    this.#phase = { is: 'failed', refusal: entered.refusal }
    await this.shut()
  }

  /** The server does not answer: the person goes on in the stored copy. */
  #goOnAlone(replica: Replica): void {
    if (replica !== this.#replica || this.#phase.is !== 'opening') return
    if (!this.outside.mayShow(this.#known)) return
    replica.goOnAlone(() => this.badge.readAlone(replica))
    this.#isAway = true
    this.badge.readAlone(replica)
  }

  async #admitted(replica: Replica, entered: Entered): Promise<boolean> {
    if (this.#isOver) return false
    const { statuses, receipt, saving, recovering } = entered
    this.#entered = entered
    this.shelved.enter(entered)
    this.locks = locking.locksFrom(statuses)
    this.practising.enter(entered)
    this.enteredWords.enter(entered.entered, this.practising.implied(entered.entering))
    this.isSaving = saving
    this.#isAway = false
    this.outside.end()
    this.#phase = { is: 'open' }
    this.#saveKnown(replica)
    this.#follow(receipt.seq)
    void this.kept.read()
    if (recovering) await this.recovering.begin(replica)
    else replica.connect(lineOf(this), this.#listenerFor(replica))
    return !recovering
  }

  /** The meeting sits without observers: the page waits outside. */
  #putOut(refusal: Refusal | null): false {
    this.#phase = { is: 'opening' }
    this.#unfollow()
    this.outside.wait(refusal)
    return false
  }

  #follow(after: number): void {
    this.#unfollow()
    const stream = documentStream(this.#of.documentId)
    const shut = () => void this.#recordShut(this.#replica).catch((fault: unknown) => this.#fail(fault))
    this.#unfollow = this.#live.follow(stream, (entry) => this.#hear(entry), after, shut)
  }

  /** What the server says of the document is shown again while it is away. */
  #saveKnown(replica: Replica | null, closed: Known['closed'] = null): void {
    const known = this.#entered ? knownOf(this, this.#entered) : this.#known
    if (known) replica?.stored.saveKnown({ ...known, closed })
  }

  #hear(entry: Extract<EntryRead, { shown: true }>): void {
    this.locks = locking.withEntry(this.locks, entry)
    this.enteredWords.hear(entry)
    this.shelved.hear(entry)
    this.practising.hear(entry)
    if (/^(provision|document):/.test(entry.kind) && this.#replica) this.#saveKnown(this.#replica)
    if (entry.kind.startsWith('words:')) void this.kept.read()
    if (entry.kind === 'recovery:ended') this.recovering.ended()
  }

  #listenerFor(replica: Replica): ReplicaListener {
    return {
      changed: () => this.#readFacts(replica),
      online: (online) => this.#lineChanged(replica, online),
      stirred: () => this.#comparison.stir(),
      caughtUp: (saved) => this.report.caughtUp(saved),
      refused: (refused) => this.#refused(replica, refused),
      freeze: (provisionId, frozen) => {
        this.locks = locking.withFrozen(this.locks, provisionId)
        void tick().then(frozen)
      },
      thaw: (provisionId, settled) => {
        this.locks = locking.withThaw(this.locks, provisionId, settled, Date.now())
      },
      saving: (saving) => {
        this.isSaving = saving
        this.#comparison.stir()
      },
      damaged: () => (this.isDamaged = true),
      recovery: (isOn) => (isOn ? void this.recovering.told(replica) : this.recovering.ended()),
      roster: (people) => this.shelved.plenary.see((this.#people = people)),
      closed: (because) => this.#closed(because),
      broken: (fault) => {
        console.error(fault)
        this.#refused(replica, { code: 'update-gap', provisionId: null, count: 0 })
      },
    }
  }

  #readFacts(replica: Replica): void {
    if (replica !== this.#replica || this.#resetting.isUnderWay) return
    this.badge.read(replica)
    this.practising.settle()
    this.writingAs.settle()
  }

  #lineChanged(replica: Replica, online: boolean): void {
    if (online) {
      this.#wasInStep = true
      this.#comparison.stir()
      this.#resetting.inStep()
      void this.kept.send()
    } else {
      this.locks = locking.withoutFrozen(this.locks)
      this.#people = []
      // the server says again what is wrong with it before this copy is in step
      this.isSaving = true
      this.isDamaged = false
    }
    this.#readFacts(replica)
  }

  #refused(replica: Replica, refused: RefusedUpdate): void {
    if (this.#resetting.isUnderWay) return this.#resetting.refusedMeanwhile(replica, refused)
    if (replica !== this.#replica) return
    if (refused.code === 'in-recovery') void this.recovering.told(replica)
    else this.#resetting.refused(replica, refused)
  }

  /** What was typed for a seat that the person has lost is kept for them; under the present one the page goes on. */
  #closed(because: ClosedFor): void {
    this.#resetting.lineLost()
    if (because === 'session-revoked') this.#live.doubt()
    if (because === 'without-observers') return void this.#putOut(null)
    if (because !== 'other-seat' || !this.writingAs.isMoving || this.#resetting.isUnderWay)
      return void (this.#phase = { is: 'closed', because })
    this.writingAs.giveUp()
    this.#startAfresh('other-seat')
  }

  #startAfresh(code: RefusalCode, done = () => {}): void {
    const old = this.#replica
    if (!old || this.#resetting.isUnderWay) return
    this.recovering.end()
    void this.#resetting.startAfresh(old, code).then(done)
  }

  #takeOver(fresh: Replica, outcomes: readonly Outcome[]): void {
    this.caretBefore = this.caretNow()
    this.#replica = fresh
    this.report.takeOver(fresh, outcomes)
  }

  #resetDone(): void {
    if (this.#replica) this.#readFacts(this.#replica)
    void this.recovering.look()
  }

  #leaveLine(replica: Replica): void {
    replica.disconnect()
    this.#resetting.lineLost()
    this.#readFacts(replica)
  }

  #fail(fault: unknown): void {
    console.error(fault)
    if (!this.#isOver) this.#phase = { is: 'failed', refusal: refuse('disconnected').refusal }
  }
}

/** The work on the document of this page. */
export const [getDrafting, setDrafting] = createContext<Drafting>()
