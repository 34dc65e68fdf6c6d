import * as v from 'valibot'
import { REFUSAL_CODES, type RefusalCode } from '../../shared/result'
import { mergeContents, plainWordsOf, sameContent, type ProvisionContent } from './content'
import { wordsOf } from './merge'
import type { UnsavedChange } from './unsaved'

/** What became of one change of this person; a line of the report, plain data so that a reload keeps it. */
export const Outcome = v.object({
  provisionId: v.string(),
  /** `saved` in the text; `kept` for later, because others changed the same words; `refused` by the rules. */
  outcome: v.picklist(['saved', 'kept', 'refused']),
  /** Why it is not in the text; null when it is. */
  code: v.nullable(v.picklist(REFUSAL_CODES)),
  /** This person's words; empty for a deletion. */
  words: v.string(),
  /** What this person deleted; empty when it was no deletion. */
  deleted: v.string(),
  /** Whether the words went in together with others' changes to the same provision. */
  merged: v.boolean(),
})
export type Outcome = Readonly<v.InferOutput<typeof Outcome>>

/** What to do to the fresh text for one change. */
export type Deed =
  | { readonly do: 'nothing' }
  | { readonly do: 'write'; readonly content: ProvisionContent }
  | { readonly do: 'insert'; readonly after: string | null; readonly content: ProvisionContent }
  | { readonly do: 'delete' }

export interface Plan {
  readonly deed: Deed
  readonly outcome: Outcome
}

/** What the fresh text says of the provision that a change is about. */
export interface Fresh {
  /** Its content; null when it is not in the text. */
  readonly content: ProvisionContent | null
  /** Why it cannot be changed at this moment, or null. */
  readonly lock: RefusalCode | null
}

/**
 * Decides what becomes of a change whose replica had to be dropped: written again where the text is as this person
 * knew it, merged where others changed other words, else kept for its author.
 */
export function planOf(change: UnsavedChange, { content, lock }: Fresh): Plan {
  const { baseline, now } = change
  if (sameContent(content, now)) return planned(change, { do: 'nothing' }, 'saved')
  if (lock) return planned(change, { do: 'nothing' }, 'refused', lock)
  if (baseline === null && content === null) return planOfAddition(change, now)
  if (content === null) return planned(change, { do: 'nothing' }, 'kept', 'provision-unknown')
  if (now === null) return planOfDeletion(change, content)
  if (sameContent(content, baseline)) return planned(change, { do: 'write', content: now }, 'saved')
  const merged = baseline && mergeContents(baseline, now, content)
  if (!merged) return planned(change, { do: 'nothing' }, 'kept', 'text-moved-on')
  return planned(change, { do: 'write', content: merged }, 'saved', null, true)
}

/**
 * Keeps a change for its author without trying it again; what the text says already is saved.
 *
 * @param content what the fresh text says of the provision, or null
 */
export function keepAside(change: UnsavedChange, content: ProvisionContent | null, code: RefusalCode): Plan {
  if (sameContent(content, change.now)) return planned(change, { do: 'nothing' }, 'saved')
  return planned(change, { do: 'nothing' }, 'refused', code)
}

function planOfAddition(change: UnsavedChange, now: ProvisionContent | null): Plan {
  if (!now) return planned(change, { do: 'nothing' }, 'saved')
  return planned(change, { do: 'insert', after: change.after, content: now }, 'saved')
}

/** A deletion is repeated only on words that this person saw. */
function planOfDeletion(change: UnsavedChange, content: ProvisionContent): Plan {
  if (sameContent(content, change.baseline)) return planned(change, { do: 'delete' }, 'saved')
  return planned(change, { do: 'nothing' }, 'kept', 'text-moved-on')
}

function planned(
  change: UnsavedChange,
  deed: Deed,
  outcome: Outcome['outcome'],
  code: RefusalCode | null = null,
  merged = false,
): Plan {
  return { deed, outcome: { ...outcomeOf(change), outcome, code, merged } }
}

/** A line of the report for a change that is in the text. */
export function outcomeOf({ provisionId, baseline, now }: UnsavedChange): Outcome {
  const words = now ? plainWordsOf(now) : ''
  const deleted = !now && baseline ? plainWordsOf(baseline) : ''
  return { provisionId, outcome: 'saved', code: null, words, deleted, merged: false }
}

