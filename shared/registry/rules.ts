import canonicalize from 'canonicalize'
import * as v from 'valibot'
import { MechanismId, newId, PartnerId } from '../ids'
import {
  draft as entry,
  readJsonBody,
  type Actor,
  type Entry,
  type EntryDraft,
  type StreamId,
} from '../journal'
import type { Language } from '../languages'
import { line } from '../lines'
import {
  DatedClass,
  Mechanism,
  MECHANISM_CLASSES,
  MechanismFacts,
  Partner,
  PartnerFacts,
  type Names,
  type Registry,
} from '../registry'
import { ok, refuse, type Result } from '../result'
import { can } from '../roles'

/** The stream of what is changed in the registry. */
export const REGISTRY_STREAM: StreamId = 'registry:main'

/** Most mechanisms, and most partner bodies, that the registry holds: several times as many as there are. */
export const MAX_BODIES = 500

/** Most changes of class of one mechanism. */
const MAX_CLASSES = 50

/** A mechanism or a partner body as it enters the registry. Its id is the server's to give. */
export const BodyDraft = v.variant('body', [
  v.strictObject({
    body: v.literal('mechanism'),
    class: v.picklist(MECHANISM_CLASSES),
    ...MechanismFacts.entries,
  }),
  v.strictObject({ body: v.literal('partner'), ...PartnerFacts.entries }),
])
export type BodyDraft = v.InferOutput<typeof BodyDraft>

const Name = v.optional(v.nullable(line(1, 300)))
/** Only the names that change; null takes one away. */
const NamesChange = v.strictObject({ ar: Name, en: Name, es: Name, fr: Name, ru: Name, zh: Name })
type NamesChange = v.InferOutput<typeof NamesChange>

const MechanismChange = v.strictObject({
  body: v.literal('mechanism'),
  id: MechanismId,
  ...v.partial(MechanismFacts).entries,
  names: v.optional(NamesChange),
  class: v.optional(DatedClass),
})
type MechanismChange = v.InferOutput<typeof MechanismChange>

const PartnerChange = v.strictObject({
  body: v.literal('partner'),
  id: PartnerId,
  ...v.partial(PartnerFacts).entries,
  names: v.optional(NamesChange),
})
type PartnerChange = v.InferOutput<typeof PartnerChange>

/** What is to be different about a body; what is left out stays as it is. A new class keeps the older ones. */
export const BodyChange = v.variant('body', [MechanismChange, PartnerChange])
export type BodyChange = v.InferOutput<typeof BodyChange>

/**
 * Decides on adding a body.
 *
 * @returns the entry to append, or `not-allowed`, `acronym-taken`, `body-unknown` for a tie to a body that is not there,
 * `too-large` when there are very many already
 */
export function decideAdd(
  registry: Registry,
  draft: BodyDraft,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'editRegistry')) return refuse('not-allowed')
  const { size } = draft.body === 'mechanism' ? registry.mechanisms : registry.partners
  if (size >= MAX_BODIES) return refuse('too-large')
  const added = addedBy(draft)
  const fault = faultOf(registry, added)
  if (fault) return fault
  return ok([entry(`${draft.body}:added`, added.facts, by, now)])
}

/**
 * Decides on changing a body. What changes nothing makes no entry.
 *
 * @returns the entry to append, or `not-allowed`, `body-unknown`, `acronym-taken`, `malformed` when no name would be
 * left, `too-large` when its class changed very often
 */
export function decideChange(
  registry: Registry,
  change: BodyChange,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'editRegistry')) return refuse('not-allowed')
  const before = bodyOf(registry, change)
  if (!before) return refuse('body-unknown')
  const after = changedBy(before, change)
  const fault = faultOf(registry, after)
  if (fault) return fault
  if (isSame(before.facts, after.facts)) return ok([])
  return ok([entry(`${change.body}:changed`, change, by, now)])
}

/**
 * What takes a change back.
 *
 * @param before the body as it was without the change
 * @returns null when nothing was changed, and when no single change leads back, as for a class between others
 */
export function undoOf(before: Mechanism | Partner, change: BodyChange): BodyChange | null {
  const was =
    'classes' in before
      ? ({ body: 'mechanism', facts: before } as const)
      : ({ body: 'partner', facts: before } as const)
  const is = changedBy(was, change)
  if (isSame(was.facts, is.facts)) return null
  const back = v.safeParse(BodyChange, { ...change, ...factsBefore(before, change) })
  if (!back.success) return null
  return isSame(changedBy(is, back.output).facts, was.facts) ? back.output : null
}

/** For everything that a change says: what held before. */
function factsBefore(before: Mechanism | Partner, change: BodyChange): object {
  const { body: _body, id: _id, names = {}, ...facts } = change
  const keys = Object.keys(facts).filter((key) => key !== 'class')
  const values = Object.fromEntries(keys.map((key) => [key, (before as Record<string, unknown>)[key]]))
  const languages = Object.keys(names) as Language[]
  const spoken = Object.fromEntries(languages.map((one) => [one, before.names[one] ?? null]))
  return { ...values, ...(languages.length > 0 ? { names: spoken } : {}), ...classBefore(before, change) }
}

/** The class that a mechanism had on the day from which a change gives it another. */
function classBefore(before: Mechanism | Partner, change: BodyChange): { class?: DatedClass } {
  if (!('classes' in before) || change.body !== 'mechanism' || change.class === undefined) return {}
  const { since } = change.class
  const held = before.classes.findLast((one) => (one.since ?? '') <= (since ?? ''))
  return held ? { class: { class: held.class, since } } : {}
}

