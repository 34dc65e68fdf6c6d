/**
 * Crockford's base32 (https://www.crockford.com/base32.html): digits and capital letters without I, L, O and U, which
 * are read as other signs or make words.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Signs of a code: 50 bits, which nobody guesses within the attempts that are allowed. */
export const CODE_LENGTH = 10
/** A code is read aloud and typed in groups of this many signs. */
const GROUP = 5

/** Digits as keyboards for Arabic and Persian type them. */
const EASTERN_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g

const TOKEN = /^[A-Za-z0-9_-]{43}$/
const CODE = new RegExp(`^[${ALPHABET}]{${CODE_LENGTH}}$`)

/** A code for a slip from as many random bytes as it has signs. */
export function codeFrom(bytes: Uint8Array): string {
  return [...bytes.subarray(0, CODE_LENGTH)].map((byte) => ALPHABET.charAt(byte & 31)).join('')
}

/** A code as people read it: `7Q2MX-9KD4P`. */
export function writtenCode(code: string): string {
  return [code.slice(0, GROUP), code.slice(GROUP)].join('-')
}

/**
 * Reads what somebody typed from a slip, forgiving about capitals, spaces, hyphens, eastern digits, and O, I and L for the
 * digits that they look like; null when it cannot be a code.
 */
export function readCode(typed: string): string | null {
  const digits = typed.replace(EASTERN_DIGITS, (digit) => String(digit.charCodeAt(0) & 15))
  const signs = digits
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}._]/gu, '')
  const code = signs.replace(/O/g, '0').replace(/[IL]/g, '1')
  return CODE.test(code) ? code : null
}

/** The key that opens a link: its token, or the code of a slip in its one true spelling; null for anything else. */
export function readKey(said: string): string | null {
  return TOKEN.test(said) ? said : readCode(said)
}
