import { contentHashOf } from '../../shared/text/canonical'
import {
  addColumn,
  addRow,
  deleteColumn,
  footnote,
  join,
  moveBehindP3,
  PAIR_SOURCES,
  remove,
  removeBoth,
  replaceEmoji,
  say,
  split,
  strong,
  strongAcross,
  type,
  typeInCell,
  typeTwice,
  type Act,
} from './pairs'
import { exchange, show, updateOf, type Peer } from './peer'

export type Pair = readonly [name: string, first: Act, second: Act, shown: string[], undone: string[]]

/** Name, what each does, what is shown then (by whose client id is lower), and once the first has taken theirs back. */
export const PAIRS: readonly Pair[] = [
  [
    'a split and typing in its second half',
    split('p1', 10),
    type('p1', 16, 'XX'),
    ['Zero ¶ The quick  ¶ brown XXfox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick brown XXfox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a join and typing in the joined words',
    join('p2'),
    type('p2', 5, 'XX'),
    ['Zero ¶ The quick brown foxjumpsXX over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumpsXX over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'two splits at the same place',
    split('p1', 10),
    split('p1', 10),
    ['Zero ¶ The quick  ¶  ¶ brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick  ¶ brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'two splits at different places',
    split('p1', 4),
    split('p1', 10),
    ['Zero ¶ The  ¶ quick  ¶ brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick  ¶ brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a split at the beginning and typing',
    split('p1', 0),
    type('p1', 4, 'XX'),
    ['Zero ¶  ¶ The XXquick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The XXquick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'two joins of the same pair',
    join('p2'),
    join('p2'),
    ['Zero ¶ The quick brown foxjumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a join and a split of the provision before',
    join('p2'),
    split('p1', 10),
    ['Zero ¶ The quick  ¶ brown foxjumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick  ¶ brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a change of kind and typing',
    say('p1', 'kind', 'heading'),
    type('p1', 4, 'XX'),
    ['Zero ¶ heading:The XXquick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The XXquick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'two changes of kind',
    say('p1', 'kind', 'heading'),
    say('p1', 'kind', 'preambular'),
    [
      'Zero ¶ preambular:The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end',
      'Zero ¶ heading:The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end',
    ],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a change of kind and one of level',
    say('p1', 'kind', 'heading'),
    say('p1', 'level', 2),
    ['Zero ¶ heading:>2 The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ >2 The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'an indent and typing',
    say('p3', 'level', 2),
    type('p3', 4, 'XX'),
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >2 listXX three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 listXX three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a change of kind and a split',
    say('p1', 'kind', 'heading'),
    split('p1', 10),
    ['Zero ¶ heading:The quick  ¶ brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick  ¶ brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a deletion and typing in what is deleted',
    remove('p1'),
    type('p1', 4, 'XX'),
    ['Zero ¶ XX ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The XXquick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a deletion and a split of what is deleted',
    remove('p1'),
    split('p1', 10),
    ['Zero ¶  ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick  ¶ brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a deletion and a join into what is deleted',
    remove('p1'),
    join('p2'),
    ['Zero ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick brown foxjumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a deletion of the first provision and typing in it',
    remove('p0'),
    type('p0', 2, 'XX'),
    ['XX ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['ZeXXro ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a footnote and typing behind it',
    footnote('p1', 9, 'f1'),
    type('p1', 19, 'XX'),
    ['Zero ¶ The quick<footnoteReference> brown foxXX ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick brown foxXX ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'two footnotes',
    footnote('p1', 9, 'f1'),
    footnote('p1', 4, 'f2'),
    [
      'Zero ¶ The <footnoteReference>quick<footnoteReference> brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end',
    ],
    ['Zero ¶ The <footnoteReference>quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'two deletions of neighbours',
    removeBoth('p1', 'p2'),
    remove('p3'),
    ['Zero ¶ >1  ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a mark and typing inside it',
    strong('p1', 4, 15),
    type('p1', 9, 'XX'),
    ['Zero ¶ The *quickXX brown* fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quickXX brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a mark over two provisions and a split inside it',
    strongAcross(['p1', 4], ['p2', 5]),
    split('p1', 10),
    ['Zero ¶ The *quick * ¶ *brown fox* ¶ *jumps* over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick  ¶ brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'typing in two places at once, twice',
    typeTwice('p1', 'AA', 4, 19),
    typeTwice('p1', 'BB', 6, 14),
    ['Zero ¶ The AAquBBick brBBown fAAox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quBBick brBBown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a move and typing in what is moved',
    moveBehindP3('p1'),
    type('p1', 4, 'XX'),
    ['Zero ¶ XX ¶ jumps over ¶ >1 list three ¶ The quick brown fox ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The XXquick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'two moves of the same provision',
    moveBehindP3('p1'),
    moveBehindP3('p1'),
    ['Zero ¶ jumps over ¶ >1 list three ¶ The quick brown fox ¶ The quick brown fox ¶ {a1|b1 / a2|b2} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ The quick brown fox ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
  [
    'a new row and typing beside it',
    addRow('r1', 'rn'),
    typeInCell('r1', 1, 'XX'),
    [
      'Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / n|mXX / a2|b2} ¶ end',
      'Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1XX / n|m / a2|b2} ¶ end',
    ],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1XX / a2|b2} ¶ end'],
  ],
  [
    'a deleted row and typing in it',
    remove('r1'),
    typeInCell('r1', 1, 'XX'),
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {|XX / a2|b2} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1XX / a2|b2} ¶ end'],
  ],
  [
    'a new column and typing beside it',
    addColumn(0, 'cN'),
    typeInCell('r2', 1, 'XX'),
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|N|b1 / a2|N|b2XX} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2XX} ¶ end'],
  ],
  [
    'a new column and a new row',
    addColumn(0, 'cN'),
    addRow('r1', 'rn'),
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|N|b1 / n||m / a2|N|b2} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / n|m / a2|b2} ¶ end'],
  ],
  [
    'two new columns at the same place',
    addColumn(0, 'cN'),
    addColumn(0, 'cM'),
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|N|N|b1 / a2|N|N|b2} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|N|b1 / a2|N|b2} ¶ end'],
  ],
  [
    'a deleted column and typing in it',
    deleteColumn(0),
    typeInCell('r2', 0, 'XX'),
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {|b1 / XX|b2} ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2XX|b2} ¶ end'],
  ],
  [
    'two deletions of different columns',
    deleteColumn(0),
    deleteColumn(1),
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ { / } ¶ end'],
    ['Zero ¶ The quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1 / a2} ¶ end'],
  ],
  [
    'an emoji replaced by its neighbour and typing before it',
    replaceEmoji('p1', 4),
    type('p1', 4, 'XX'),
    [
      'Zero ¶ The 😁XXquick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end',
      'Zero ¶ The XX😁quick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end',
    ],
    ['Zero ¶ The XXquick brown fox ¶ jumps over ¶ >1 list three ¶ {a1|b1 / a2|b2} ¶ end'],
  ],
]

/** Opens the editor of a person. */
export type OpenPeer = (name: string, clientId: number, start: Uint8Array) => Peer

const START = updateOf(PAIR_SOURCES)

/**
 * Plays a pair twice, each person with the lower client id once.
 *
 * @returns what is shown when both have met, and once the first has taken theirs back, without repetition
 * @throws when editors and texts are not equal after a meeting
 */
export function playPair([, first, second]: Pair, open: OpenPeer): { shown: string[]; undone: string[] } {
  const seen = (
    [
      [10, 20],
      [20, 10],
    ] as const
  ).map((ids) => {
    const [a, b] = [open('a', ids[0], START), open('b', ids[1], START)]
    first(a)
    second(b)
    for (const one of [a, b]) one.check()
    const together = meet(a, b)
    a.undo()
    const after = meet(a, b)
    for (const one of [a, b]) one.close()
    return { together, after }
  })
  return {
    shown: [...new Set(seen.map(({ together }) => together))],
    undone: [...new Set(seen.map(({ after }) => after))],
  }
}

/** @returns what both show */
function meet(...peers: [Peer, Peer]): string {
  exchange(...peers)
  for (const peer of peers) peer.check()
  const [a, b] = peers
  const shown = show(a.state.doc)
  if (show(b.state.doc) !== shown) throw new Error(`one sees ${shown}, the other ${show(b.state.doc)}`)
  if (contentHashOf(a.text) !== contentHashOf(b.text)) throw new Error('the texts differ')
  return shown
}
