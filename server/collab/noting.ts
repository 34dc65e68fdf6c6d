import { evolveEntered, noteCarried, noteEntered, type EnteredWords } from '../../shared/entered'
import type { EntryDraft } from '../../shared/journal'
import type { Authored, Judged } from './batch'

/**
 * What is noted in the same append as the text of a batch: where words were entered for others, and where else they
 * wait because somebody split or joined their provisions. Within a batch the second follows the first, so that words
 * wait rather in a provision too many than in one too few.
 */
export function notesOf(
  batch: readonly Judged[],
  authored: readonly Authored[],
  entered: EnteredWords,
): EntryDraft[] {
  const notes = authored.flatMap((one) => noteOf(one, entered))
  let waiting = notes.reduce(evolveEntered, entered)
  if (waiting.size === 0) return notes
  const at = authored[0]?.draft.at ?? 0
  for (const { moved, actor } of batch) {
    const carried = noteCarried(waiting, moved, actor, at)
    waiting = carried.reduce(evolveEntered, waiting)
    notes.push(...carried)
  }
  return notes
}

function noteOf({ draft: { actor, at }, entered: words }: Authored, entered: EnteredWords): EntryDraft[] {
  return words ? noteEntered(entered, words, actor, at) : []
}
