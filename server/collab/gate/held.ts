import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { decodeUpdate, type Decoded, type Range } from './decode'

type Ranges = Decoded['ranges']

/**
 * An update without what it deletes of the text that a document holds: what it brings and what of that it deletes again
 * stays. One that cannot be read is left for the gate to refuse.
 */
export function withoutDeletesOfHeld(update: Uint8Array, doc: Y.Doc): Uint8Array {
  const decoded = decodeUpdate(update)
  if (!decoded.ok) return update
  const { ranges } = decoded.value
  // numbers are read in their shortest form only, so the deletes end the update just as they are written here
  const structs = update.subarray(0, update.length - bytesOf(ranges).length)
  return new Uint8Array(Buffer.concat([structs, bytesOf(beyondHeld(ranges, doc))]))
}

function beyondHeld(ranges: Ranges, doc: Y.Doc): Ranges {
  const beyond = new Map<number, readonly Range[]>()
  for (const [client, all] of ranges) {
    const held = Y.getState(doc.store, client)
    const left = all.flatMap(({ clock, length }) => {
      const from = Math.max(clock, held)
      const end = clock + length
      return from < end ? [{ clock: from, length: end - from }] : []
    })
    if (left.length > 0) beyond.set(client, left)
  }
  return beyond
}

/** A delete set as an update (V1) ends with it. */
function bytesOf(ranges: Ranges): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, ranges.size)
  for (const [client, all] of ranges) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, all.length)
    for (const { clock, length } of all) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
  return encoding.toUint8Array(encoder)
}
