import type * as Y from 'yjs'
import { hashOf } from '../hash'
import type { Direction } from '../languages'
import { sameFormats, type Segment } from './flat'
import { readEmbed, type Formats, type ProvisionKind } from './formats'
import { formatsOf, marksOf } from './build'
import { columnOf, isRow, provisionsOf, type TextProvision } from './provisions'

/** A run of words with their formats, or one object. */
export type CanonicalRun = { readonly text: string | Record<string, string>; readonly formats: Formats }

/** What a provision says, whatever replica or client it was read from. */
export interface CanonicalProvision {
  readonly kind: ProvisionKind
  readonly level: number
  readonly dir: Direction | null
  /** Only for a header row. */
  readonly header?: true
  readonly runs: readonly CanonicalRun[]
}

type Said = Pick<TextProvision, 'kind' | 'level' | 'dir' | 'header' | 'isHead' | 'segments'>

/** The canonical content of a provision: unknown formats and objects, and comments, are no part of it. */
export function canonicalOf(provision: Said): CanonicalProvision {
  const runs: { text: string | Record<string, string>; formats: Formats }[] = []
  for (const segment of provision.segments) {
    const text = contentOf(segment)
    if (text === null) continue
    const formats = withoutComments(formatsOf(marksOf(segment.formats)))
    const last = runs.at(-1)
    const joins =
      typeof last?.text === 'string' && typeof text === 'string' && sameFormats(last.formats, formats)
    if (joins && last) last.text = `${last.text as string}${text}`
    else runs.push({ text, formats })
  }
  const { kind, level, dir } = provision
  // said only where it is so: what was hashed before there were header rows keeps its hash
  const header = isRow(provision) && provision.header ? { header: true as const } : {}
  return { kind, level, dir, ...header, runs }
}

/** SHA-256 in hexadecimal of the canonical content of a provision. */
export function textHashOfProvision(provision: Said): string {
  return hashOf(canonicalOf(provision))
}

/** SHA-256 of the canonical content of the provision shown under an id; null when there is none, or it is gone. */
export function textHashOf(text: Y.Text, provisionId: string): string | null {
  return textHashesOf(text, [provisionId]).get(provisionId) ?? null
}

/** The same for several at once; those that the text does not show are left out. */
export function textHashesOf(text: Y.Text, provisionIds: Iterable<string>): ReadonlyMap<string, string> {
  const wanted = new Set(provisionIds)
  const shown = provisionsOf(text).filter(
    ({ shownId, hidden, isHead }) => wanted.has(shownId) && !hidden && !isHead,
  )
  return new Map(shown.map((provision) => [provision.shownId, textHashOfProvision(provision)]))
}

/** No hash: nobody has seen all the words of a provision whose boundary stands twice. */
const PARTED = ''

/**
 * The same for a decision on what somebody saw. An id that two boundaries bear has a hash that nobody can have seen:
 * what is decided under it would be decided of either, until the server has parted them in a moment.
 */
export function decidableHashesOf(text: Y.Text, provisionIds: Iterable<string>): ReadonlyMap<string, string> {
  const hashes = new Map(textHashesOf(text, provisionIds))
  for (const { id, shownId, hidden } of provisionsOf(text))
    if (!hidden && shownId !== id && hashes.has(id)) hashes.set(id, PARTED)
  return hashes
}

/** Hash of a state vector: two replicas at the same state have the same. */
export function stateHashOf(vector: ReadonlyMap<number, number>): string {
  return hashOf([...vector].sort(([a], [b]) => a - b))
}

/** SHA-256 of everything that the text shows, ids included: equal for replicas that show the same. */
export function contentHashOf(text: Y.Text): string {
  const shown = provisionsOf(text).filter((provision) => !provision.hidden)
  return hashOf(shown.map((provision) => ({ id: provision.shownId, ...canonicalOf(provision) })))
}

/** The bare words of a provision; cells are parted by tabs, other objects are left out. */
export function plainTextOf(provision: Pick<TextProvision, 'segments'>): string {
  let plain = ''
  for (const [index, segment] of provision.segments.entries()) {
    if (typeof segment.content === 'string') plain += segment.content
    else if (columnOf(segment) !== null && index > 0) plain += '\t'
  }
  return plain
}

function contentOf({ content }: Segment): string | Record<string, string> | null {
  if (typeof content === 'string') return content
  const read = readEmbed(content)
  return read ? { [read.key]: read.id } : null
}

function withoutComments(formats: Record<string, unknown>): Formats {
  const keys = Object.keys(formats).filter((key) => !key.startsWith('comment:'))
  return Object.fromEntries(keys.map((key) => [key, formats[key]]))
}
