import * as v from 'valibot'
import { MechanismId, PartnerId } from './ids'
import { LANGUAGES, type Language } from './languages'
import { line } from './lines'

export { MechanismId, PartnerId } from './ids'

/** The three classes of inter-State consultation mechanisms. */
export const MECHANISM_CLASSES = ['regional', 'interregional', 'global'] as const
export type MechanismClass = (typeof MECHANISM_CLASSES)[number]

/** Who presides. Some mechanisms have no chair at all: their secretariat leads. */
export const CHAIR_KINDS = [
  'state',
  'co-chairs',
  'chair-and-co-chair',
  'rotating',
  'organization',
  'none',
] as const
export type ChairKind = (typeof CHAIR_KINDS)[number]

/** How many seats a meeting may have for those who chair: a State or an organization has one, co-chairs have several. */
export function chairsOf(kind: ChairKind): number {
  if (kind === 'none') return 0
  return kind === 'co-chairs' || kind === 'chair-and-co-chair' ? Infinity : 1
}

/** `dormant` mechanisms are listed, but not counted in any denominator. */
export const MECHANISM_STATUSES = ['active', 'dormant', 'ended', 'unknown'] as const
export type MechanismStatus = (typeof MECHANISM_STATUSES)[number]

export const PARTNER_KINDS = [
  'un-regional-commission',
  'union',
  'rec',
  'un-system',
  'igo',
  'global-process',
  'other',
] as const
export type PartnerKind = (typeof PARTNER_KINDS)[number]

/** How sure the sources make what the registry says. */
export const CONFIDENCES = ['high', 'medium', 'low'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** Regions may overlap, and a mechanism may belong to several: they are not the regions of the United Nations. */
export const REGIONS = [
  'africa',
  'north-africa',
  'west-africa',
  'central-africa',
  'east-africa',
  'southern-africa',
  'western-asia',
  'asia',
  'central-asia',
  'silk-routes',
  'south-east-asia',
  'pacific',
  'europe',
  'eastern-europe',
  'americas',
  'north-america',
  'central-america',
  'caribbean',
  'south-america',
  'global',
] as const
export type Region = (typeof REGIONS)[number]

/** What a mechanism deals with; `broad`: with migration as a whole. */
export const THEMES = [
  'broad',
  'labour-migration',
  'irregular-migration',
  'mixed-migration',
  'refugee-protection',
  'smuggling',
  'trafficking',
  'development',
  'drivers',
  'countries-of-origin',
] as const
export type Theme = (typeof THEMES)[number]

/** A day of the calendar, `YYYY-MM-DD`. Days in this form sort as text. */
export const CalendarDay = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/), v.check(isDay))

function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && dayOf(time) === day
}

/** The day of a moment, by universal time. @param time milliseconds since 1970 */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** The class of a mechanism from a day on; from the beginning where `since` is null. */
export const DatedClass = v.strictObject({
  class: v.picklist(MECHANISM_CLASSES),
  since: v.nullable(CalendarDay),
})
export type DatedClass = v.InferOutput<typeof DatedClass>

const Name = v.optional(line(1, 300))
/** Names by language; at least one. */
export const Names = v.pipe(
  v.strictObject({ ar: Name, en: Name, es: Name, fr: Name, ru: Name, zh: Name }),
  v.check((names) => Object.values(names).some((name) => name !== undefined)),
)
export type Names = v.InferOutput<typeof Names>

const Sources = v.pipe(v.array(line(1, 500)), v.maxLength(30))
const Members = v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1_000)))
const Words = (max: number) => v.nullable(line(1, max))

/** What the registry says of a partner body besides its id. */
export const PartnerFacts = v.strictObject({
  acronym: line(1, 60),
  kind: v.picklist(PARTNER_KINDS),
  names: Names,
  members: Members,
  /** When or by whom the members were counted. */
  membersAsOf: Words(200),
  /** Body that makes a global process possible. */
  facilitator: Words(200),
  /** Null where nothing is said. */
  status: v.nullable(v.picklist(MECHANISM_STATUSES)),
  linkedMechanisms: v.pipe(v.array(MechanismId), v.maxLength(100)),
  sources: Sources,
  confidence: v.picklist(CONFIDENCES),
  note: Words(1_000),
})
export type PartnerFacts = v.InferOutput<typeof PartnerFacts>

