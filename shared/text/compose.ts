import type * as Y from 'yjs'
import { PLAIN_BLOCK, writeBlockFormats, type BlockFormats, type Formats } from './formats'

/** A piece of a provision: words with their formats, a reference, or the beginning of a cell. */
export type SourceRun =
  | string
  | { readonly text: string; readonly formats?: Formats }
  | { readonly footnote: string; readonly formats?: Formats }
  | { readonly reference: string; readonly formats?: Formats }
  | { readonly column: string }

/** A provision as plain data. What is left out is plain. */
export interface ProvisionSource extends Partial<Omit<BlockFormats, 'gone'>> {
  readonly id: string
  readonly runs: readonly SourceRun[]
}

type Insert = { insert: string | Record<string, string>; attributes: Record<string, unknown> }

/**
 * Writes provisions into the text in one transaction and one pass.
 *
 * @param at offset at which they begin, the end of the text when left out; should be the end of a provision
 * @param origin origin of the transaction
 */
export function compose(
  text: Y.Text,
  sources: readonly ProvisionSource[],
  at: number = text.length,
  origin: unknown = null,
): void {
  const { doc } = text
  if (!doc) throw new Error('the text belongs to no document')
  const inserts = sources.flatMap(insertsOf)
  const before = at > 0 ? [{ retain: at }] : []
  if (inserts.length > 0) doc.transact(() => text.applyDelta([...before, ...inserts]), origin)
}

function insertsOf(source: ProvisionSource): Insert[] {
  const { id, runs, ...block } = source
  const attributes = writeBlockFormats(id, { ...PLAIN_BLOCK, ...block })
  return [{ insert: { b: id }, attributes }, ...runs.map(insertOfRun)]
}

function insertOfRun(run: SourceRun): Insert {
  if (typeof run === 'string') return { insert: run, attributes: {} }
  if ('column' in run) return { insert: { c: run.column }, attributes: {} }
  const attributes = { ...run.formats }
  if ('footnote' in run) return { insert: { f: run.footnote }, attributes }
  if ('reference' in run) return { insert: { x: run.reference }, attributes }
  return { insert: run.text, attributes }
}
