import { diffComm } from 'node-diff3'
import { wordsOf } from '../../collab/merge'

/** Words that both texts have, that are new, or that are gone. */
export interface MarkedWords {
  readonly is: 'same' | 'new' | 'gone'
  readonly text: string
}

interface Compared {
  readonly common?: readonly string[]
  readonly buffer1?: readonly string[]
  readonly buffer2?: readonly string[]
}

/** Compares two texts word by word, in reading order. */
export function markedWords(before: string, now: string): MarkedWords[] {
  const compared: readonly Compared[] = diffComm(wordsOf(before), wordsOf(now))
  return compared
    .flatMap(({ common, buffer1, buffer2 }): MarkedWords[] => [
      { is: 'same', text: (common ?? []).join('') },
      { is: 'gone', text: (buffer1 ?? []).join('') },
      { is: 'new', text: (buffer2 ?? []).join('') },
    ])
    .filter(({ text }) => text !== '')
}
