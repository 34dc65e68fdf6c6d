import { isId, type DocumentId, type MeetingId } from '../shared/ids'

/** Where a person is. The address says it all, so every place can be sent to somebody else. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'join' }
  | { readonly page: 'document'; readonly documentId: DocumentId }
  | { readonly page: 'registry' }
  | { readonly page: 'meeting'; readonly meetingId: MeetingId }
  | { readonly page: 'unknown' }

/** The place that a path leads to. Trailing slashes are forgiven. */
export function routeOf(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.length === 0) return { page: 'home' }
  if (parts.length === 1 && parts[0] === 'join') return { page: 'join' }
  if (parts.length === 1 && parts[0] === 'registry') return { page: 'registry' }
  if (parts.length === 2 && parts[0] === 'documents') return documentRoute(parts[1])
  if (parts.length === 2 && parts[0] === 'meetings') return meetingRoute(parts[1])
  return { page: 'unknown' }
}

/** The path of the registry of mechanisms and partners. */
export const REGISTRY_PATH = '/registry'

/** The path of a document. */
export function documentPath(documentId: DocumentId): string {
  return `/documents/${documentId}`
}

/** The path of a meeting. */
export function meetingPath(meetingId: MeetingId): string {
  return `/meetings/${meetingId}`
}

const TOKEN = /^#([A-Za-z0-9_-]{43})$/

/** The token of a sign-in link, from the fragment of its address; null when there is none or it is damaged. */
export function tokenOf(fragment: string): string | null {
  return TOKEN.exec(fragment)?.[1] ?? null
}

/** Pages that are worth remembering for after signing in. */
const DEEP_PAGES: readonly Route['page'][] = ['document', 'registry', 'meeting']

/**
 * Where a person goes after signing in: to the deep link that was asked for before, else to the only document the
 * link opens, else home. Only paths of this house are accepted.
 */
export function landingPath(wanted: string | null, onlyDocumentId: DocumentId | null): string {
  if (wanted !== null && DEEP_PAGES.includes(routeOf(wanted).page)) return wanted
  return onlyDocumentId === null ? '/' : documentPath(onlyDocumentId)
}

function documentRoute(id: string | undefined): Route {
  return isId(id) ? { page: 'document', documentId: id as DocumentId } : { page: 'unknown' }
}

function meetingRoute(id: string | undefined): Route {
  return isId(id) ? { page: 'meeting', meetingId: id as MeetingId } : { page: 'unknown' }
}
