import type { Confidence, MechanismId, MechanismStatus, Partner, PartnerKind } from '../../../shared/registry'
import type { BodyChange, BodyDraft } from '../../../shared/registry/rules'
import { changedFacts, changedNames, linesIn, linesOf, nameFields, namesIn, type NameFields } from './fields'

/** A partner body as it stands in the fields of the form: words are text, what is not known is empty. */
export interface PartnerEntered {
  acronym: string
  names: NameFields
  kind: PartnerKind
  status: MechanismStatus | null
  facilitator: string
  linkedMechanisms: MechanismId[]
  members: number | null | undefined
  membersAsOf: string
  sources: string
  confidence: Confidence
  note: string
}

/** The fields for a partner body; empty ones for a new one. */
export function partnerEnteredFrom(partner: Partner | null): PartnerEntered {
  return {
    acronym: partner?.acronym ?? '',
    names: nameFields(partner?.names),
    kind: partner?.kind ?? 'igo',
    status: partner?.status ?? null,
    facilitator: partner?.facilitator ?? '',
    linkedMechanisms: [...(partner?.linkedMechanisms ?? [])],
    members: partner?.members ?? null,
    membersAsOf: partner?.membersAsOf ?? '',
    sources: linesOf(partner?.sources),
    confidence: partner?.confidence ?? 'medium',
    note: partner?.note ?? '',
  }
}

/** The new partner body that the fields say. */
export function partnerDraftFrom(entered: PartnerEntered): BodyDraft {
  return { body: 'partner', names: namesIn(entered.names), ...factsFrom(entered) }
}

/** What the fields say differently from when the form was opened, so that others' changes in between stay. */
export function partnerChangeFrom(
  partner: Partner,
  before: PartnerEntered,
  entered: PartnerEntered,
): BodyChange {
  return {
    ...{ body: 'partner', id: partner.id },
    ...changedFacts(factsFrom(before), factsFrom(entered)),
    ...changedNames(before.names, entered.names),
  }
}

function factsFrom(entered: PartnerEntered) {
  return {
    acronym: entered.acronym.trim(),
    kind: entered.kind,
    status: entered.status,
    facilitator: entered.facilitator.trim() || null,
    linkedMechanisms: entered.linkedMechanisms,
    members: entered.members ?? null,
    membersAsOf: entered.membersAsOf.trim() || null,
    sources: linesIn(entered.sources),
    confidence: entered.confidence,
    note: entered.note.trim() || null,
  }
}
