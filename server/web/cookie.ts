import type { CookieOptions, Response } from 'express'
import { SESSION_LIMIT_MS } from '../sessions'

/** Name of the session cookie. Browsers accept a `__Host-` cookie only from this very host, over TLS. */
export function cookieNameOf(isSecure: boolean): string {
  return isSecure ? '__Host-adref' : 'adref'
}

/** A cookie of a Cookie header, or null. The first one of the name counts. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}

/** The session token in a Cookie header, or null. */
export function readToken(header: string | undefined, isSecure: boolean): string | null {
  return readCookie(header, cookieNameOf(isSecure))
}

const optionsOf = (secure: boolean): CookieOptions => ({ httpOnly: true, sameSite: 'lax', secure, path: '/' })

/** Gives the browser its session. Scripts cannot read it, other sites cannot post with it. */
export function setToken(response: Response, token: string, isSecure: boolean): void {
  response.cookie(cookieNameOf(isSecure), token, { ...optionsOf(isSecure), maxAge: SESSION_LIMIT_MS })
}

/** The tokens of the sessions that others have locked in this browser: two of them are joined by what is in none. */
const setAsideNameOf = (isSecure: boolean) => `${cookieNameOf(isSecure)}-locked`
const BETWEEN = '.'

/** The tokens of sessions that were set aside in a browser, the last locked first. */
export function readSetAside(header: string | undefined, isSecure: boolean): readonly string[] {
  const said = readCookie(header, setAsideNameOf(isSecure))
  return said ? said.split(BETWEEN) : []
}

/** Keeps the tokens of locked sessions in a browser, for their persons to come back to. */
export function setAside(response: Response, tokens: readonly string[], isSecure: boolean): void {
  const options = optionsOf(isSecure)
  if (tokens.length === 0) response.clearCookie(setAsideNameOf(isSecure), options)
  else
    response.cookie(setAsideNameOf(isSecure), tokens.join(BETWEEN), { ...options, maxAge: SESSION_LIMIT_MS })
}

/** Takes the session back from the browser. */
export function clearToken(response: Response, isSecure: boolean): void {
  response.clearCookie(cookieNameOf(isSecure), optionsOf(isSecure))
}
