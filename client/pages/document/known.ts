import type { Known } from '../../collab/offline'
import type { Entered } from '../../collab/replica'
import { locksFrom, statusesOf, type Locks } from '../../collab/settled'
import type { EnteredWords } from './entered-words.svelte'
import type { Practising } from './practising.svelte'
import type { Shelved } from './shelved.svelte'
import type { WritingAs } from './writing-as.svelte'

/** What the page knows of its document. */
interface Knowing {
  readonly shelved: Shelved
  readonly enteredWords: EnteredWords
  readonly locks: Locks
  readonly practising: Practising
  readonly writingAs: WritingAs
}

/** What the server would say of the document now, to be stored. @param entered what it said on entering */
export function knownOf(
  { shelved, enteredWords, locks, practising, writingAs }: Knowing,
  entered: Pick<Entered, 'document'>,
): Omit<Known, 'closed'> {
  return {
    ...shelved.onto(entered.document),
    entered: enteredWords.stored(),
    statuses: statusesOf(locks),
    practiceSeatId: practising.as?.seatId ?? null,
    typedAs: writingAs.as,
  }
}

/** Shows what was stored. @returns what is locked by it */
export function resumeKnown(
  { shelved, enteredWords, practising }: Omit<Knowing, 'locks' | 'writingAs'>,
  known: Known,
): Locks {
  shelved.enter(known)
  practising.resume(known)
  enteredWords.enter(known.entered, null)
  return locksFrom(known.statuses)
}
