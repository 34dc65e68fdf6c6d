import { LANGUAGES, type Language } from '../../../shared/languages'
import {
  classAt,
  type ChairKind,
  type Confidence,
  type Mechanism,
  type MechanismClass,
  type MechanismStatus,
  type PartnerId,
  type Region,
  type Theme,
} from '../../../shared/registry'
import type { BodyChange, BodyDraft } from '../../../shared/registry/rules'

/** A mechanism as it stands in the fields of the form: words are text, what is not known is empty. */
export interface Entered {
  acronym: string
  names: Record<Language, string>
  aka: string
  class: MechanismClass
  since: string
  status: MechanismStatus
  chairKind: ChairKind
  chairNote: string
  regions: Region[]
  themes: Theme[]
  established: number | null | undefined
  members: number | null | undefined
  membersAsOf: string
  membersNote: string
  secretariat: string
  associations: PartnerId[]
  associationNote: string
  sources: string
  confidence: Confidence
  note: string
}

/** The fields for a mechanism; empty ones for a new one. @param day today, `YYYY-MM-DD` */
export function enteredFrom(mechanism: Mechanism | null, day: string): Entered {
  const names = Object.fromEntries(LANGUAGES.map((one) => [one, mechanism?.names[one] ?? '']))
  return {
    acronym: mechanism?.acronym ?? '',
    names: names as Record<Language, string>,
    aka: linesOf(mechanism?.aka),
    class: mechanism ? classAt(mechanism, day) : 'regional',
    since: (mechanism && sinceWhen(mechanism, day)) ?? '',
    status: mechanism?.status ?? 'active',
    chairKind: mechanism?.chair.kind ?? 'state',
    chairNote: mechanism?.chair.note ?? '',
    regions: [...(mechanism?.regions ?? [])],
    themes: [...(mechanism?.themes ?? [])],
    established: mechanism?.established ?? null,
    members: mechanism?.members ?? null,
    membersAsOf: mechanism?.membersAsOf ?? '',
    membersNote: mechanism?.membersNote ?? '',
    secretariat: mechanism?.secretariat ?? '',
    associations: [...(mechanism?.associations ?? [])],
    associationNote: mechanism?.associationNote ?? '',
    sources: linesOf(mechanism?.sources),
    confidence: mechanism?.confidence ?? 'medium',
    note: mechanism?.note ?? '',
  }
}

/** The new mechanism that the fields say. */
export function draftFrom(entered: Entered): BodyDraft {
  const names = LANGUAGES.map((one) => [one, entered.names[one].trim()]).filter(([, name]) => name !== '')
  const spoken = Object.fromEntries(names) as Mechanism['names']
  return { body: 'mechanism', class: entered.class, names: spoken, ...factsFrom(entered) }
}

/** What the fields say differently from when the form was opened, so that others' changes in between stay. */
export function changeFrom(mechanism: Mechanism, before: Entered, entered: Entered): BodyChange {
  const [was, is] = [factsFrom(before), factsFrom(entered)]
  const keys = Object.keys(is) as (keyof typeof is)[]
  const changed = keys.filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
  const facts: Partial<typeof is> = Object.fromEntries(changed.map((key) => [key, is[key]]))
  const renamed = LANGUAGES.filter((one) => before.names[one].trim() !== entered.names[one].trim())
  const names = Object.fromEntries(renamed.map((one) => [one, entered.names[one].trim() || null]))
  const isReclassed = before.class !== entered.class || before.since !== entered.since
  return {
    body: 'mechanism',
    id: mechanism.id,
    ...facts,
    ...(renamed.length > 0 ? { names } : {}),
    ...(isReclassed ? { class: { class: entered.class, since: entered.since || null } } : {}),
  }
}

function factsFrom(entered: Entered) {
  return {
    acronym: entered.acronym.trim(),
    aka: linesIn(entered.aka),
    regions: entered.regions,
    themes: entered.themes,
    established: entered.established ?? null,
    members: entered.members ?? null,
    membersAsOf: entered.membersAsOf.trim() || null,
    membersNote: entered.membersNote.trim() || null,
    chair: { kind: entered.chairKind, note: entered.chairNote.trim() || null },
    secretariat: entered.secretariat.trim() || null,
    associations: entered.associations,
    associationNote: entered.associationNote.trim() || null,
    status: entered.status,
    sources: linesIn(entered.sources),
    confidence: entered.confidence,
    note: entered.note.trim() || null,
  }
}

/** The day from which the class of today holds; null for from the beginning. */
function sinceWhen({ classes }: Mechanism, day: string): string | null {
  return classes.findLast(({ since }) => since === null || since <= day)?.since ?? null
}

const linesOf = (lines: readonly string[] = []): string => lines.join('\n')

const linesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
