import * as v from 'valibot'
import { MechanismId, PartnerId } from '../ids'
import {
  CHAIR_KINDS,
  CONFIDENCES,
  MECHANISM_STATUSES,
  Names,
  PARTNER_KINDS,
  REGIONS,
  THEMES,
  type Mechanism,
  type Partner,
  type Registry,
} from '../registry'

const Words = v.optional(v.nullable(v.string()), null)
const AsOf = v.optional(v.nullable(v.pipe(v.union([v.string(), v.number()]), v.transform(String))), null)
const Count = v.optional(v.nullable(v.number()), null)
const Theme = v.pipe(
  v.string(),
  v.transform((words) => words.replaceAll(' ', '-')),
  v.picklist(THEMES),
)

const Sourced = {
  acronym: v.string(),
  names: Names,
  sources: v.array(v.string()),
  confidence: v.picklist(CONFIDENCES),
  note: Words,
}

const ReferenceMechanism = v.object({
  id: MechanismId,
  ...Sourced,
  type: v.picklist(['rcp', 'interregional', 'global']),
  regions: v.array(v.picklist(REGIONS)),
  established: Count,
  members: Count,
  membersAsOf: AsOf,
  membersNote: Words,
  chair: v.object({ kind: v.picklist(CHAIR_KINDS), note: Words }),
  secretariat: Words,
  association: Words,
  status: v.picklist(MECHANISM_STATUSES),
  aka: v.array(v.string()),
  themes: v.array(Theme),
})

const ReferencePartner = v.object({
  id: PartnerId,
  ...Sourced,
  kind: v.picklist(PARTNER_KINDS),
  members: Count,
  membersAsOf: AsOf,
  linkedMechanisms: v.array(MechanismId),
})
type ReferencePartner = v.InferOutput<typeof ReferencePartner>

const ReferenceProcess = v.object({
  id: PartnerId,
  ...Sourced,
  facilitator: Words,
  status: v.optional(v.nullable(v.picklist(MECHANISM_STATUSES)), null),
})

/** What the product reads of `shared/reference/mechanisms.json`. */
export const ReferenceBodies = v.object({
  mechanisms: v.array(ReferenceMechanism),
  igoFacilitatedGlobalProcesses: v.array(ReferenceProcess),
  partners: v.array(ReferencePartner),
})
export type ReferenceBodies = v.InferOutput<typeof ReferenceBodies>

/** Kinds of partners that a mechanism can be tied to; others only serve or accompany it. */
const INSTITUTIONS: readonly ReferencePartner['kind'][] = ['union', 'rec']

/** The registry as it is before anything was recorded in it. */
export function registryFrom(bodies: ReferenceBodies): Registry {
  const mechanisms = bodies.mechanisms.map((one) => mechanismFrom(one, bodies.partners))
  const processes = bodies.igoFacilitatedGlobalProcesses.map((one): Partner => {
    return { ...one, kind: 'global-process', members: null, membersAsOf: null, linkedMechanisms: [] }
  })
  const partners = bodies.partners.map((one): Partner => ({ ...one, facilitator: null, status: null }))
  return {
    mechanisms: new Map(mechanisms.map((one) => [one.id, one])),
    partners: new Map([...partners, ...processes].map((one) => [one.id, one])),
  }
}

function mechanismFrom(
  { type, association, ...facts }: ReferenceBodies['mechanisms'][number],
  partners: readonly ReferencePartner[],
): Mechanism {
  const tied = partners.filter(
    ({ kind, linkedMechanisms }) => INSTITUTIONS.includes(kind) && linkedMechanisms.includes(facts.id),
  )
  return {
    ...facts,
    classes: [{ class: type === 'rcp' ? 'regional' : type, since: null }],
    associations: association === null ? [] : tied.map(({ id }) => id),
    associationNote: association,
  }
}
