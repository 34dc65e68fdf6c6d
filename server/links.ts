import { isPrivate } from '../shared/documents'
import { newId, type DocumentId, type LinkId, type PersonId } from '../shared/ids'
import { linkMade, linkRevoked } from '../shared/keys'
import type { Answer, DocumentCard, Link, Payload } from '../shared/protocol'
import { ok, refuse, type RefusalCode, type Result } from '../shared/result'
import { looksOn, seesHouse, type Role } from '../shared/roles'
import { isOfHouse } from '../shared/readers'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { placeOf, type Seatings } from './seatings'
import { actingAt, actorOf, may, whyMayNot, type Session } from './sessions'
import type { Accounts, LinkRow } from './store/port'
import { newToken, tokenHashOf } from './tokens'

/** A link handed out before a meeting must still work on its first day. */
export const LINK_LIFETIME_MS = 7 * 24 * 3_600_000
/** The first-run link makes a coordinator: it is printed again at every start until it is used. */
export const FIRST_RUN_LIFETIME_MS = 24 * 3_600_000

interface Needs {
  readonly accounts: Accounts
  readonly meeting: Meeting
  readonly seatings: Pick<Seatings, 'seatingOf'>
  /** Address of the house without a slash at the end. */
  readonly publicUrl: () => string
  readonly now: () => number
}

export interface Links extends Handlers<'link:create' | 'link:list' | 'link:revoke'> {
  /** What a link is good for, or `link-spent` for a token that never was one. Uses nothing up. */
  peek(payload: Payload<'session:peekLink'>): Promise<Result<Answer<'session:peekLink'>>>
  /** Address of a new first-run link while nobody has ever signed in, else null. Older ones stop working. */
  firstRun(): Promise<string | null>
}

/** Single-use links. The token is in the fragment of the address, so that it reaches no server log. */
export function createLinks({ accounts, meeting, seatings, publicUrl, now }: Needs): Links {
  const addressOf = (token: string) => joinAddress(publicUrl(), token)

  /** What a link is for: its role, or for a slip its seat and the role of that as it is now; and what became of it. */
  async function purposeOf(link: LinkRow): Promise<Answer<'session:peekLink'>> {
    const place = placeOf(link)
    const state = stateOf(link, now())
    if (!place) return { role: link.role, seat: null, state }
    const { seats, terms, isArchived } = await seatings.seatingOf(place.meetingId)
    const { role, label } = seats.get(place.seatId) ?? link
    // a recipient is told of no meeting
    const seat = { label, meeting: seesHouse(role) ? (terms?.theme ?? '') : '' }
    // it opens again when its meeting is brought back
    return { role, seat, state: isArchived && state === 'open' ? 'revoked' : state }
  }

  /** Which links are known to a session: no slips, none for what it does not know nor, to participants, for the house. */
  async function knownTo(session: Session): Promise<(link: LinkRow) => boolean> {
    const open = new Set((await meeting.listedFor(session)).map(({ documentId }) => documentId))
    return ({ seatId, onlyDocumentId: only }) =>
      seatId === null && (only === null ? isOfHouse(session) : open.has(only))
  }

  return {
    async peek({ token }) {
      const link = await accounts.linkByKey(tokenHashOf(token))
      if (!link) return refuse('link-spent')
      return ok(await purposeOf(link))
    },

    async firstRun() {
      if (!(await accounts.isEmpty())) return null
      const { token, row } = newLink(
        { role: 'coordinator', label: '', onlyDocumentId: null },
        now(),
        FIRST_RUN_LIFETIME_MS,
      )
      return (await accounts.addFirstRunLink(row)) ? addressOf(token) : null
    },

    'link:create': creating({ accounts, meeting, publicUrl, now }),

    async 'link:list'(session) {
      if (!may(session, 'handOutLinks')) return refuse('not-allowed')
      const names = new Map((await accounts.people()).map(({ personId, name }) => [personId, name]))
      const links = (await accounts.links()).filter(await knownTo(session))
      return ok({ links: links.map((row) => linkRead(row, names, now())) })
    },

    async 'link:revoke'(session, { linkId }) {
      if (!may(session, 'handOutLinks')) return refuse('not-allowed')
      const link = await accounts.link(linkId)
      if (!link || !(await knownTo(session))(link)) return refuse('link-spent')
      if (!(await accounts.revokeLink(linkId, now()))) return refuse('link-spent')
      await meeting.decide(() => ok([linkRevoked(link, actorOf(session), now())]))
      return ok({})
    },
  }
}

