import * as Y from 'yjs'
import { EMPTY_DOCUMENT, foldDocument, isTextKind } from '../shared/documents'
import { EMPTY_HEAD, type Entry, type StreamId } from '../shared/journal'
import { EMPTY_MEETING, evolveMeeting } from '../shared/meetings'
import { evolveRegistry, REGISTRY_STREAM } from '../shared/registry/rules'
import { openText } from '../shared/text/flat'
import { isCheckpointTrue } from './checkpoint-check'
import { REFERENCE_REGISTRY } from './registry'
import { DatabaseCheckpoints } from './store/checkpoints'
import type { Database } from './store/database'
import { DatabaseJournal } from './store/journal'
import { schemaOf, type SchemaState } from './store/migrations'
import { JournalDamaged, StoreFault, type Journal } from './store/port'

/** A row that is not as it was written, or that the program cannot fold. */
export interface RowFault {
  readonly seq: number
  readonly what: string
}

export interface StreamReport {
  readonly stream: StreamId
  /** Rows up to the head. */
  readonly entries: number
  readonly fault: RowFault | null
}

/** What a check of the record found. */
export interface Report {
  readonly schema: SchemaState
  /** Faults of the database file itself, in the words of the engine. */
  readonly file: readonly string[]
  readonly streams: readonly StreamReport[]
}

/** Whether there is anything at all to worry about. */
export function isSound({ schema, file, streams }: Report): boolean {
  return file.length === 0 && schema.missing.length === 0 && streams.every((stream) => stream.fault === null)
}

/** Checks the file, the schema, and every stream: its chain, its head, and that all its entries can be folded. */
export async function checkRecord(database: Database): Promise<Report> {
  const schema = await schemaOf(database)
  const file = await database.integrity()
  if (schema.missing.length > 0 || schema.unknown.length > 0) return { schema, file, streams: [] }
  try {
    return { schema, file, streams: await checkStreams(database) }
  } catch (fault) {
    if (!(fault instanceof StoreFault && fault.reason === 'damaged')) throw fault
    return { schema, file: [...file, 'the list of streams cannot be read'], streams: [] }
  }
}

async function checkStreams(database: Database): Promise<StreamReport[]> {
  const journal = new DatabaseJournal(database)
  const checkpoints = new DatabaseCheckpoints(database)
  const reports: StreamReport[] = []
  for (const stream of await journal.streams()) {
    const { seq } = await journal.head(stream)
    const damage = await journal.verify(stream)
    let fault = damage ? { seq: damage.seq, what: damage.fault } : await foldFault(journal, stream)
    const isTrue = fault !== null || (await isCheckpointTrue(journal, checkpoints, stream))
    if (!isTrue) fault = { seq, what: 'the checkpoint from which it is opened says something else' }
    reports.push({ stream, entries: seq, fault })
  }
  return reports
}

/** Folds a whole stream as the server does. @returns the first row that cannot be folded */
async function foldFault(journal: Journal, stream: StreamId): Promise<RowFault | null> {
  const fold = foldOf(stream)
  let last = EMPTY_HEAD
  try {
    for (;;) {
      const page = await journal.read(stream, last)
      const fault = fold(page)
      if (fault) return fault
      const end = page.at(-1)
      if (!end) return null
      last = end
    }
  } catch (fault) {
    if (fault instanceof JournalDamaged) return { seq: fault.seq, what: fault.fault }
    throw fault
  }
}

/** Folds the next entries, at the end none. @returns the first that cannot be folded, or null */
type Fold = (entries: readonly Entry[]) => RowFault | null

function foldOf(stream: StreamId): Fold {
  if (stream === REGISTRY_STREAM) return stateFold(REFERENCE_REGISTRY, oneByOne(evolveRegistry))
  if (!stream.startsWith('document:')) return stateFold(EMPTY_MEETING, oneByOne(evolveMeeting))
  const foldText = textFold()
  const foldState = stateFold(EMPTY_DOCUMENT, foldDocument)
  return (entries) => {
    const faults = [foldState(entries), foldText(entries)].filter((fault) => fault !== null)
    return faults.sort((a, b) => a.seq - b.seq)[0] ?? null
  }
}

type FoldState<State> = (state: State, entries: readonly Entry[]) => State

const oneByOne =
  <State>(evolve: (state: State, entry: Entry) => State): FoldState<State> =>
  (state, entries) =>
    entries.reduce(evolve, state)

function stateFold<State>(empty: State, foldAll: FoldState<State>): Fold {
  let state = empty
  const canFold = (entries: readonly Entry[]): boolean => {
    try {
      state = foldAll(state, entries)
      return true
    } catch {
      return false
    }
  }
  return (entries) => {
    if (canFold(entries)) return null
    const bad = entries.find((entry) => !canFold([entry]))
    return bad ? { seq: bad.seq, what: `its ${bad.kind} makes no sense` } : null
  }
}

/**
 * Replays the text. An update may wait for another one of the same commit, whose entries bear one time: there is one per
 * author, and what two authors do by turns is spread over theirs. It may not wait for one that comes later.
 */
function textFold(): Fold {
  const doc = new Y.Doc()
  openText(doc)
  let waiting: Entry | null = null
  const faultOf = (entry: Entry): RowFault | null => {
    if (waiting && waiting.at !== entry.at) return incomplete(waiting)
    if (!isTextKind(entry.kind)) return null
    try {
      Y.applyUpdate(doc, entry.body)
    } catch {
      return { seq: entry.seq, what: 'its text update cannot be read' }
    }
    const { pendingStructs, pendingDs } = doc.store
    waiting = (pendingStructs ?? pendingDs) ? (waiting ?? entry) : null
    return null
  }
  return (entries) => {
    for (const entry of entries) {
      const fault = faultOf(entry)
      if (fault) return fault
    }
    return entries.length === 0 && waiting ? incomplete(waiting) : null
  }
}

const incomplete = ({ seq }: Entry): RowFault => ({ seq, what: 'its text update needs one that is missing' })
