import type { ProvisionId } from '../../shared/ids'
import type { Refusal, RefusalCode, Result } from '../../shared/result'
import { documentOf } from '../../shared/text/build'
import { contentsOf } from './reading'
import { keepAside, plansOf, type Outcome, type Plan } from './rebase'
import type { Entered, Replica } from './replica'
import type { Lock } from './settled'
import type { UnsavedChange } from './unsaved'
import { carryOut } from './writing'

/** Refusals after which it makes no sense to write the same words again. */
const FINAL: readonly RefusalCode[] = [
  'read-only',
  'document-archived',
  'pen-elsewhere',
  'not-allowed',
  'other-seat',
  'other-meeting',
  'update-too-large',
  'clock-limit',
  'too-many-unconfirmed',
]

/** Refusals of the words themselves: those of the named provision are kept, all others are tried again. */
const OF_THE_WORDS: readonly RefusalCode[] = [
  'content-not-allowed',
  'split-character',
  'provision-broken',
  'duplicate-id',
  'update-malformed',
]

/** How long the acknowledgements of earlier updates may take to arrive after a refusal. */
const LATE_ACKS_MS = 1_000

/** Why a replica had to be dropped. */
export interface ResetReason {
  readonly code: RefusalCode
  readonly provisionId: ProvisionId | null
  /** Whether a reset happened a moment ago: then nothing is tried again, so that it cannot go on for ever. */
  readonly again: boolean
}

/**
 * Waits until the updates before the refused one are acknowledged, so that they are not taken for refused as well.
 *
 * @param count number of the refused update on its socket
 */
export async function settleEarlier(replica: Replica, count: number): Promise<void> {
  const deadline = performance.now() + LATE_ACKS_MS
  while (replica.online && (replica.connection?.acknowledgedFrames ?? count) < count - 1) {
    if (performance.now() > deadline) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/**
 * Writes changes whose replica was dropped into a fresh one that is in step with the server.
 *
 * @param lockOf why a provision cannot be changed at this moment
 * @returns one line of the report per change; those for which the fresh replica `waits` are true once it says so
 */
export function rewriteOn(
  fresh: Replica,
  changes: readonly UnsavedChange[],
  reason: ResetReason,
  lockOf: (provisionId: string) => Lock | null,
): Outcome[] {
  const plans = decide(fresh, changes, reason, lockOf)
  const before = documentOf(fresh.text)
  const deeds = plans.map(({ deed, outcome }) => ({ provisionId: outcome.provisionId, deed }))
  carryOut(fresh.text, deeds, fresh)
  fresh.record(before, documentOf(fresh.text))
  const waiting = new Set(fresh.unsaved.changes().map(({ provisionId }) => provisionId))
  for (const { deed, outcome } of plans) {
    if (deed.do !== 'nothing' && waiting.has(outcome.provisionId)) fresh.tellWhenSaved(outcome)
  }
  return plans.map(({ outcome }) => outcome)
}

function decide(
  fresh: Replica,
  changes: readonly UnsavedChange[],
  { code, provisionId, again }: ResetReason,
  lockOf: (provisionId: string) => Lock | null,
): Plan[] {
  const contents = contentsOf(fresh.text)
  const contentOf = (id: string) => contents.get(id) ?? null
  if (again || FINAL.includes(code))
    return changes.map((change) => keepAside(change, contentOf(change.provisionId), code))
  const isBad = (id: string) => OF_THE_WORDS.includes(code) && (provisionId === null || id === provisionId)
  return plansOf(changes, (id) => ({
    content: contentOf(id),
    lock: isBad(id) ? code : lockOf(id),
  }))
}

/**
 * Asks to be let in until the server answers.
 *
 * @param onAway called when the first question was not answered
 * @returns the answer, or a refusal that trying again does not change
 */
export async function enterPatiently(
  replica: Replica,
  isOver: () => boolean,
  onAway: () => void = () => {},
): Promise<Result<Entered>> {
  for (let wait = 500; ; wait = Math.min(5_000, wait * 2)) {
    const entered = await replica.enter()
    if (entered.ok || isOver() || !isPassing(entered.refusal)) return entered
    if (wait === 500) onAway()
    await pause(wait)
  }
}

/** Waits, but not longer than until the browser has a network again. */
async function pause(ms: number): Promise<void> {
  const over = new AbortController()
  const { signal } = over
  await new Promise<unknown>((resolve) => {
    setTimeout(resolve, ms)
    addEventListener('online', resolve, { signal })
  })
  over.abort()
}

const isPassing = ({ code }: Refusal) =>
  code === 'disconnected' || code === 'stopping' || code === 'not-saving'
