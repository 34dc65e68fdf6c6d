import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { compose } from '../../shared/text/compose'
import { TEXT_ROOT } from '../../shared/sync'
import { openText } from '../../shared/text/flat'

/** The recorded session of a long paper, single letters in the order in which they were typed. */
const RECORDED = '../shared/data/editing-trace-paper.json.gz'

/** One edit: where, how many units go, and what comes. */
type Patch = readonly [at: number, deleted: number, inserted: string]

interface Recorded {
  readonly txns: readonly { readonly patches: readonly Patch[] }[]
}

/** A long text with a long history, as one update. The recorded one where it is present, else one like it. */
export function longHistory(): { readonly update: Uint8Array; readonly isRecorded: boolean } {
  const doc = new Y.Doc()
  // Not opened yet as a text of ours, so that Yjs finds places by its markers, as in the public benchmarks.
  const text = doc.getText(TEXT_ROOT)
  const isRecorded = existsSync(RECORDED)
  const patches = isRecorded ? recorded() : likeIt()
  // A transaction each: only at its end does Yjs join letters that stand side by side.
  for (const patch of patches) apply(text, patch)
  compose(openText(doc), [{ id: 'op1', kind: 'operative', runs: [] }], 0)
  const update = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return { update, isRecorded }
}

function recorded(): Patch[] {
  const { txns } = JSON.parse(gunzipSync(readFileSync(RECORDED)).toString()) as Recorded
  return txns.flatMap(({ patches }) => patches)
}

/** 260,000 letters in runs of 20, one in four taken back. */
function likeIt(): Patch[] {
  const patches: Patch[] = []
  let length = 0
  for (let run = 0; run < 13_000; run++) {
    const at = (run * 7_919) % (length + 1)
    patches.push([at, 0, 'abcdefghij klmnopqr '])
    patches.push([at + 5, 5, ''])
    length += 15
  }
  return patches
}

function apply(text: Y.Text, [at, deleted, inserted]: Patch): void {
  if (deleted > 0) text.delete(at, deleted)
  if (inserted) text.insert(at, inserted)
}

/** A text of many paragraphs, as the words of each. */
export function paragraphs(count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) => `Paragraph ${i} recalls what was said before, and welcomes it.`,
  )
}
