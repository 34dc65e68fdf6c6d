import * as v from 'valibot'
import { isTextKind } from '../shared/documents'
import { isFor, readJsonBody, type Entry, type StreamId } from '../shared/journal'
import { tellingOf, type Fact, type LogReader } from '../shared/record'
import { LISTING_KINDS, MAIN_STREAM, MOVED_AWAY } from '../shared/meetings'
import { plenaryAfter } from '../shared/plenary'
import type { EntryRead } from '../shared/protocol'
import { READER } from '../shared/roles'
import { isOfHouse, readsEveryMeeting } from '../shared/readers'
import type { NameOf } from './names'
import type { Session } from './sessions'

/** What is read of a journal at once for one reader, in bytes of bodies: kept words are long, text is longer. */
export const PAGE_BYTES = 1 << 20

/** Stands for entries that a reader is not shown, up to a seq. */
export type Skipped = Extract<EntryRead, { readonly shown: false }>

/** A session as it reads a stream. */
export interface StreamReader extends Session, LogReader {
  /** Whether what the stream says of documents is for the person: not where their documents are closed to them. */
  readonly knowsDocuments: boolean
}

/** Whether a reader is told of an entry, as far as they may be. Text comes on the sync socket. */
export function isShown(entry: Entry, reader: StreamReader): boolean {
  if (isTextKind(entry.kind) || !isForReader(entry, reader) || tellingOf(entry, reader) === null) return false
  return isOpenTo(entry, reader) && isToBeKnown(entry, reader)
}

/** Whether an entry is for a reader: a seat of another meeting lets nobody read what is for its role. */
export function isForReader(entry: Entry, { personId, role, isElsewhere }: StreamReader): boolean {
  return isFor(entry, { personId, role: isElsewhere ? READER : role })
}

/**
 * The lists say which documents there are; to whoever may not read them there are none. Where one has gone is for those
 * who may know of every meeting.
 */
function isToBeKnown({ kind }: Entry, reader: StreamReader): boolean {
  if (kind === MOVED_AWAY && !readsEveryMeeting(reader)) return false
  return !LISTING_KINDS.includes(kind) || reader.knowsDocuments
}

/**
 * What the stream of the house says of meetings, of links and of who came in is for those of the house: participants hear
 * of their own meeting in its own stream, and of others nothing. What it says of links to documents is for those who read
 * every document: an administrator who acts for a seat that reads does so in its meeting only.
 */
function isOpenTo(entry: Entry, reader: Session): boolean {
  const { stream, kind, actor, audience } = entry
  const isOfHouseOnly = kind === 'meeting:listed' || audience !== 'everyone'
  if (stream !== MAIN_STREAM || !isOfHouseOnly || actor.personId === reader.personId) return true
  const isOfDocuments = !isFor(entry, { personId: reader.personId, role: 'administrator' })
  return isOfDocuments ? readsEveryMeeting(reader) : isOfHouse(reader)
}

/** As much of an entry as one reader may see: nothing but its seq when it is not shown. */
export function partFor(entry: Entry, reader: StreamReader): Entry | Skipped {
  return isShown(entry, reader) ? entry : skipTo(entry.stream, entry.seq)
}

/** Entries as one reader may see them, in order. What is left out leaves a skip marker; neighbouring ones are one. */
export async function readEntries(
  entries: readonly (Entry | Skipped)[],
  reader: StreamReader,
  nameOf: NameOf,
): Promise<EntryRead[]> {
  const reads: EntryRead[] = []
  for (const entry of entries) {
    const part = 'shown' in entry ? entry : partFor(entry, reader)
    if (!('shown' in part)) reads.push(await entryAsTold(part, tellingOf(part, reader) ?? 'whole', nameOf))
    else {
      if (reads.at(-1)?.shown === false) reads.pop()
      reads.push(part)
    }
  }
  return reads
}

/** Stands for everything up to `seq` that is not shown. */
export function skipTo(stream: StreamId, seq: number): Skipped {
  return { shown: false, stream, seq }
}

const Body = v.record(v.string(), v.unknown())
type ShownEntry = Extract<EntryRead, { readonly shown: true }>
type EntryBody = ShownEntry['body']

/** An entry with a body of JSON as far as it is told. */
export async function entryAsTold(
  entry: Entry,
  telling: 'whole' | Fact,
  nameOf: NameOf,
): Promise<ShownEntry> {
  const { stream, seq, at, kind, actor, enteredFor, hash } = entry
  const said = v.parse(Body, readJsonBody(entry.body))
  const { says, names } = telling === 'whole' ? WHOLE : telling
  const isNamed = names === 'person'
  const plenary = says === 'whole' ? plenaryAfter(null, kind, said) : null
  return {
    ...{ shown: true as const, stream, seq, at, kind, hash },
    actor: isNamed ? actor : null,
    by: names === 'nobody' ? null : await nameOf(actor.personId),
    body: bodyAsTold(said, says),
    ...(isNamed && enteredFor !== undefined && { enteredFor }),
    ...(plenary && { holder: await nameOf(plenary.holderId) }),
  }
}

const WHOLE: Fact = { says: 'whole', names: 'person' }

/** Null where nothing of it is told. */
function bodyAsTold(said: v.InferOutput<typeof Body>, says: Fact['says']): EntryBody {
  if (says === 'whole') return said
  const told = Object.entries(said).filter(([name]) => says.includes(name))
  return told.length > 0 ? Object.fromEntries(told) : null
}
