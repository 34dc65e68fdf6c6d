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

/** Takes the session back from the browser. */
export function clearToken(response: Response, isSecure: boolean): void {
  response.clearCookie(cookieNameOf(isSecure), optionsOf(isSecure))
}
