import { wellFormed } from '../../../shared/characters'
import type { Answer } from '../../../shared/protocol'
import type { RecordEntry } from '../../../shared/protocol/record'
import { isSaid, provisionsIn } from '../../../shared/record-rows'
import type { ProvisionKind } from '../../../shared/text/formats'
import { labelsOf } from '../../../shared/text/numbering'
import { t } from '../../i18n.svelte'
import { KIND_KEYS } from '../document/kinds'

/** As much of a provision without a number as tells which one it is, in UTF-16 units. */
const FIRST_WORDS = 40

/** What the provisions of a text are called, by their ids and in its order: by their number, or by their first words. */
export function namesIn(read: Answer<'document:read'> | null): ReadonlyMap<string, string> {
  if (!read) return new Map()
  const numbers = labelsOf(read.provisions, { language: read.document.language, digits: 'european' })
  return new Map(read.provisions.map((one) => [one.id, numbers.get(one.id)?.label || firstWords(one)]))
}

/** The provisions that can be looked for: those of the text in its order, then others that the entries name. */
export function provisionsToSeek(
  names: ReadonlyMap<string, string>,
  entries: readonly RecordEntry[],
): readonly string[] {
  return [...new Set([...names.keys(), ...entries.filter(isSaid).flatMap(provisionsIn)])]
}

function firstWords({ kind, text }: { readonly kind: string; readonly text: string }): string {
  const words = text.length > FIRST_WORDS ? `${wellFormed(text.slice(0, FIRST_WORDS))} …` : text
  const name = t(KIND_KEYS[kind as ProvisionKind])
  return words === '' ? name : `${name}: ${words}`
}
