import { Changing } from '../../shared/changing'
import {
  carryInto,
  foldEntered,
  noteEntered,
  type ChangingWords,
  type EnteredWords,
} from '../../shared/entered'
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
  const waiting: ChangingWords = new Changing(entered)
  for (const note of notes) foldEntered(waiting, note)
  if (waiting.now.size === 0) return notes
  const at = authored[0]?.draft.at ?? 0
  for (const { moved, actor } of batch) notes.push(...carryInto(waiting, moved, actor, at))
  return notes
}

function noteOf({ draft: { actor, at }, entered: words }: Authored, entered: EnteredWords): EntryDraft[] {
  return words ? noteEntered(entered, words, actor, at) : []
}
