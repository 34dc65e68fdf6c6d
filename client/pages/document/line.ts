import { currentLook } from '../../appearance.svelte'
import type { ChosenSeat } from './entering.svelte'
import type { Practising } from './practising.svelte'
import type { WritingAs } from './writing-as.svelte'

interface Writer {
  readonly chosen: ChosenSeat
  readonly practising: Practising
  readonly writingAs: WritingAs
}

/** Where the line to the room goes, what is wanted on it, and for whom its words are. */
export function lineOf({ chosen, practising, writingAs }: Writer) {
  const origin = location.origin.replace(/^http/, 'ws')
  const { isTextOnly } = currentLook()
  return { origin, isTextOnly, enterFor: chosen.id, typedAs: practising.as?.seatId ?? writingAs.as }
}