/** Why not everything is in the text; null when it is. Refusals count before words that are kept for later. */
export function refusalIn(outcomes: readonly Outcome[]): RefusalCode | null {
  const open = outcomes.filter(({ code }) => code !== null)
  return (open.find(({ outcome }) => outcome === 'refused') ?? open[0])?.code ?? null
}

/** The lines of a report that its reader has to see: what is not in the text. */
export const openLines = (report: readonly Outcome[]): Outcome[] =>
  report.filter(({ outcome }) => outcome !== 'saved')

/** A report with more lines. The last word holds on the same words: they may be refused after they were carried over. */
export function reportWith(report: readonly Outcome[], more: readonly Outcome[]): Outcome[] {
  const isSaidAgain = (line: Outcome) =>
    more.some(
      ({ provisionId, words, deleted }) =>
        provisionId === line.provisionId && words === line.words && deleted === line.deleted,
    )
  return [...report.filter((line) => line.outcome !== 'saved' || !isSaidAgain(line)), ...more]
}

/**
 * Decides on all changes of one replica together. What belongs together is not torn apart: when words were joined to
 * a provision that stays as it is, they are not deleted at their old place; when they stay there, they are not written
 * where they were joined to; when they were split off a provision that stays as it is, they are not put in again.
 */
export function plansOf(changes: readonly UnsavedChange[], freshOf: (provisionId: string) => Fresh): Plan[] {
  let all = changes.map((change): Planned => ({ change, plan: planOf(change, freshOf(change.provisionId)) }))
  // what is held back may hold back more
  for (let held = -1; held !== openOf(all).length; all = heldTogether(all)) held = openOf(all).length
  return all.map(({ plan }) => plan)
}

/** A change and what becomes of it. */
interface Planned {
  readonly change: UnsavedChange
  readonly plan: Plan
}

const openOf = (all: readonly Planned[]) => all.filter(({ plan }) => plan.outcome.outcome !== 'saved')

function heldTogether(all: readonly Planned[]): Planned[] {
  const open = openOf(all).map(({ change }) => change)
  const unwritten = open.filter(({ now }) => now !== null)
  const undeleted = open.filter(({ now }) => now === null)
  const isHeld = ({ change, plan: { deed } }: Planned) => {
    if (deed.do === 'delete') return unwritten.length > 0 && !isElsewhere(change, all)
    if (deed.do === 'nothing') return false
    if (undeleted.some((deleted) => hasTaken(change, deleted))) return true
    return deed.do === 'insert' && isSplitOff(change, unwritten)
  }
  return all.map((one) =>
    isHeld(one) ? { ...one, plan: planned(one.change, { do: 'nothing' }, 'kept', 'text-moved-on') } : one,
  )
}

/** Whether the words of a deleted provision are in one that is written. */
const isElsewhere = (deleted: UnsavedChange, all: readonly Planned[]) =>
  all.some(({ change, plan }) => plan.outcome.outcome === 'saved' && hasTaken(change, deleted))

/** Whether what a deleted provision said came into another one, which did not say it before; some words may differ. */
function hasTaken({ baseline, now }: UnsavedChange, deleted: UnsavedChange): boolean {
  const gone = deleted.baseline ? plainWordsOf(deleted.baseline) : ''
  if (!now || gone === '') return false
  const [before, after] = [baseline ? plainWordsOf(baseline) : '', plainWordsOf(now)]
  if (after.includes(gone)) return !before.includes(gone)
  const [old, fresh, pairs] = [new Set(pairsOf(before)), new Set(pairsOf(after)), pairsOf(gone)]
  const taken = pairs.filter((pair) => fresh.has(pair) && !old.has(pair))
  return taken.length > 0 && 2 * taken.length >= pairs.length
}

/** Words that stand side by side: two texts seldom share them by chance. */
function pairsOf(text: string): string[] {
  const words = wordsOf(text).filter((word) => /[\p{L}\p{N}]/u.test(word))
  return words.slice(1).map((word, index) => `${words[index]} ${word}`)
}

function isSplitOff({ now }: UnsavedChange, unsaved: readonly UnsavedChange[]): boolean {
  const words = now ? plainWordsOf(now) : ''
  return unsaved.some(({ baseline }) => baseline && words !== '' && plainWordsOf(baseline).includes(words))
}
