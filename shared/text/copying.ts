import { newId } from '../ids'
import { formatsOf, marksOf } from './build'
import type { ProvisionSource, SourceRun } from './compose'
import type { Segment } from './flat'
import { readEmbed, type Formats } from './formats'
import type { TextProvision } from './provisions'

type Copied = Pick<
  TextProvision,
  'shownId' | 'kind' | 'level' | 'dir' | 'table' | 'header' | 'hidden' | 'segments'
>

/**
 * The same text for another document. Every provision, note, table and column gets an identity of its own, so that a
 * link or a decision never means two provisions; references follow. Comments stay with the text they are about, and
 * so does what is only suggested; brackets go along.
 */
export function copyOf(provisions: Iterable<Copied>): ProvisionSource[] {
  const names = new Map<string, string>()
  const renamed = (id: string): string => {
    const name = names.get(id) ?? newId()
    names.set(id, name)
    return name
  }
  return [...provisions]
    .filter(({ hidden }) => !hidden)
    .map(({ shownId, kind, level, dir, table, header, segments }) => ({
      ...{ id: renamed(shownId), kind, level, dir, header },
      table: table === null ? null : renamed(table),
      runs: segments.flatMap((segment) => runOf(segment, renamed)),
    }))
}

function runOf({ content, formats }: Segment, renamed: (id: string) => string): SourceRun[] {
  const said = formatsOf(marksOf(formats))
  if ('ins' in said) return []
  const kept = keptFormats(said, renamed)
  if (typeof content === 'string') return [{ text: content, formats: kept }]
  const read = readEmbed(content)
  if (read?.key === 'c') return [{ column: renamed(read.id) }]
  if (read?.key === 'f') return [{ footnote: renamed(read.id), formats: kept }]
  return read?.key === 'x' ? [{ reference: renamed(read.id), formats: kept }] : []
}

function keptFormats(said: Formats, renamed: (id: string) => string): Formats {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(said)) {
    const [name = '', id] = key.split(':')
    if (id === undefined) kept[key] = value
    else if (name === 'bracket') kept[`bracket:${renamed(id)}`] = renamed(String(value))
  }
  return kept
}