export const Partner = v.object({ id: PartnerId, ...PartnerFacts.entries })
export type Partner = v.InferOutput<typeof Partner>

/** What the registry says of a mechanism besides its id and its classes. */
export const MechanismFacts = v.strictObject({
  acronym: line(1, 60),
  names: Names,
  /** Other names and acronyms under which it is known. */
  aka: v.pipe(v.array(line(1, 200)), v.maxLength(20)),
  regions: v.pipe(v.array(v.picklist(REGIONS)), v.maxLength(REGIONS.length)),
  themes: v.pipe(v.array(v.picklist(THEMES)), v.maxLength(THEMES.length)),
  /** Year. */
  established: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1900), v.maxValue(2200))),
  members: Members,
  /** When or by whom the members were counted. */
  membersAsOf: Words(200),
  membersNote: Words(1_000),
  chair: v.strictObject({ kind: v.picklist(CHAIR_KINDS), note: Words(500) }),
  secretariat: Words(300),
  /** Formal institutions that the mechanism is tied to; none for an informal one. */
  associations: v.pipe(v.array(PartnerId), v.maxLength(20)),
  /** The tie in the words of the source. */
  associationNote: Words(300),
  status: v.picklist(MECHANISM_STATUSES),
  sources: Sources,
  confidence: v.picklist(CONFIDENCES),
  note: Words(1_000),
})
export type MechanismFacts = v.InferOutput<typeof MechanismFacts>

export const Mechanism = v.object({
  id: MechanismId,
  ...MechanismFacts.entries,
  /** Oldest first; the first holds from the beginning. */
  classes: v.pipe(v.array(DatedClass), v.minLength(1)),
})
export type Mechanism = v.InferOutput<typeof Mechanism>

/** Mechanisms and partner bodies: the reference data with everything that was recorded since. */
export interface Registry {
  readonly mechanisms: ReadonlyMap<MechanismId, Mechanism>
  readonly partners: ReadonlyMap<PartnerId, Partner>
}

/** What has names in several languages and an acronym that stands for them all. */
export type Named = Pick<Mechanism | Partner, 'acronym' | 'names'>

/** The language in which the name of a body can be shown to a reader, or null when it has none but its acronym. */
export function languageOfName({ names }: Named, language: Language): Language | null {
  const order: readonly Language[] = [language, 'en', ...LANGUAGES]
  return order.find((one) => names[one] !== undefined) ?? null
}

/** The name of a body in a language or, where there is none, in English, in any other, or its acronym. */
export function nameIn(body: Named, language: Language): string {
  const shown = languageOfName(body, language)
  return (shown && body.names[shown]) ?? body.acronym
}

/** The class that a mechanism has on a day. @param day `YYYY-MM-DD` */
export function classAt({ classes }: Pick<Mechanism, 'classes'>, day: string): MechanismClass {
  const [first, ...later] = classes
  if (!first) throw new Error('a mechanism has a class from the beginning')
  return (later.findLast(({ since }) => since !== null && since <= day) ?? first).class
}

/** How many mechanisms there are, by class and by status. */
export type Counts = Readonly<Record<MechanismClass, Readonly<Record<MechanismStatus, number>>>>

/** Counts the mechanisms by the class that they have on a day and by their status. @param day `YYYY-MM-DD` */
export function countsOf({ mechanisms }: Pick<Registry, 'mechanisms'>, day: string): Counts {
  const counts = byKey(MECHANISM_CLASSES, () => byKey(MECHANISM_STATUSES, () => 0))
  for (const mechanism of mechanisms.values()) counts[classAt(mechanism, day)][mechanism.status] += 1
  return counts
}

function byKey<Key extends string, Value>(keys: readonly Key[], value: () => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, value()])) as Record<Key, Value>
}

/** All mechanisms of one class, whatever their status. */
export function totalOf(counts: Counts, of: MechanismClass): number {
  return Object.values(counts[of]).reduce((sum, count) => sum + count, 0)
}
