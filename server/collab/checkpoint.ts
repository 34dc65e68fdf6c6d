import * as v from 'valibot'
import { DocumentFacts, DocumentSettings, type DocumentState } from '../../shared/documents'
import { MechanismId, PersonId, ProvisionId, SeatId } from '../../shared/ids'
import { Plenary } from '../../shared/plenary'
import { REFUSAL_CODES } from '../../shared/result'
import type { Checkpoint } from '../store/port'
import type { Base } from './serving'

const Settled = v.object({
  provisionId: ProvisionId,
  status: v.literal('agreedAdRef'),
  textHash: v.string(),
  at: v.number(),
  by: PersonId,
})
const Entered = v.object({
  mechanismId: MechanismId,
  enteredBy: PersonId,
  at: v.number(),
  /** Checkpoints are older than the instructions on which words are entered. */
  instruction: v.optional(v.string(), ''),
})
const Words = v.object({
  wordsId: v.string(),
  provisionId: v.nullable(ProvisionId),
  code: v.picklist(REFUSAL_CODES),
  at: v.number(),
  author: v.string(),
  length: v.number(),
  seq: v.number(),
})

/** What a checkpoint says besides the text: the folded state, and the text's state vector. */
const Folded = v.object({
  version: v.literal(1),
  card: v.nullable(DocumentFacts),
  settings: DocumentSettings,
  archived: v.boolean(),
  isAsideWithMeeting: v.optional(v.boolean(), false),
  /** Checkpoints are older than plenary mode. */
  plenary: v.optional(v.nullable(Plenary), null),
  settled: v.array(Settled),
  /** Checkpoints are older than words that are entered for others. */
  entered: v.optional(v.array(v.tuple([ProvisionId, v.array(Entered)])), []),
  words: v.array(Words),
  recovery: v.nullable(v.object({ since: v.number(), lostSeq: v.number(), open: v.boolean() })),
  /** Checkpoints are older than the seats of the practice meeting. */
  practising: v.optional(v.array(v.tuple([PersonId, SeatId])), []),
  vector: v.array(v.tuple([v.number(), v.number()])),
})

/** JSON of the folded state and the state vector of the text at the same row. */
export function encodeFolded(state: DocumentState, vector: ReadonlyMap<number, number>): string {
  const {
    card,
    settings,
    archived,
    isAsideWithMeeting,
    plenary,
    settled,
    entered,
    words,
    recovery,
    practising,
  } = state
  const folded: v.InferOutput<typeof Folded> = {
    version: 1,
    card,
    settings,
    archived,
    isAsideWithMeeting,
    plenary,
    settled: [...settled.values()],
    entered: [...entered].map(([provisionId, some]) => [provisionId, [...some]]),
    words: [...words.values()],
    recovery,
    practising: [...practising],
    vector: [...vector],
  }
  return JSON.stringify(folded)
}

/** Reads a checkpoint; null when it was written by another version or makes no sense, as if there were none. */
export function readCheckpoint({
  head,
  text,
  state,
}: Checkpoint): { state: DocumentState; base: Base } | null {
  const folded = v.safeParse(v.pipe(v.string(), v.parseJson(), Folded), state)
  if (!folded.success) return null
  const { vector, settled, entered, words, practising, ...rest } = folded.output
  const { card, settings, archived, isAsideWithMeeting, plenary, recovery } = rest
  return {
    state: {
      card,
      settings,
      archived,
      isAsideWithMeeting,
      plenary,
      settled: new Map(settled.map((one) => [one.provisionId, one])),
      entered: new Map(entered),
      words: new Map(words.map((one) => [one.wordsId, one])),
      recovery,
      practising: new Map(practising),
    },
    base: { seq: head.seq, update: text, vector: new Map(vector) },
  }
}
