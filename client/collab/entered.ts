import * as v from 'valibot'
import type { MechanismId, ProvisionId } from '../../shared/ids'
import type { EnteredRead, EntryRead } from '../../shared/protocol'
import { WordsCarried, WordsConfirmed, WordsEntered, type Carried } from '../../shared/entered'

/** Who entered words for which mechanism, by name, in the provisions where its chair has not confirmed them. */
export type EnteredHere = ReadonlyMap<ProvisionId, readonly EnteredRead[]>

export const NOTHING_ENTERED: EnteredHere = new Map()

/** What the answer to `document:enter` says, by provision. */
export function enteredFrom(read: readonly EnteredRead[]): EnteredHere {
  return read.reduce(withOne, NOTHING_ENTERED)
}

/** The same as it is stored, to be read again by `enteredFrom`. */
export function storedOf(entered: EnteredHere): EnteredRead[] {
  return [...entered.values()].flat()
}

/** Folds one announced entry in; other kinds, and what others may not see, leave it as it is. */
export function withEntry(entered: EnteredHere, entry: EntryRead): EnteredHere {
  if (!entry.shown) return entered
  if (entry.kind === 'provision:entered') {
    const { mechanismId, provisionIds } = v.parse(WordsEntered, entry.body)
    const one = { mechanismId, personId: entry.actor.personId, by: entry.by, at: entry.at }
    return provisionIds.reduce((all, provisionId) => withOne(all, { ...one, provisionId }), entered)
  }
  if (entry.kind === 'provision:carried')
    return v.parse(WordsCarried, entry.body).carried.reduce(withCarried, entered)
  if (entry.kind === 'provision:confirmed') {
    const { mechanismId, provisionId } = v.parse(WordsConfirmed, entry.body)
    return without(entered, provisionId, mechanismId)
  }
  return entered
}

/** The mechanisms that are named in some words, each once. */
export function mechanismsOf(words: Iterable<Pick<EnteredRead, 'mechanismId'>>): MechanismId[] {
  return [...new Set([...words].map(({ mechanismId }) => mechanismId))]
}

/** What is said of each provision that waits. */
export function labelled(
  entered: EnteredHere,
  labelOf: (words: readonly EnteredRead[]) => string,
): ReadonlyMap<string, string> {
  return new Map([...entered].map(([provisionId, words]) => [provisionId, labelOf(words)]))
}

function withOne(entered: EnteredHere, one: EnteredRead): EnteredHere {
  const words = entered.get(one.provisionId) ?? []
  const others = words.filter(
    ({ mechanismId, personId }) => mechanismId !== one.mechanismId || personId !== one.personId,
  )
  return new Map(entered).set(one.provisionId, [...others, one])
}

function withCarried(entered: EnteredHere, { from, to }: Carried): EnteredHere {
  const words = entered.get(from) ?? []
  return words.reduce((carried, one) => withOne(carried, { ...one, provisionId: to }), entered)
}

function without(entered: EnteredHere, provisionId: ProvisionId, mechanismId: MechanismId): EnteredHere {
  const rest = new Map(entered)
  const words = (entered.get(provisionId) ?? []).filter((one) => one.mechanismId !== mechanismId)
  if (words.length > 0) rest.set(provisionId, words)
  else rest.delete(provisionId)
  return rest
}
