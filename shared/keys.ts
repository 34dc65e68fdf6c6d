import type { DocumentId, LinkId, SeatId } from './ids'
import { jsonBody, type Actor, type Audience, type EntryDraft } from './journal'
import { DOORKEEPERS, READING_DOORKEEPERS } from './meetings'
import { can, readsText, type Role } from './roles'

/**
 * What the record says of keys to the house: who handed out and withdrew which ones, never what would open the door.
 * What a coordinator wrote on a link stays out of it, as names do. Doorkeepers are told.
 */

/** The entry that says that slips were made for a seat: all older unused ones of it have stopped working. */
export function slipsMade(
  { seatId, linkIds }: { readonly seatId: SeatId; readonly linkIds: readonly LinkId[] },
  by: Actor,
  now: number,
): EntryDraft {
  return told('slip:made', { seatId, linkIds }, by, now)
}

/** The entry that says that a slip of a seat was withdrawn. */
export function slipRevoked(
  { seatId, linkId }: { readonly seatId: SeatId; readonly linkId: LinkId },
  by: Actor,
  now: number,
): EntryDraft {
  return told('slip:revoked', { seatId, linkId }, by, now)
}

/** What a link is good for. */
export interface LinkMade {
  readonly linkId: LinkId
  readonly role: Role
  readonly onlyDocumentId: DocumentId | null
}

/** The entry that says that a link was made. One for a document names it, so it is for those who may know of it. */
export function linkMade({ linkId, role, onlyDocumentId }: LinkMade, by: Actor, now: number): EntryDraft {
  return { ...told('link:made', { linkId, role, onlyDocumentId }, by, now), audience: toldOf(onlyDocumentId) }
}

/** The entry that says that a link was withdrawn, for those who were told that it was made. */
export function linkRevoked(
  { linkId, onlyDocumentId }: Pick<LinkMade, 'linkId' | 'onlyDocumentId'>,
  by: Actor,
  now: number,
): EntryDraft {
  return { ...told('link:revoked', { linkId }, by, now), audience: toldOf(onlyDocumentId) }
}

/** Which of the unused links and slips that somebody made are withdrawn from them. */
export type LinksLost = 'all' | 'ofDocuments' | 'none'

/**
 * Which links and slips of their own go with a role that somebody loses: those that they could hand out by it, and by the
 * new one no more. One who looks after the house without reading hands out links to the house, but not to a document.
 */
export function linksLost(from: Role, to: Role): LinksLost {
  if (!can(from, 'handOutLinks')) return 'none'
  if (!can(to, 'handOutLinks')) return 'all'
  return readsText(from) && !readsText(to) ? 'ofDocuments' : 'none'
}

const toldOf = (onlyDocumentId: DocumentId | null): Audience =>
  onlyDocumentId === null ? DOORKEEPERS : READING_DOORKEEPERS

const told = (kind: string, body: unknown, actor: Actor, at: number): EntryDraft => ({
  ...{ kind, actor, at, audience: DOORKEEPERS },
  body: jsonBody(body),
})
