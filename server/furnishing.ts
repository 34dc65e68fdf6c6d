import * as v from 'valibot'
import type { DocumentId, MeetingId, SeatId } from '../shared/ids'
import example from '../shared/reference/example-outcome.json'
import { CHAIR_KINDS, MECHANISM_STATUSES, MechanismId, type Theme } from '../shared/registry'
import type { BodyDraft } from '../shared/registry/rules'
import type { Result } from '../shared/result'
import type { MeetingTerms, SeatTerms } from '../shared/seats'
import type { App, House } from './app'
import { exampleAfterReading } from './example'
import type { Session } from './sessions'

/** Addresses of sign-in links, each good once. */
export interface Invitations {
  readonly chair: string
  /** For a seat of a mechanism that works in Arabic; the page opens in Arabic. */
  readonly mechanism: string
  /** For the seat of a secretariat, whose words its chair confirms. */
  readonly secretariat: string
  readonly observer: string
}

const Mechanism = v.object({
  acronym: v.string(),
  name: v.string(),
  type: v.picklist(['rcp', 'interregional', 'global']),
  region: v.string(),
  themes: v.array(v.string()),
  chair: v.object({ kind: v.picklist(CHAIR_KINDS), note: v.optional(v.string()) }),
  status: v.picklist(MECHANISM_STATUSES),
})
type Mechanism = v.InferOutput<typeof Mechanism>

const mechanisms = v.parse(v.array(Mechanism), example.mechanisms)
const CHAIR = 'Chair'
const OBSERVER = 'Observer'
const ARABIC_SPEAKING = 'OCM'
/** The mechanism whose secretariat sits beside its chair; all others sit on one seat. */
const WITH_SECRETARIAT = 'SMD'
const SECRETARIAT = `${WITH_SECRETARIAT} secretariat`

/** Who sits where. In the example one mechanism joins late: its seat is vacant. */
const SEATED: Readonly<Record<string, string>> = {
  [CHAIR]: 'Mariam',
  SMD: 'Aminata',
  [SECRETARIAT]: 'Kofi',
  HDM: 'Selam',
  OCM: 'سارة',
  CCM: 'Inés',
  IMC: 'Mateo',
  STP: 'Айгуль',
  TWC: 'Josephine',
  MLD: 'Ravi',
  ESC: 'Lin',
  PRF: 'ليلى',
  MSD: 'Youssef',
  ARP: 'Elene',
  TSF: 'Lucía',
  SNP: 'Tomás',
  WFM: 'Keiko',
}

/**
 * Brings the example negotiation, as it was after the first reading, into a house in which nobody has been: the invented
 * mechanisms in the registry, the meeting, its seats with people on them, and the text with what the chair has gavelled.
 * It is done by the people who would do it, one command after the other, so the record is a true one.
 */
export async function furnish({ house, firstRunLink }: App): Promise<Invitations> {
  if (!firstRunLink) throw new Error('somebody has been in this house already')
  const coordinator = await comeIn(house, firstRunLink, 'Secretariat')
  const ids = await registerMechanisms(house, coordinator)
  const table = await layTable(house, coordinator, ids)
  const chair = await seatPeople(house, coordinator, table)
  await readText(house, table, { coordinator, chair })
  return inviteVisitors(house, coordinator, table)
}

/** Signs a person in by a link. */
async function comeIn({ people, sessions }: House, address: string, name: string): Promise<Session> {
  const token = new URL(address).hash.slice(1)
  const signedIn = granted(await people.signIn({ token, name }, 'Adref'))
  const session = await sessions.read(signedIn.token)
  if (!session) throw new Error('who has just signed in has a session')
  return session
}

/** Puts the invented mechanisms into the registry, marked as such. @returns their ids by acronym */
async function registerMechanisms(
  { handlers }: House,
  coordinator: Session,
): Promise<ReadonlyMap<string, MechanismId>> {
  const ids = new Map<string, MechanismId>()
  for (const mechanism of mechanisms) {
    const { id } = granted(await handlers['registry:add'](coordinator, { draft: bodyOf(mechanism) }))
    ids.set(mechanism.acronym, v.parse(MechanismId, id))
  }
  return ids
}

const THEMES: Readonly<Record<string, Theme>> = {
  broad: 'broad',
  labour: 'labour-migration',
  trafficking: 'trafficking',
  smuggling: 'smuggling',
}

function bodyOf({ acronym, name, type, region, themes, chair, status }: Mechanism): BodyDraft {
  const unknown = {
    established: null,
    members: null,
    membersAsOf: null,
    membersNote: null,
    secretariat: null,
  }
  return {
    ...{ body: 'mechanism', class: type === 'rcp' ? 'regional' : type, acronym, names: { en: name }, status },
    chair: { kind: chair.kind, note: chair.note ?? null },
    themes: themes.flatMap((theme) => THEMES[theme] ?? []),
    ...{ ...unknown, aka: [], regions: [], associations: [], associationNote: null },
    ...{ sources: [], confidence: 'low' },
    note: `Invented for the demonstration, no real body. ${region}`,
  }
}

