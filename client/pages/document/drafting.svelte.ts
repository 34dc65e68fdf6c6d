import { createContext, tick } from 'svelte'
import { documentStream } from '../../../shared/journal'
import type { SeatId } from '../../../shared/ids'
import type { EnteringRead, EntryRead } from '../../../shared/protocol'
import { roleIn } from '../../../shared/practice'
import { ok, refuse, type Refusal, type RefusalCode, type Result } from '../../../shared/result'
import { can, type Role } from '../../../shared/roles'
import type { Numbering } from '../../../shared/text/numbering'
import { currentLook } from '../../appearance.svelte'
import { badgeOf, type SaveFacts } from '../../collab/badge'
import type { ClosedFor, RefusedUpdate, RosterPerson } from '../../collab/connection'
import { Comparison } from '../../collab/comparing'
import { sayFarewell } from '../../collab/farewell'
import { forget, type CopyOf, type Known } from '../../collab/offline'
import { outcomeOf, type Outcome } from '../../collab/rebase'
import { takeBack } from '../../collab/recovery'
import { Replica, type Entered, type ReplicaListener } from '../../collab/replica'
import { enterPatiently, rewriteOn, settleEarlier, type ResetReason } from '../../collab/reset'
import * as locking from '../../collab/settled'
import type { CaretPlace } from '../../editor/editor'
import { NO_LABELS } from '../../editor/labels'
import { announce } from '../../announcer.svelte'
import { t } from '../../i18n.svelte'
import type { Live } from '../../live'
import { mayHoldUnsaved } from '../../renewal.svelte'
import { EnteredWords } from './entered-words.svelte'
import { chooseSeat, chosenSeat } from './entering'
import { KeptWordsList } from './kept-words.svelte'
import { Shelved } from './shelved.svelte'

/** What the page shows: the stored copy while it waits, the text, or why there is none. */
type Phase =
  | { readonly is: 'opening' }
  | { readonly is: 'open' }
  | { readonly is: 'failed'; readonly refusal: Refusal }
  | { readonly is: 'closed'; readonly because: ClosedFor }

/** In which role somebody works on a document, and what besides decides what they may. */
interface Standing {
  readonly role: Role
  readonly isLooking: boolean
  /** Whether they are admitted to this document only. */
  readonly isConfined: boolean
}

/** Two resets within this time, and the third tries nothing again: it could go on for ever. */
const RESETS_WITHIN_MS = 20_000
const MAX_RESETS = 2

const CALM: SaveFacts = { online: false, unsaved: false, changes: 0, refusal: null }

