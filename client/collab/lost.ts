import * as Y from 'yjs'
import { firstItemOf, stringOf } from '../../shared/text/yjs-internals'
import { plainWordsOf, sameContent, type ProvisionContent } from './content'
import { contentsOf } from './reading'
import { provisionsOf } from '../../shared/text/provisions'
import type { Outcome } from './rebase'
import type { UnsavedChange } from './unsaved'

/** Words side by side of one writer, and where they stand in the flat text. */
interface Run {
  readonly client: number
  readonly from: number
  readonly words: string
}

/**
 * What a copy that is about to be dropped holds and the server has lost: text that was seen here, by whomever it was
 * typed, and that no server and perhaps no other browser has. It is kept for whoever saw it, provision by provision.
 * What this person typed and nobody acknowledged is no part of it: that is written again.
 *
 * @param fresh a copy in step with the server, before anything is written again into it
 * @param changes what waits in the old copy
 */
export function lostWords(old: Y.Text, fresh: Y.Text, changes: readonly UnsavedChange[]): Outcome[] {
  const runs = runsBeyond(old, fresh)
  if (runs.length === 0) return []
  const [here, there] = [contentsOf(old), contentsOf(fresh)]
  const waiting = new Map(changes.map((change) => [change.provisionId, change]))
  return provisionsOf(old).flatMap(({ shownId, from, to }) => {
    const own = runs.filter((run) => run.from >= from && run.from < to)
    const known = there.get(shownId) ?? null
    const change = waiting.get(shownId)
    const seen = change ? change.baseline : (here.get(shownId) ?? null)
    const isLost = change
      ? own.some(({ words }) => says(seen, words) && !says(known, words))
      : own.length > 0 && !sameContent(seen, known)
    return isLost && seen ? [keptOf(shownId, plainWordsOf(seen))] : []
  })
}

/** Lost words that are not among those that are kept anyhow. */
export function notKeptYet(lost: readonly Outcome[], outcomes: readonly Outcome[]): Outcome[] {
  const kept = outcomes.filter(({ code }) => code !== null)
  return lost.filter(
    ({ provisionId, words }) =>
      !kept.some((one) => one.provisionId === provisionId && one.words.includes(words)),
  )
}

/** Living words of which the other text has never heard. */
function runsBeyond(text: Y.Text, other: Y.Text): Run[] {
  if (!other.doc) throw new Error('the text belongs to no document')
  const runs: Run[] = []
  let at = 0
  for (let item = firstItemOf(text); item; item = item.right) {
    if (item.deleted || !item.countable) continue
    const known = Y.getState(other.doc.store, item.id.client) - item.id.clock
    const words = stringOf(item)?.slice(Math.max(0, known)) ?? ''
    if (words.trim() !== '')
      addRun(runs, { client: item.id.client, from: at + item.length - words.length, words })
    at += item.length
  }
  return runs
}

function addRun(runs: Run[], run: Run): void {
  const last = runs.at(-1)
  const follows = last?.client === run.client && last.from + last.words.length === run.from
  if (last && follows) runs[runs.length - 1] = { ...last, words: last.words + run.words }
  else runs.push(run)
}

const says = (content: ProvisionContent | null, words: string): boolean =>
  content !== null && plainWordsOf(content).includes(words.trim())

const keptOf = (provisionId: string, words: string): Outcome => ({
  provisionId,
  outcome: 'kept',
  code: 'lost-in-restore',
  words,
  deleted: '',
  merged: false,
})
