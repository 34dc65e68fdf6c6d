import * as v from 'valibot'
import { isTextKind } from '../shared/documents'
import { isFor, readJsonBody, type Entry, type StreamId } from '../shared/journal'
import { LISTING_KINDS, MAIN_STREAM } from '../shared/meetings'
import { plenaryAfter } from '../shared/plenary'
import type { EntryRead } from '../shared/protocol'
import { READER } from '../shared/roles'
import { isOfHouse, readsEveryMeeting } from '../shared/seats'
import type { NameOf } from './names'
import type { Session } from './sessions'

/** What is read of a journal at once for one reader, in bytes of bodies: kept words are long, text is longer. */
export const PAGE_BYTES = 1 << 20

/** Stands for entries that a reader is not shown, up to a seq. */
export type Skipped = Extract<EntryRead, { readonly shown: false }>

/** A session as it reads a stream. */
export interface StreamReader extends Session {
  /** Whether what the stream says of documents is for the person: not where their documents are closed to them. */
  readonly knowsDocuments: boolean
}

/** Whether an entry is shown to a reader as a whole. Text comes on the sync socket. */
export function isShown(entry: Entry, reader: StreamReader): boolean {
  const { personId, role, isElsewhere } = reader
  // a seat of another meeting lets nobody read what is for its role
  const isForReader = isFor(entry, { personId, role: isElsewhere ? READER : role })
  return !isTextKind(entry.kind) && isForReader && isOpenTo(entry, reader) && isToBeKnown(entry, reader)
}

/** The lists say which documents there are; to whoever may not read them there are none. */
function isToBeKnown({ kind }: Entry, reader: StreamReader): boolean {
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
    if (!('shown' in part)) reads.push(await shown(part, nameOf))
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

async function shown(entry: Entry, nameOf: NameOf): Promise<EntryRead> {
  const { stream, seq, at, kind, actor, enteredFor, hash } = entry
  const body = v.parse(Body, readJsonBody(entry.body))
  const by = await nameOf(actor.personId)
  const plenary = plenaryAfter(null, kind, body)
  return {
    ...{ shown: true as const, stream, seq, at, kind, actor, by, hash, body },
    ...(enteredFor !== undefined && { enteredFor }),
    ...(plenary && { holder: await nameOf(plenary.holderId) }),
  }
}
