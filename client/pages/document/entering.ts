import * as v from 'valibot'
import { EnteringRead } from '../../../shared/protocol'
import type { CopyOf } from '../../collab/offline'
import { recall, remember } from '../../remembered'

const Choices = v.record(v.string(), EnteringRead)

const keyOf = ({ personId, documentId }: CopyOf) => `${personId} ${documentId}`

/**
 * The seat for which somebody enters words in a document. It is remembered with the document, as the words are that
 * wait in this browser: they must not go out under another name after the page was loaded again.
 */
export function chosenSeat(of: CopyOf): EnteringRead | null {
  return choices()[keyOf(of)] ?? null
}

/** Remembers the seat, or that words are the person's own again. */
export function chooseSeat(of: CopyOf, seat: EnteringRead | null): void {
  const { [keyOf(of)]: _, ...others } = choices()
  const all = seat ? { ...others, [keyOf(of)]: seat } : others
  remember('adref.entering', Object.keys(all).length > 0 ? JSON.stringify(all) : null)
}

function choices(): v.InferOutput<typeof Choices> {
  try {
    const read = v.safeParse(Choices, JSON.parse(recall('adref.entering') ?? '{}'))
    return read.success ? read.output : {}
  } catch {
    return {}
  }
}