/** A person's work on one document: the replica, what is saved of it, who is here, and what cannot be changed. */
export class Drafting {
  #phase = $state.raw<Phase>({ is: 'opening' })
  #entered = $state.raw<Entered | null>(null)
  #replica = $state.raw<Replica | null>(null)
  #facts = $state.raw(CALM)
  #isResetting = $state(false)
  #wasInStep = $state(false)
  #known = $state.raw<Known | null>(null)
  #isAway = $state(false)
  locks = $state.raw(locking.NO_LOCKS)
  #chosen = $state.raw<EnteringRead | null>(null)
  roster = $state.raw<readonly RosterPerson[]>([])
  /** Numbers of the provisions, a moment behind the text. */
  labels = $state.raw(NO_LABELS)
  isSaving = $state(true)
  /** Whether the record of the document is damaged on the server: it can only be read. */
  isDamaged = $state(false)
  isRecovering = $state(false)
  /** Whether what this browser holds was given back in this recovery; null while nobody has answered. */
  hasGivenBack = $state<boolean | null>(null)
  /** What became of changes that had waited or were refused, the newest last. */
  report = $state.raw<readonly Outcome[]>([])
  readonly kept: KeptWordsList
  /** What was entered for mechanisms and waits for their chairs. */
  readonly enteredWords: EnteredWords
  /** Title, settings, and whether the document is archived. */
  readonly shelved = new Shelved()
  /** Where the caret is in the editor of the present copy; the editor says it. */
  caretNow: () => CaretPlace | null = () => null
  /** Where it was when the present copy took the place of another. */
  caretBefore: CaretPlace | null = null
  /** How provisions are numbered; null before the server has said in which language the document is. */
  readonly numbering = $derived<Numbering | null>(
    this.#entered && {
      language: this.#entered.document.language,
      digits: this.shelved.settings.digits,
    },
  )
  /** In which role the person acts here; who only looks as another role would see it keeps to that. */
  readonly role = $derived.by(() => (this.#isLooking ? this.#ownRole : roleIn(this.shelved, this.#ownRole)))
  readonly badge = $derived(badgeOf(this.#facts))
  /** For whom what is typed here is entered, by name; null when it is the person's own. */
  readonly enteringLabel = $derived.by(() => this.#chosen?.label ?? this.enteredWords.impliedFor)
  /** Whether the person may choose a seat for which to enter words. */
  readonly mayEnterFor = $derived.by(
    () =>
      !this.#isLooking &&
      this.isOnline &&
      !this.shelved.isArchived &&
      can(this.role, 'enterForSeat', { isConfined: this.#isConfined }),
  )
  readonly mayEdit = $derived.by(
    () =>
      can(this.role, 'editText') &&
      !this.#isLooking &&
      !this.shelved.isArchived &&
      (this.isAlone || (this.#phase.is === 'open' && this.#entered !== null && this.#wasInStep)) &&
      this.#isSound &&
      !this.#isResetting,
  )
  readonly #isSound = $derived(!this.isRecovering && !this.isDamaged)
  readonly #of: CopyOf
  readonly #live: Live
  readonly #ownRole: Role
  readonly #isLooking: boolean
  readonly #isConfined: boolean
  readonly #comparison: Comparison
  #resets: number[] = []
  #isOver = false
  #unfollow = () => {}
  #whenInStep: (() => void)[] = []

  /** @param as in which role; who only looks as another role would see it writes nothing */
  constructor(of: CopyOf, live: Live, as: Standing) {
    this.#of = of
    this.#live = live
    this.#ownRole = as.role
    this.#isLooking = as.isLooking
    this.#isConfined = as.isConfined
    this.#chosen = chosenSeat(of)
    this.enteredWords = new EnteredWords(live)
    this.kept = new KeptWordsList(of.documentId, live)
    this.#comparison = new Comparison({
      asking: live,
      documentId: of.documentId,
      replica: () => (this.#isResetting || this.isRecovering || !this.isSaving ? null : this.#replica),
      reset: () => this.#heal(),
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

  get isOnline(): boolean {
    return this.#facts.online
  }

  /** Changes that wait for the server. */
  get unsavedCount(): number {
    return this.#facts.changes
  }

  /** The seat for which this person chose to enter words; null for none. */
  get chosen(): EnteringRead | null {
    return this.#chosen
  }

  get mayGavel(): boolean {
    const { isArchived } = this.shelved
    return this.#entered !== null && can(this.role, 'gavel') && !isArchived && this.#isSound
  }

  /** Opens the document; call the result to leave it. */
  start(): () => void {
    this.#open().catch((fault: unknown) => this.#fail(fault))
    const onPageHide = () => this.#pageGoes()
    const onNetworkLost = () => this.#replica?.connection?.reopen()
    addEventListener('pagehide', onPageHide)
    addEventListener('offline', onNetworkLost)
    const noLonger = mayHoldUnsaved(() => this.hasUnsaved)
    return () => {
      noLonger()
      removeEventListener('pagehide', onPageHide)
      removeEventListener('offline', onNetworkLost)
      this.#isOver = true
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
    const { documentId } = this.#of
    const asked = seatId && (await this.#live.ask('document:enterFor', { documentId, seatId }))
    if (asked && !asked.ok) return asked
    this.#chosen = asked ? asked.value : null
    chooseSeat(this.#of, this.#chosen)
    const replica = this.#replica
    if (!replica?.connection) return ok(undefined)
    replica.disconnect()
    this.#lineChanged(replica, false)
    replica.connect(this.#lineOut(), this.#listenerFor(replica))
    return ok(undefined)
  }

  #lineOut() {
    return { ...lineOut(), enterFor: this.#chosen?.seatId ?? null }
  }

  /** The person has looked at the report and at the refusal. */
  closeReport(): void {
    this.report = []
    this.#facts = { ...this.#facts, refusal: null }
  }

  async #open(): Promise<void> {
    const replica = await Replica.open(this.#of, this.#live)
    this.#replica = replica
    this.#known = replica.stored.known
    if (this.#known) this.#showKnown(this.#known)
    this.kept.keepHere(replica.stored)
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
      this.#phase = { is: 'failed', refusal: entered.refusal }
      if (entered.refusal.code === 'not-allowed' && replica === this.#replica) await this.#shut(replica)
      return false
    }
    if (replica.alone) {
      this.#comeBack(replica, entered.value)
      return false
    }
    return this.#admitted(replica, entered.value)
  }

  /** The document is not, or no longer, open to this person: what was read of it does not stay in this browser. */
  async #shut(replica: Replica): Promise<void> {
    this.#replica = null
    await replica.close()
    await forget(this.#of)
  }

  /** The server does not answer: the person goes on in the stored copy. */
  #goOnAlone(replica: Replica): void {
    if (replica !== this.#replica || this.#phase.is !== 'opening') return
    replica.goOnAlone(() => this.#readAlone(replica))
    this.#isAway = true
    this.#readAlone(replica)
  }

  /** As long as nobody has let this page in, only what is known to wait counts. */
  #readAlone({ unsaved: { count } }: Replica): void {
    this.#facts = { ...CALM, unsaved: count > 0, changes: count }
  }

  /** The server answers again: what was typed alone is written into a fresh copy, under the clientID it issued. */
  #comeBack(old: Replica, entered: Entered): void {
    this.#isResetting = true
    void this.#reset(old, { code: 'update-gap', provisionId: null, again: false }, entered)
  }

  async #admitted(replica: Replica, entered: Entered): Promise<boolean> {
    const { statuses, receipt, saving, recovering } = entered
    this.#entered = entered
    this.shelved.enter(entered)
    this.locks = locking.locksFrom(statuses)
    this.enteredWords.enter(entered.entered, entered.entering)
    this.isSaving = saving
    this.#isAway = false
    this.#phase = { is: 'open' }
    this.#saveKnown(replica)
    this.#follow(receipt.seq)
    void this.kept.read()
    if (recovering) await this.#recover(replica)
    else replica.connect(this.#lineOut(), this.#listenerFor(replica))
    return !recovering
  }

  #follow(after: number): void {
    this.#unfollow()
    const stream = documentStream(this.#of.documentId)
    this.#unfollow = this.#live.follow(stream, (entry) => this.#hear(entry), after)
  }

  #showKnown(known: Known): void {
    this.shelved.enter(known)
    this.locks = locking.locksFrom(known.statuses)
    this.enteredWords.enter(known.entered, null)
  }

  /** What the server says of the document is shown again while it is away. */
  #saveKnown(replica: Replica): void {
    if (!this.#entered) return
    const shelved = this.shelved.onto(this.#entered.document)
    const entered = this.enteredWords.stored()
    replica.stored.saveKnown({ ...shelved, statuses: locking.statusesOf(this.locks), entered })
  }

  #hear(entry: Extract<EntryRead, { shown: true }>): void {
    this.locks = locking.withEntry(this.locks, entry)
    this.enteredWords.hear(entry)
    this.shelved.hear(entry)
    if (/^(provision|document):/.test(entry.kind) && this.#replica) this.#saveKnown(this.#replica)
    if (entry.kind.startsWith('words:')) void this.kept.read()
    if (entry.kind === 'recovery:ended' && this.isRecovering) this.#startAfresh('in-recovery')
  }

  #listenerFor(replica: Replica): ReplicaListener {
    return {
      changed: () => this.#readFacts(replica),
      online: (online) => this.#lineChanged(replica, online),
      stirred: () => this.#comparison.stir(),
      caughtUp: (saved) => (this.report = [...this.report, ...saved.map(outcomeOf)]),
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
      recovery: (recovering) => this.#recoveryChanged(replica, recovering),
      roster: (people) => (this.roster = people),
      closed: (because) => (this.#phase = { is: 'closed', because }),
      broken: (fault) => {
        console.error(fault)
        this.#refused(replica, { code: 'update-gap', provisionId: null, count: 0 })
      },
    }
  }

  #readFacts(replica: Replica): void {
    if (replica !== this.#replica || this.#isResetting) return
    const { online, unsaved } = replica
    const { refusal } = this.#facts
    const facts = { online, unsaved: unsaved.waiting, changes: unsaved.count, refusal }
    const same = (Object.keys(facts) as (keyof SaveFacts)[]).every((key) => facts[key] === this.#facts[key])
    if (!same) this.#facts = facts
  }

  #lineChanged(replica: Replica, online: boolean): void {
    if (online) {
      this.#wasInStep = true
      this.#comparison.stir()
      for (const go of this.#whenInStep.splice(0)) go()
      void this.kept.send()
    } else {
      this.locks = locking.withoutFrozen(this.locks)
      this.roster = []
      // the server says again what is wrong with it before this copy is in step
      this.isSaving = true
      this.isDamaged = false
    }
    this.#readFacts(replica)
  }

  #refused(replica: Replica, { code, provisionId, count }: RefusedUpdate): void {
    if (replica !== this.#replica || this.#isResetting) return
    if (code === 'in-recovery') return this.#recoveryChanged(replica, true)
    this.#facts = { ...this.#facts, refusal: code }
    const now = Date.now()
    this.#resets = [...this.#resets.filter((at) => now - at < RESETS_WITHIN_MS), now]
    const reason = { code, provisionId, again: this.#resets.length > MAX_RESETS }
    this.#isResetting = true
    void settleEarlier(replica, count).then(() => this.#reset(replica, reason))
  }

  /** This copy reads differently from the server's although nothing is missing: it is loaded afresh, without fuss. */
  #heal(): void {
    console.warn('this copy of the text read differently from the server’s and is loaded afresh')
    this.#startAfresh('update-gap', () => announce(t('drafting.healed')))
  }

  #startAfresh(code: RefusalCode, done = () => {}): void {
    const old = this.#replica
    if (!old || this.#isResetting) return
    this.#isResetting = true
    this.isRecovering = false
    void this.#reset(old, { code, provisionId: null, again: false }).then(done)
  }

  /** Drops a replica and opens a fresh one; what waited is written again where the rules allow it, else kept. */
  async #reset(old: Replica, reason: ResetReason, entered?: Entered): Promise<void> {
    try {
      const { alone } = old
      const changes = (alone ?? old.unsaved).changes()
      old.disconnect()
      this.#facts = { ...this.#facts, online: false, unsaved: changes.length > 0, changes: changes.length }
      const fresh = await Replica.open(this.#of, this.#live)
      const inStep = new Promise<void>((resolve) => this.#whenInStep.push(resolve))
      if (entered) fresh.admit(entered)
      if (!(await (entered ? this.#admitted(fresh, entered) : this.#enter(fresh)))) return await fresh.close()
      await inStep
      alone?.handOver(fresh)
      const outcomes = rewriteOn(fresh, changes, reason, (id) => locking.lockOf(this.locks, id))
      this.kept.keepHere(fresh.stored)
      await this.kept.keep(outcomes)
      await old.destroy()
      this.caretBefore = this.caretNow()
      this.#replica = fresh
      this.report = [...this.report, ...outcomes]
      if (outcomes.every(({ outcome }) => outcome === 'saved'))
        this.#facts = { ...this.#facts, refusal: null }
    } catch (fault) {
      this.#fail(fault)
    } finally {
      this.#isResetting = false
      if (this.#replica) this.#readFacts(this.#replica)
    }
  }

  #recoveryChanged(replica: Replica, recovering: boolean): void {
    if (recovering && !this.isRecovering) void this.#recover(replica)
    else if (!recovering && this.isRecovering) this.#startAfresh('in-recovery')
  }

  /** The server went back in time: this page stays away from it, gives back what it holds, and waits for the end. */
  async #recover(replica: Replica): Promise<void> {
    this.isRecovering = true
    this.hasGivenBack = null
    replica.disconnect()
    this.#readFacts(replica)
    if (can(this.#ownRole, 'takeBackText', { document: 'inRecovery' })) await this.giveBack()
  }

  /** Gives back what this browser holds. */
  async giveBack(): Promise<void> {
    const doc = this.#replica?.doc
    if (!doc) return
    const answer = await takeBack(this.#live, this.#of.documentId, doc)
    this.hasGivenBack = answer.ok
  }

  #pageGoes(): void {
    const leave = this.#replica?.leaving()
    if (!leave) return
    this.#replica?.disconnect()
    sayFarewell(leave)
  }

  #fail(fault: unknown): void {
    console.error(fault)
    if (!this.#isOver) this.#phase = { is: 'failed', refusal: refuse('disconnected').refusal }
  }
}

/** The work on the document of this page. */
export const [getDrafting, setDrafting] = createContext<Drafting>()

const lineOut = () => ({
  origin: location.origin.replace(/^http/, 'ws'),
  isTextOnly: currentLook().isTextOnly,
})
