/** No command has so many lists and records; read, each takes some twenty times the memory of its letters. */
const MAX_OPENINGS = 20_000
/** No command has so many parts; read, hundreds of thousands of names would take half a second of everybody's time. */
const MAX_COMMAS = 100_000

/**
 * Whether JSON is a heap of lists, records or parts that no command is, looked at before it is read. Brackets and
 * commas within words count too.
 *
 * @param json its text, or its bytes in UTF-8
 */
export function isHeap(json: string | Buffer): boolean {
  if (json.length <= MAX_OPENINGS) return false
  const left = { '[': MAX_OPENINGS, '{': MAX_OPENINGS, ',': MAX_COMMAS }
  return Object.entries(left).some(([letter, most]) => hasMore(json, letter, most))
}

function hasMore(json: string | Buffer, letter: string, most: number): boolean {
  let count = 0
  for (let at = json.indexOf(letter); at >= 0; at = json.indexOf(letter, at + 1)) {
    count += 1
    if (count > most) return true
  }
  return false
}
