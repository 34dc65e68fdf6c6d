import { expect, it } from 'vitest'
import { CODE_LENGTH, codeFrom, readCode, readKey, writtenCode } from '../../shared/slips'

const CODE = '7Q2MX9KD41'

it('makes codes of signs that nobody takes for others', () => {
  const code = codeFrom(Uint8Array.from({ length: CODE_LENGTH }, (_, index) => index * 29))
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
  expect(readCode(writtenCode(code))).toBe(code)
})

it.each([
  ['as it is printed', '7Q2MX-9KD41'],
  ['in small letters', '7q2mx-9kd41'],
  ['in other groups', ' 7Q 2MX 9K D4 1 '],
  ['with letters that look like digits', '7Q2MX-9KD4l'],
  ['with a long dash', '7Q2MX–9KD4I'],
  ['with wide letters and marks of direction', '\u200f７Q2MX-9KD41\u200f'],
  ['with Arabic digits', '٧Q٢MX-٩KD٤١'],
])('reads a code %s', (_, typed) => {
  expect(readCode(typed)).toBe(CODE)
})

it('reads the letter O as zero', () => {
  expect(readCode('o0o0o-OOOOO')).toBe('0000000000')
})

it.each(['', '7Q2MX', '7Q2MX-9KD41-0', '7Q2MX-9KD4U', '7Q2MX/9KD41'])('takes %j for no code', (typed) => {
  expect(readCode(typed)).toBeNull()
})

it('knows a token by its length, so that no code is mistaken for one', () => {
  const token = 'aB-_'.repeat(10) + 'xyz'
  expect(readKey(token)).toBe(token)
  expect(readKey('7q2mx 9kd41')).toBe(CODE)
  expect(readKey(`${token}x`)).toBeNull()
})
