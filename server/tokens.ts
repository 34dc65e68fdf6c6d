import { createHash, createHmac, randomBytes } from 'node:crypto'

/** 32 random bytes as 43 characters of base64url: the key in a link or a cookie. It is never stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** The token that somebody gets for a link: the same when they ask again with the same secret of their own. */
export function tokenForAttempt(attempt: string, linkToken: string): string {
  return createHmac('sha256', attempt).update(linkToken).digest('base64url')
}

/** Whether a string can be a token at all. */
export function isToken(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value)
}

/** What the store keeps of a token: its SHA-256 as base64url. */
export function tokenHashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
