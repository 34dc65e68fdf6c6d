import * as v from 'valibot'
import { Changing } from '../../shared/changing'
import type { MechanismId, ProvisionId } from '../../shared/ids'
import { MAX_CONFIRMED, type EnteredRead, type EntryRead } from '../../shared/protocol'
import { WordsCarried, WordsConfirmed, WordsEntered, type Carried } from '../../shared/entered'

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
  if (entry.kind === 'provision:entered') {
    const { mechanismId, provisionIds } = v.parse(WordsEntered, entry.body)
    const one = { mechanismId, personId: entry.actor.personId, by: entry.by, at: entry.at }
    for (const provisionId of provisionIds) add(entered, { ...one, provisionId })
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

function add(entered: Changed, one: EnteredRead): void {
  const words = entered.get(one.provisionId) ?? []
  const others = words.filter(
    ({ mechanismId, personId }) => mechanismId !== one.mechanismId || personId !== one.personId,
  )
  entered.set(one.provisionId, [...others, one])
}

function carry(entered: Changed, { from, to }: Carried): void {
  for (const one of entered.get(from) ?? []) add(entered, { ...one, provisionId: to })
}

function confirm(entered: Changed, provisionId: ProvisionId, mechanismId: MechanismId): void {
  const words = (entered.get(provisionId) ?? []).filter((one) => one.mechanismId !== mechanismId)
  if (words.length > 0) entered.set(provisionId, words)
  else entered.delete(provisionId)
}