/** Folds one entry into the registry; other kinds leave it as it is. */
export function evolveRegistry(registry: Registry, { kind, body }: Entry): Registry {
  if (kind === 'mechanism:added') return withMechanism(registry, v.parse(Mechanism, readJsonBody(body)))
  if (kind === 'partner:added') return withPartner(registry, v.parse(Partner, readJsonBody(body)))
  if (kind !== 'mechanism:changed' && kind !== 'partner:changed') return registry
  const change = v.parse(BodyChange, readJsonBody(body))
  const before = bodyOf(registry, change)
  if (!before) throw new Error(`${change.id} was changed before it was added`)
  const after = changedBy(before, change)
  return after.body === 'mechanism'
    ? withMechanism(registry, after.facts)
    : withPartner(registry, after.facts)
}

/** A body of either kind. */
type Body =
  | { readonly body: 'mechanism'; readonly facts: Mechanism }
  | { readonly body: 'partner'; readonly facts: Partner }

function addedBy(draft: BodyDraft): Body {
  if (draft.body === 'partner') {
    const { body, ...facts } = draft
    return { body, facts: { id: newId<PartnerId>(), ...facts } }
  }
  const { body, class: first, ...facts } = draft
  const classes = [{ class: first, since: null }]
  return { body, facts: { id: newId<MechanismId>(), ...facts, classes } }
}

function bodyOf({ mechanisms, partners }: Registry, change: BodyChange): Body | null {
  if (change.body === 'mechanism') {
    const facts = mechanisms.get(change.id)
    return facts ? { body: 'mechanism', facts } : null
  }
  const facts = partners.get(change.id)
  return facts ? { body: 'partner', facts } : null
}

function changedBy(before: Body, change: BodyChange): Body {
  if (before.body === 'mechanism' && change.body === 'mechanism')
    return { body: 'mechanism', facts: changedMechanism(before.facts, change) }
  if (before.body === 'partner' && change.body === 'partner')
    return { body: 'partner', facts: changedPartner(before.facts, change) }
  throw new Error('a body is of the kind that it was')
}

function changedMechanism(
  mechanism: Mechanism,
  { body: _, names, class: dated, ...facts }: MechanismChange,
): Mechanism {
  const classes = dated ? withClass(mechanism.classes, dated) : mechanism.classes
  return { ...mechanism, ...said(facts), names: withNames(mechanism.names, names), classes }
}

function changedPartner(partner: Partner, { body: _, names, ...facts }: PartnerChange): Partner {
  return { ...partner, ...said(facts), names: withNames(partner.names, names) }
}

/** Only what was said: a key whose value is undefined says nothing. */
function said<Facts extends object>(facts: Facts): { [Key in keyof Facts]: Exclude<Facts[Key], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never
}

function withNames(names: Names, change: NamesChange = {}): Names {
  const next = { ...names }
  for (const [language, name] of Object.entries(change) as [Language, string | null | undefined][]) {
    if (name === null) delete next[language]
    else if (name !== undefined) next[language] = name
  }
  return next
}

/** Puts a class into its place in time: in that of the same day, if there is one. What repeats the one before it goes. */
function withClass(classes: readonly DatedClass[], dated: DatedClass): DatedClass[] {
  const others = classes.filter(({ since }) => since !== dated.since)
  const ordered = [...others, dated].sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1))
  return ordered.filter((one, index) => one.class !== ordered[index - 1]?.class)
}

/** Why a body may not stand in the registry as it would be; null when it may. */
function faultOf(registry: Registry, { body, facts }: Body): ReturnType<typeof refuse> | null {
  if (Object.keys(facts.names).length === 0) return refuse('malformed')
  const siblings: Iterable<Mechanism | Partner> = (
    body === 'mechanism' ? registry.mechanisms : registry.partners
  ).values()
  for (const { id, acronym } of siblings)
    if (id !== facts.id && isSameAcronym(acronym, facts.acronym)) return refuse('acronym-taken', { acronym })
  if (body === 'partner')
    return facts.linkedMechanisms.every((id) => registry.mechanisms.has(id)) ? null : refuse('body-unknown')
  if (facts.classes.length > MAX_CLASSES) return refuse('too-large')
  return facts.associations.every((id) => registry.partners.has(id)) ? null : refuse('body-unknown')
}

const isSameAcronym = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const isSame = (one: object, other: object): boolean => canonicalize(one) === canonicalize(other)

/** A partner to which a mechanism is tied is linked with it; one to which it was tied no longer is. */
function withMechanism({ mechanisms, partners }: Registry, mechanism: Mechanism): Registry {
  const { id, associations } = mechanism
  const before = mechanisms.get(id)?.associations ?? []
  const next = new Map(partners)
  for (const partner of partners.values()) {
    const isTied = associations.includes(partner.id)
    if (isTied === before.includes(partner.id)) continue
    const others = partner.linkedMechanisms.filter((one) => one !== id)
    next.set(partner.id, { ...partner, linkedMechanisms: isTied ? [...others, id] : others })
  }
  return { mechanisms: new Map(mechanisms).set(id, mechanism), partners: next }
}

/** A mechanism with which a partner is no longer linked is not tied to it either. A link alone makes no tie. */
function withPartner({ mechanisms, partners }: Registry, partner: Partner): Registry {
  const { id, linkedMechanisms } = partner
  const next = new Map(mechanisms)
  for (const mechanism of mechanisms.values()) {
    if (!mechanism.associations.includes(id) || linkedMechanisms.includes(mechanism.id)) continue
    const associations = mechanism.associations.filter((one) => one !== id)
    next.set(mechanism.id, { ...mechanism, associations })
  }
  return { mechanisms: next, partners: new Map(partners).set(id, partner) }
}
