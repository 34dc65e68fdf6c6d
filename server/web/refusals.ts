import type { Request } from 'express'
import { explainRefusal } from '../../shared/i18n'
import { isLanguage, LANGUAGES, type Language } from '../../shared/languages'
import { CATALOGUES } from '../../shared/locales/all'
import type { RefusalRead } from '../../shared/protocol'
import type { Refusal, RefusalCode } from '../../shared/result'

/** HTTP status of the refusals that have one of their own; all others are 409, a conflict with how things stand. */
const STATUS: Readonly<Partial<Record<RefusalCode, number>>> = {
  malformed: 400,
  'not-signed-in': 401,
  'session-revoked': 401,
  'cross-site': 403,
  'not-allowed': 403,
  'not-for-yourself': 403,
  'session-without-observers': 403,
  'credential-unknown': 403,
  'provider-refused': 403,
  'unknown-command': 404,
  'provision-unknown': 404,
  'document-lost': 404,
  'seat-unknown': 404,
  'link-spent': 410,
  'too-large': 413,
  'update-too-large': 413,
  'too-many-attempts': 429,
  fault: 500,
  'not-saving': 503,
  'provider-unavailable': 503,
  stopping: 503,
}

/** HTTP status of a refusal. */
export function statusOf(code: RefusalCode): number {
  return STATUS[code] ?? 409
}

/** A refusal as it travels, with its message in one language. */
export function refusalRead(refusal: Refusal, language: Language): RefusalRead {
  const { code, detail } = refusal
  const message = explainRefusal(CATALOGUES[language], language, refusal)
  const fault = code === 'fault' ? detail?.['number'] : undefined
  return { code, message, ...(detail && { detail }), ...(fault !== undefined && { fault: String(fault) }) }
}

/** The language of a request: `x-language` before `Accept-Language`, else English. */
export function languageOf(request: Pick<Request, 'get' | 'acceptsLanguages'>): Language {
  const asked = request.get('x-language')
  if (isLanguage(asked)) return asked
  const accepted = request.acceptsLanguages('en', ...LANGUAGES)
  return isLanguage(accepted) ? accepted : 'en'
}
