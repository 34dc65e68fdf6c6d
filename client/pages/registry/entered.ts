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
import { changedFacts, changedNames, linesIn, linesOf, nameFields, namesIn, type NameFields } from './fields'

type MechanismChange = Extract<BodyChange, { body: 'mechanism' }>

/** A mechanism as it stands in the fields of the form: words are text, what is not known is empty. */
export interface Entered {
  acronym: string
  names: NameFields
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
  return {
    acronym: mechanism?.acronym ?? '',
    names: nameFields(mechanism?.names),
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
  return {
    ...{ body: 'mechanism', class: entered.class },
    names: namesIn(entered.names),
    ...factsFrom(entered),
  }
}

/** What the fields say differently from when the form was opened, so that others' changes in between stay. */
export function changeFrom(mechanism: Mechanism, before: Entered, entered: Entered): MechanismChange {
  const isReclassed = before.class !== entered.class || before.since !== entered.since
  return {
    ...{ body: 'mechanism', id: mechanism.id },
    ...changedFacts(factsFrom(before), factsFrom(entered)),
    ...changedNames(before.names, entered.names),
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
