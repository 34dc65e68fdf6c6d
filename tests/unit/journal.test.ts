import { expect, it } from 'vitest'
import { hashOf, sha256 } from '../../shared/hash'
import {
  chainFaultOf,
  EMPTY_HEAD,
  isFor,
  jsonBody,
  NO_ENTRY,
  readJsonBody,
  seal,
  type Audience,
  type Entry,
  type EntryDraft,
} from '../../shared/journal'
import { actor } from '../support/record'

const ana = actor('drafter', 'ana')
const draftOf = (said: string, audience: Audience = 'everyone'): EntryDraft => ({
  kind: 'word:said',
  actor: ana,
  audience,
  at: 5,
  body: jsonBody({ said }),
})
const salts = (count: number) => Array.from({ length: count }, (_, i) => new Uint8Array(16).fill(i))
const chain = (...said: string[]): Entry[] =>
  seal(
    'document:d1',
    EMPTY_HEAD,
    said.map((one) => draftOf(one)),
    salts(said.length),
  )

it('chains entries without a gap, the first one to nothing', () => {
  const [first, second] = chain('one', 'two')
  expect(first).toMatchObject({ seq: 1, prev: NO_ENTRY })
  expect(second).toMatchObject({ seq: 2, prev: first?.hash })
})

it('holds when it is checked from its beginning', () => {
  let head = EMPTY_HEAD
  for (const entry of chain('one', 'two', 'three')) {
    expect(chainFaultOf(head, entry)).toBeNull()
    head = entry
  }
})

it.each<[string, (entry: Entry) => Entry]>([
  ['body', (entry) => ({ ...entry, body: jsonBody({ said: 'forged' }) })],
  ['author', (entry) => ({ ...entry, actor: actor('drafter', 'ben') })],
  ['role', (entry) => ({ ...entry, actor: { ...entry.actor, role: 'chair' } })],
  ['time', (entry) => ({ ...entry, at: entry.at + 1 })],
  ['kind', (entry) => ({ ...entry, kind: 'word:unsaid' })],
  ['audience', (entry) => ({ ...entry, audience: { roles: ['chair'] } })],
  ['salt', (entry) => ({ ...entry, salt: new Uint8Array(16).fill(99) })],
  ['stream', (entry) => ({ ...entry, stream: 'document:d2' })],
  ['seat for which it was entered', (entry) => ({ ...entry, enteredFor: 'seat' as never })],
])('shows that the %s of an entry was altered', (_, alter) => {
  const [first] = chain('one')
  if (!first) throw new Error('one entry')
  expect(chainFaultOf(EMPTY_HEAD, alter(first))).toBe('hash-mismatch')
})

it('shows that an entry is missing or stands elsewhere', () => {
  const [first, second, third] = chain('one', 'two', 'three')
  if (!first || !second || !third) throw new Error('three entries')
  expect(chainFaultOf(first, third)).toBe('seq-gap')
  expect(chainFaultOf({ seq: 2, hash: first.hash }, third)).toBe('prev-mismatch')
})

it('gives a short body away by no hash: the same words have another one each time', () => {
  const one = seal('document:d1', EMPTY_HEAD, [draftOf('yes')], [new Uint8Array(16).fill(1)])
  const other = seal('document:d1', EMPTY_HEAD, [draftOf('yes')], [new Uint8Array(16).fill(2)])
  expect(one[0]?.hash).not.toBe(other[0]?.hash)
})

it.each<[string, Partial<EntryDraft>]>([
  ['that everybody may read', {}],
  ['for some persons', { audience: { persons: ['ben', 'cleo'] as never } }],
  ['entered for somebody else', { enteredFor: 'seat' as never, actor: { ...ana, seatId: 'own' as never } }],
  ['whose kind needs escaping', { kind: 'word: "ä"\n\\ud800' }],
])('hashes an entry %s as the canonical JSON of what it says, with the body as a hash', (_, said) => {
  const [salt] = salts(1)
  const [entry] = seal('document:d1', EMPTY_HEAD, [{ ...draftOf('one'), ...said }], salt ? [salt] : [])
  if (!entry || !salt) throw new Error('one entry')
  const { body, hash, salt: _salt, ...rest } = entry
  const bodyHash = sha256(Uint8Array.of(...salt, ...body))
  expect(hash).toBe(hashOf({ ...rest, bodyHash }))
})

it.each<[string, Partial<EntryDraft>]>([
  ['without a time', { at: NaN }],
  ['with half a character', { kind: '\ud800' }],
])('cannot hash an entry %s', (_, said) => {
  expect(() => seal('document:d1', EMPTY_HEAD, [{ ...draftOf('one'), ...said }], salts(1))).toThrow()
})

it('writes the same data as the same bytes, however its keys are ordered', () => {
  expect(jsonBody({ a: 1, b: 'ä' })).toEqual(jsonBody({ b: 'ä', a: 1 }))
  expect(readJsonBody(jsonBody({ b: 'ä', a: 1 }))).toEqual({ a: 1, b: 'ä' })
})

it('shows an entry to its audience and always to its author', () => {
  const ben = actor('observer', 'ben')
  const author = { actor: ana }
  expect(isFor({ ...author, audience: 'everyone' }, ben)).toBe(true)
  expect(isFor({ ...author, audience: { persons: [ben.personId] } }, ben)).toBe(true)
  expect(isFor({ ...author, audience: { persons: [] } }, ben)).toBe(false)
  expect(isFor({ ...author, audience: { roles: ['observer'] } }, ben)).toBe(true)
  expect(isFor({ ...author, audience: { roles: ['chair'] } }, ben)).toBe(false)
  expect(isFor({ ...author, audience: { roles: ['chair'] } }, ana)).toBe(true)
})
