import * as v from 'valibot'
import { Changing } from '../../shared/changing'
import type { MechanismId, PersonId, ProvisionId } from '../../shared/ids'
import { MAX_CONFIRMED, type EnteredRead, type EntryRead } from '../../shared/protocol'
import {
  WordsCarried,
  WordsConfirmed,
  WordsEntered,
  WordsInstructed,
  type Carried,
} from '../../shared/entered'

/** Who entered words for which mechanism, by name, in the provisions where its chair has not confirmed them. */
export type EnteredHere = ReadonlyMap<ProvisionId, readonly EnteredRead[]>

/** The same while entries are folded in, so that it is copied once for all that they say. */
type Changed = Changing<ProvisionId, readonly EnteredRead[]>

export const NOTHING_ENTERED: EnteredHere = new Map()

/** What the answer to `document:enter` says, by provision. */
export function enteredFrom(read: readonly EnteredRead[]): EnteredHere {
  const entered: Changed = new Changing(NOTHING_ENTERED)
  for (const one of read) add(entered, one)
  return entered.now
}

/** The same as it is stored, to be read again by `enteredFrom`. */
export function storedOf(entered: EnteredHere): EnteredRead[] {
  return [...entered.values()].flat()
}

/** Folds one announced entry in; other kinds, and what others may not see, leave it as it is. */
export function withEntry(before: EnteredHere, entry: EntryRead): EnteredHere {
  if (!entry.shown) return before
  const entered: Changed = new Changing(before)
  const { actor, by } = entry
  if (entry.kind === 'provision:entered' && actor && by !== null) {
    const { mechanismId, provisionIds } = v.parse(WordsEntered, entry.body)
    const one = { mechanismId, personId: actor.personId, by, at: entry.at, instruction: '' }
    for (const provisionId of provisionIds) add(entered, { ...one, provisionId })
  } else if (entry.kind === 'provision:instructed' && actor) {
    const said = v.parse(WordsInstructed, entry.body)
    for (const id of said.provisionIds) instruct(entered, id, { by: actor.personId, note: said.note })
  } else if (entry.kind === 'provision:carried') {
    for (const carried of v.parse(WordsCarried, entry.body).carried) carry(entered, carried)
  } else if (entry.kind === 'provision:confirmed') {
    const { mechanismId, provisionId } = v.parse(WordsConfirmed, entry.body)
    confirm(entered, provisionId, mechanismId)
  }
  return entered.now
}

/** The mechanisms that are named in some words, each once. */
export function mechanismsOf(words: Iterable<Pick<EnteredRead, 'mechanismId'>>): MechanismId[] {
  return [...new Set([...words].map(({ mechanismId }) => mechanismId))]
}

/** The provisions in which somebody has words of their own waiting, out of some. */
export function ownAmong<Waiting extends { readonly words: readonly EnteredRead[] }>(
  waiting: readonly Waiting[],
  personId: PersonId,
): Waiting[] {
  return waiting.filter(({ words }) => words.some((one) => one.personId === personId))
}

/** What a chair confirms in one go, in as many as one command takes. */
export function inCommands<Provision>(provisions: readonly Provision[]): Provision[][] {
  const count = Math.ceil(provisions.length / MAX_CONFIRMED)
  return Array.from({ length: count }, (_, i) => provisions.slice(i * MAX_CONFIRMED, (i + 1) * MAX_CONFIRMED))
}

/** What is said of each provision that waits. */
export function labelled(
  entered: EnteredHere,
  labelOf: (words: readonly EnteredRead[]) => string,
): ReadonlyMap<string, string> {
  return new Map([...entered].map(([provisionId, words]) => [provisionId, labelOf(words)]))
}

/** What waits there already stays as it was said, as on the server. */
function add(entered: Changed, one: EnteredRead): void {
  const words = entered.get(one.provisionId) ?? []
  const isKnown = words.some(
    ({ mechanismId, personId }) => mechanismId === one.mechanismId && personId === one.personId,
  )
  if (!isKnown) entered.set(one.provisionId, [...words, one])
}

function instruct(
  entered: Changed,
  provisionId: ProvisionId,
  { by, note: instruction }: { readonly by: PersonId; readonly note: string },
): void {
  const words = entered.get(provisionId)
  if (!words) return
  entered.set(
    provisionId,
    words.map((one) => (one.personId === by ? { ...one, instruction } : one)),
  )
}

function carry(entered: Changed, { from, to }: Carried): void {
  for (const one of entered.get(from) ?? []) add(entered, { ...one, provisionId: to })
}

function confirm(entered: Changed, provisionId: ProvisionId, mechanismId: MechanismId): void {
  const words = (entered.get(provisionId) ?? []).filter((one) => one.mechanismId !== mechanismId)
  if (words.length > 0) entered.set(provisionId, words)
  else entered.delete(provisionId)
}
