import { isId, type DocumentId, type MeetingId, type ProvisionId } from '../shared/ids'
import { isLanguage, type Language } from '../shared/languages'
import { REFUSAL_CODES, type Refusal } from '../shared/result'
import { readKey } from '../shared/slips'
import { isTopic, type Topic } from './help/topics'

/** Where a person is. The address says it all, so every place can be sent to somebody else. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'join' }
  | {
      readonly page: 'document'
      readonly documentId: DocumentId
      /** The provision that the fragment names, or null. */
      readonly provisionId: ProvisionId | null
    }
  /** What happened in a document. */
  | { readonly page: 'record'; readonly documentId: DocumentId }
  | { readonly page: 'registry' }
  | { readonly page: 'rights' }
  /** The language in which one practises; null for that of the interface. */
  | { readonly page: 'practice'; readonly language: Language | null }
  | { readonly page: 'help'; readonly topic: Topic | null }
  | { readonly page: 'meeting'; readonly meetingId: MeetingId }
  | { readonly page: 'unknown' }

/** The place that a path leads to, with its fragment if it has one. Trailing slashes are forgiven. */
export function routeOf(address: string): Route {
  const [path = '', fragment = ''] = address.split('#', 2)
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.length === 0) return { page: 'home' }
  if (parts.length === 1 && parts[0] === 'join') return { page: 'join' }
  if (parts.length === 1 && parts[0] === 'registry') return { page: 'registry' }
  if (parts.length === 1 && parts[0] === 'rights') return { page: 'rights' }
  if (parts.length <= 2 && parts[0] === 'practice') return practiceRoute(parts[1])
  if (parts.length <= 2 && parts[0] === 'help') return helpRoute(parts[1])
  if (parts.length === 2 && parts[0] === 'documents') return documentRoute(parts[1], fragment)
  if (parts.length === 3 && parts[0] === 'documents' && parts[2] === 'record') return recordRoute(parts[1])
  if (parts.length === 2 && parts[0] === 'meetings') return meetingRoute(parts[1])
  return { page: 'unknown' }
}

/** The path of the registry of mechanisms and partners. */
export const REGISTRY_PATH = '/registry'

/** The path of the page that says who may do what. */
export const RIGHTS_PATH = '/rights'

/** The path of the practice meeting, in the language of whoever opens it. */
export const PRACTICE_PATH = '/practice'

/** The path of the practice meeting in one language, whoever opens it; without one in theirs. */
export function practicePath(language: Language | null): string {
  return language === null ? PRACTICE_PATH : `${PRACTICE_PATH}/${language}`
}

/** The path of a document, or of a provision in it. */
export function documentPath(documentId: DocumentId, provisionId: ProvisionId | null = null): string {
  return `/documents/${documentId}${provisionId === null ? '' : `#${provisionId}`}`
}

/** The path of the record of a document. */
export function recordPath(documentId: DocumentId): string {
  return `/documents/${documentId}/record`
}

/** The path of a meeting. */
export function meetingPath(meetingId: MeetingId): string {
  return `/meetings/${meetingId}`
}

/** The key of a sign-in link, from the fragment of its address; null when there is none or it is damaged. */
export function keyOf(fragment: string): string | null {
  return readKey(fragment.slice(1))
}

/** How somebody came back from the identity provider, from the query of the address; null when nobody did. */
export function returnIn(query: string): 'signed-in' | 'connected' | Refusal | null {
  const said = new URLSearchParams(query)
  const arrived = said.get('arrived')
  if (arrived === 'signed-in' || arrived === 'connected') return arrived
  const code = REFUSAL_CODES.find((known) => known === said.get('refused'))
  return code ? { code } : null
}

/** The language that a link asks for, from the query of its address; null when it asks for none that we have. */
export function languageAsked(query: string): Language | null {
  const asked = new URLSearchParams(query).get('lang')
  return isLanguage(asked) ? asked : null
}

/**
 * Where a person goes after signing in: to the deep link that was asked for before, else to the only document the
 * link opens, else home. Only places of this house are accepted: the path is written anew from what was understood.
 */
export function landingPath(wanted: string | null, onlyDocumentId: DocumentId | null): string {
  const route = wanted === null ? null : routeOf(wanted)
  if (route?.page === 'document') return documentPath(route.documentId, route.provisionId)
  if (route?.page === 'record') return recordPath(route.documentId)
  if (route?.page === 'meeting') return meetingPath(route.meetingId)
  if (route?.page === 'registry') return REGISTRY_PATH
  if (route?.page === 'rights') return RIGHTS_PATH
  if (route?.page === 'practice') return practicePath(route.language)
  return onlyDocumentId === null ? '/' : documentPath(onlyDocumentId)
}

function helpRoute(topic: string | undefined): Route {
  if (topic === undefined) return { page: 'help', topic: null }
  return isTopic(topic) ? { page: 'help', topic } : { page: 'unknown' }
}

function practiceRoute(language: string | undefined): Route {
  if (language === undefined) return { page: 'practice', language: null }
  return isLanguage(language) ? { page: 'practice', language } : { page: 'unknown' }
}

function documentRoute(id: string | undefined, fragment: string): Route {
  if (!isId(id)) return { page: 'unknown' }
  const provisionId = isId(fragment) ? (fragment as ProvisionId) : null
  return { page: 'document', documentId: id as DocumentId, provisionId }
}

function recordRoute(id: string | undefined): Route {
  return isId(id) ? { page: 'record', documentId: id as DocumentId } : { page: 'unknown' }
}

function meetingRoute(id: string | undefined): Route {
  return isId(id) ? { page: 'meeting', meetingId: id as MeetingId } : { page: 'unknown' }
}
