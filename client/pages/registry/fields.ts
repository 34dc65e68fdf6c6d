import { LANGUAGES, type Language } from '../../../shared/languages'
import type { Names } from '../../../shared/registry'

/** Names as they stand in the fields of a form: empty where there is none. */
export type NameFields = Record<Language, string>

/** The fields for the names of a body; empty ones for a new one. */
export function nameFields(names: Names = {}): NameFields {
  return Object.fromEntries(LANGUAGES.map((one) => [one, names[one] ?? ''])) as NameFields
}

/** The names that the fields say. */
export function namesIn(fields: NameFields): Names {
  const said = LANGUAGES.filter((one) => fields[one].trim() !== '')
  return Object.fromEntries(said.map((one) => [one, fields[one].trim()]))
}

/** Only the names that were changed; null for one that was taken away. */
export function changedNames(
  before: NameFields,
  fields: NameFields,
): { names?: Partial<Record<Language, string | null>> } {
  const renamed = LANGUAGES.filter((one) => before[one].trim() !== fields[one].trim())
  if (renamed.length === 0) return {}
  return { names: Object.fromEntries(renamed.map((one) => [one, fields[one].trim() || null])) }
}

/** Only the facts that are said differently. */
export function changedFacts<Facts extends object>(was: Facts, is: Facts): Partial<Facts> {
  const keys = Object.keys(is) as (keyof Facts)[]
  const changed = keys.filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
  return Object.fromEntries(changed.map((key) => [key, is[key]])) as Partial<Facts>
}

/** Several things, one per line. */
export const linesOf = (lines: readonly string[] = []): string => lines.join('\n')

/** What stands one per line, without empty lines. */
export function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
