import * as v from 'valibot'
import { isTextKind } from '../shared/documents'
import { isFor, readJsonBody, type Entry, type StreamId } from '../shared/journal'
import type { EntryRead } from '../shared/protocol'
import type { NameOf } from './names'
import type { Session } from './sessions'

/** Whether an entry is shown to a reader as a whole. Text comes on the sync socket. */
export function isShown(entry: Entry, reader: Session): boolean {
  return !isTextKind(entry.kind) && isFor(entry, reader)
}

/** Entries as one reader may see them, in order. What is left out leaves a skip marker; neighbouring ones are one. */
export async function readEntries(
  entries: readonly Entry[],
  reader: Session,
  nameOf: NameOf,
): Promise<EntryRead[]> {
  const reads: EntryRead[] = []
  for (const entry of entries) {
    if (isShown(entry, reader)) reads.push(await shown(entry, nameOf))
    else {
      if (reads.at(-1)?.shown === false) reads.pop()
      reads.push(skipTo(entry.stream, entry.seq))
    }
  }
  return reads
}

/** Stands for everything up to `seq` that is not shown. */
export function skipTo(stream: StreamId, seq: number): EntryRead {
  return { shown: false, stream, seq }
}

const Body = v.record(v.string(), v.unknown())

async function shown(entry: Entry, nameOf: NameOf): Promise<EntryRead> {
  const { stream, seq, at, kind, actor, enteredFor, hash } = entry
  const body = v.parse(Body, readJsonBody(entry.body))
  const by = await nameOf(actor.personId)
  const read = { shown: true as const, stream, seq, at, kind, actor, by, hash, body }
  return enteredFor === undefined ? read : { ...read, enteredFor }
}
