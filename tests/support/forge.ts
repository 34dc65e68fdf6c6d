import * as encoding from 'lib0/encoding'

/** A place in the history, as `[client, clock]`. */
export type ForgedPlace = readonly [number, number]

/** A struct of a forged update. What is left out is left out of the bytes too. */
export type ForgedStruct = {
  readonly origin?: ForgedPlace
  readonly right?: ForgedPlace
  readonly root?: string
} & (
  | { readonly string: string }
  | { readonly embed: unknown }
  | { readonly format: readonly [string, unknown] }
  | { readonly deleted: number }
  | { readonly gc: number }
  | { readonly skip: number }
  /** Type number and payload of content that no text holds. */
  | { readonly other: number; readonly payload: readonly number[] }
)

export interface Forged {
  readonly client: number
  readonly clock?: number
  readonly structs: readonly ForgedStruct[]
}

/** Writes an update (V1) byte by byte, whatever it says: what a hostile client would send. */
export function forge(
  sections: readonly Forged[],
  deletes: readonly (readonly [number, number, number])[] = [],
): Uint8Array {
  const to = encoding.createEncoder()
  encoding.writeVarUint(to, sections.length)
  for (const { client, clock = 0, structs } of sections) {
    encoding.writeVarUint(to, structs.length)
    encoding.writeVarUint(to, client)
    encoding.writeVarUint(to, clock)
    for (const struct of structs) writeStruct(to, struct)
  }
  const clients = new Set(deletes.map(([client]) => client))
  encoding.writeVarUint(to, clients.size)
  for (const client of clients) {
    const ranges = deletes.filter(([owner]) => owner === client)
    encoding.writeVarUint(to, client)
    encoding.writeVarUint(to, ranges.length)
    for (const [, clock, length] of ranges) {
      encoding.writeVarUint(to, clock)
      encoding.writeVarUint(to, length)
    }
  }
  return encoding.toUint8Array(to)
}

function writeStruct(to: encoding.Encoder, struct: ForgedStruct): void {
  if ('gc' in struct || 'skip' in struct) {
    encoding.writeUint8(to, 'gc' in struct ? 0 : 10)
    encoding.writeVarUint(to, 'gc' in struct ? struct.gc : struct.skip)
    return
  }
  const { origin, right, root } = struct
  encoding.writeUint8(to, typeOf(struct) | (origin ? 128 : 0) | (right ? 64 : 0))
  for (const place of [origin, right]) {
    if (place) place.forEach((part) => encoding.writeVarUint(to, part))
  }
  if (!origin && !right) {
    encoding.writeVarUint(to, 1)
    encoding.writeVarString(to, root ?? 'text')
  }
  writeContent(to, struct)
}

function typeOf(struct: ForgedStruct): number {
  if ('other' in struct) return struct.other
  if ('string' in struct) return 4
  if ('embed' in struct) return 5
  return 'format' in struct ? 6 : 1
}

function writeContent(to: encoding.Encoder, struct: ForgedStruct): void {
  if ('string' in struct) encoding.writeVarString(to, struct.string)
  else if ('embed' in struct) encoding.writeVarString(to, JSON.stringify(struct.embed))
  else if ('deleted' in struct) encoding.writeVarUint(to, struct.deleted)
  else if ('other' in struct) encoding.writeUint8Array(to, Uint8Array.from(struct.payload))
  else if ('format' in struct) {
    encoding.writeVarString(to, struct.format[0])
    encoding.writeVarString(to, JSON.stringify(struct.format[1]))
  }
}