/** Makes a link. The record says of it before it opens the door, and that it is withdrawn when its maker was shown out meanwhile. */
function creating({
  accounts,
  meeting,
  publicUrl,
  now,
}: Pick<Needs, 'accounts' | 'meeting' | 'publicUrl' | 'now'>): Links['link:create'] {
  return async (session, said) => {
    const refused = await whyNoLink(meeting, session, said)
    if (refused) return refuse(refused)
    const { token, row } = newLink(said, now(), LINK_LIFETIME_MS)
    const by = actorOf(session)
    await meeting.decide(() => ok([linkMade(row, by, now())]))
    if (!(await accounts.addLink({ ...row, createdBy: session.personId }))) {
      await meeting.decide(() => ok([linkRevoked(row, by, now())]))
      return refuse('session-revoked')
    }
    return ok({ linkId: row.linkId, url: joinAddress(publicUrl(), token), expiresAt: row.expiresAt })
  }
}

/** What a link would be good for. */
type LinkPurpose = Pick<LinkRow, 'role' | 'onlyDocumentId'>

/** Why a session may not hand out a link of a role, for one document or for the house; null when it may. */
export async function whyNoLink(
  meeting: Pick<Meeting, 'listed'>,
  session: Session,
  { role, onlyDocumentId }: LinkPurpose,
): Promise<RefusalCode | null> {
  if (!may(session, 'handOutLinks')) return 'not-allowed'
  const only = onlyDocumentId && (await meeting.listed(session, onlyDocumentId))
  // A private room is entered from a seat, never by a link.
  if (onlyDocumentId && (!only || isPrivate(only))) return 'not-allowed'
  const refused = whyMayNot(actingAt(session, only?.meetingId ?? null), 'handOutLinks')
  return refused ?? (mayLetIn(session, only, role) ? null : 'not-allowed')
}

/** Participants let others into their meeting, and elsewhere no further than to read what they read themselves. */
function mayLetIn(session: Session, only: DocumentCard | null, role: Role): boolean {
  return isOfHouse(session) || (only !== null && (only.meetingId !== null || looksOn(role)))
}

/** Address of the door. The secret is in its fragment, so that it reaches no server log. */
export function joinAddress(publicUrl: string, token: string): string {
  return `${publicUrl}/join#${token}`
}

/** What a link that is no slip says of seats. */
export const NO_SEAT = { meetingId: null, seatId: null, codeHash: null } as const

interface LinkTerms {
  readonly role: Role
  readonly label: string
  readonly onlyDocumentId: DocumentId | null
}

function newLink({ role, label, onlyDocumentId }: LinkTerms, createdAt: number, lifetimeMs: number) {
  const token = newToken()
  const unused = { ...NO_SEAT, createdBy: null, usedAt: null, usedBy: null, revokedAt: null }
  const times = { createdAt, expiresAt: createdAt + lifetimeMs }
  const row: LinkRow = {
    linkId: newId<LinkId>(),
    tokenHash: tokenHashOf(token),
    role,
    label,
    onlyDocumentId,
    ...times,
    ...unused,
  }
  return { token, row }
}

/** What became of a link. */
export function stateOf(link: LinkRow, now: number): Link['state'] {
  if (link.usedAt !== null) return 'used'
  if (link.revokedAt !== null) return 'revoked'
  return link.expiresAt > now ? 'open' : 'expired'
}

function linkRead(row: LinkRow, names: ReadonlyMap<PersonId, string>, now: number): Link {
  const { linkId, role, label, onlyDocumentId, createdAt, createdBy, expiresAt } = row
  const nameOf = (personId: PersonId | null) => (personId && names.get(personId)) ?? null
  const maker = nameOf(createdBy)
  const madeBy = createdBy !== null && maker !== null ? { personId: createdBy, name: maker } : null
  const fate = { state: stateOf(row, now), usedBy: nameOf(row.usedBy) }
  return { linkId, role, label, onlyDocumentId, createdAt, expiresAt, madeBy, ...fate }
}
