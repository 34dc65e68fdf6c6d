import * as Y from 'yjs'
import { EMPTY_DOCUMENT, foldDocument, isTextKind } from '../shared/documents'
import { EMPTY_HEAD, type Head, type StreamId } from '../shared/journal'
import { contentHashOf } from '../shared/text/canonical'
import { openText } from '../shared/text/flat'
import { encodeFolded, readCheckpoint } from './collab/checkpoint'
import type { DatabaseCheckpoints } from './store/checkpoints'
import type { Checkpoint, Journal } from './store/port'

/** What a document says at a row: its text, and the folded state beside it. */
interface Said {
  readonly text: string
  readonly state: string | null
}

const NO_VECTOR: ReadonlyMap<number, number> = new Map()

/**
 * Whether the checkpoint of a document, from which the server opens it, says what the journal says. A checkpoint that
 * the server would not take is none. The journal must be sound. Throws `StoreFault`.
 */
export async function isCheckpointTrue(
  journal: Journal,
  checkpoints: DatabaseCheckpoints,
  stream: StreamId,
): Promise<boolean> {
  const checkpoint = await checkpoints.look(stream)
  const state = checkpoint && asRead(checkpoint)
  if (!checkpoint || state === null) return true
  const replayed = await replay(journal, stream, checkpoint)
  return state === replayed.state && saysText(checkpoint.text, replayed.text)
}

/** The folded state as the server reads it, in one order; null when it would not take it. */
function asRead(checkpoint: Checkpoint): string | null {
  const read = readCheckpoint(checkpoint)
  return read && encodeFolded(read.state, NO_VECTOR)
}

function saysText(update: Uint8Array, hash: string): boolean {
  try {
    return textHashOf([update]) === hash
  } catch {
    // no text at all
    return false
  }
}

/** Rebuilds a document from its first row to one that the journal holds. */
async function replay(journal: Journal, stream: StreamId, checkpoint: Checkpoint): Promise<Said> {
  const { seq } = checkpoint.head
  const updates: Uint8Array[] = []
  let state = EMPTY_DOCUMENT
  let last: Head = EMPTY_HEAD
  while (last.seq < seq) {
    const page = (await journal.read(stream, last)).filter((entry) => entry.seq <= seq)
    const end = page.at(-1)
    if (!end) break
    state = foldDocument(state, page)
    updates.push(...page.filter(({ kind }) => isTextKind(kind)).map(({ body }) => body))
    last = end
  }
  return {
    text: textHashOf(updates),
    state: asRead({ ...checkpoint, state: encodeFolded(state, NO_VECTOR) }),
  }
}

function textHashOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc()
  const text = openText(doc)
  for (const update of updates) Y.applyUpdate(doc, update)
  return contentHashOf(text)
}