interface Table {
  readonly meetingId: MeetingId
  readonly seats: ReadonlyMap<string, SeatId>
}

/**
 * Opens the meeting and makes a seat for the chair and for every active mechanism: that of its own chair or, where it
 * has none, of the secretariat that leads it.
 */
async function layTable(
  { handlers }: House,
  coordinator: Session,
  ids: ReadonlyMap<string, MechanismId>,
): Promise<Table> {
  const { meetingId } = granted(await handlers['meeting:create'](coordinator, meetingTerms()))
  const active = mechanisms.filter(({ status }) => status === 'active')
  const heldFor = (acronym: string) => ({ kind: 'mechanism', mechanismId: known(ids.get(acronym)) }) as const
  const seats: SeatTerms[] = [
    { label: CHAIR, heldFor: { kind: 'function', name: 'chair' }, office: 'delegate', role: 'chair' },
    ...active.map(({ acronym, chair }): SeatTerms => {
      const office = chair.kind === 'none' ? 'secretariat' : 'chair'
      return { label: acronym, heldFor: heldFor(acronym), office, role: 'drafter' }
    }),
    { label: SECRETARIAT, heldFor: heldFor(WITH_SECRETARIAT), office: 'secretariat', role: 'drafter' },
    { label: OBSERVER, heldFor: { kind: 'function', name: 'other' }, office: 'delegate', role: 'observer' },
  ]
  const { seatIds } = granted(await handlers['seat:make'](coordinator, { meetingId, seats }))
  return { meetingId, seats: new Map(seats.map(({ label }, index) => [label, known(seatIds[index])])) }
}

function meetingTerms(): MeetingTerms {
  const { theme, place, start, end, timeZone, sessions } = example.meeting
  return {
    ...{ number: null, theme, host: '', place, startsOn: start, endsOn: end, timeZone },
    sessions: sessions.map((session) => ({
      label: session.kind,
      startsAt: Date.parse(session.start),
      endsAt: Date.parse(session.end),
    })),
  }
}

/** Gives everybody a slip and sits them down. @returns the chair */
async function seatPeople(house: House, coordinator: Session, table: Table): Promise<Session> {
  const seated = await Promise.all(
    Object.entries(SEATED).map(async ([label, name]) => {
      const session = await comeIn(house, await slipFor(house, coordinator, table, label), name)
      return [label, session] as const
    }),
  )
  return known(new Map(seated).get(CHAIR))
}

async function slipFor(
  { handlers }: House,
  coordinator: Session,
  { meetingId, seats }: Table,
  label: string,
): Promise<string> {
  const asked = { meetingId, seatIds: [known(seats.get(label))], perSeat: 1 }
  return known(granted(await handlers['slip:make'](coordinator, asked)).slips[0]).url
}

/** Puts the text on the table and gavels what was agreed, in the order in which it is read. */
async function readText(
  { making, handlers }: House,
  { meetingId }: Table,
  { coordinator, chair }: Record<'coordinator' | 'chair', Session>,
): Promise<void> {
  const { sources, agreed } = exampleAfterReading()
  const title = example.document.title.en
  const { documentId } = granted(
    await making.make(coordinator, { title, language: 'en', meetingId, sources }),
  )
  const hashes = await textHashes(handlers, chair, documentId)
  for (const provisionId of agreed) {
    const seen = { documentId, provisionId, textHash: known(hashes.get(provisionId)) }
    granted(await handlers['provision:agree'](chair, seen))
  }
}

async function textHashes(
  handlers: House['handlers'],
  chair: Session,
  documentId: DocumentId,
): Promise<ReadonlyMap<string, string>> {
  const { provisions } = granted(await handlers['document:read'](chair, { documentId }))
  return new Map(provisions.map(({ id, textHash }) => [id, textHash]))
}

/** Makes the slips for those who watch. Three of them sit down beside who sits there already, one only to look on. */
async function inviteVisitors(house: House, coordinator: Session, table: Table): Promise<Invitations> {
  const mechanism = new URL(await slipFor(house, coordinator, table, ARABIC_SPEAKING))
  mechanism.searchParams.set('lang', 'ar')
  return {
    chair: await slipFor(house, coordinator, table, CHAIR),
    mechanism: mechanism.href,
    secretariat: await slipFor(house, coordinator, table, SECRETARIAT),
    observer: await slipFor(house, coordinator, table, OBSERVER),
  }
}

/** What these commands are asked for is allowed: a refusal here is a bug. */
function granted<Value>(answer: Result<Value>): Value {
  if (!answer.ok) throw new Error(`the demonstration was refused: ${answer.refusal.code}`)
  return answer.value
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the example names what it does not have')
  return value
}
