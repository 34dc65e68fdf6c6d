import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { cleanName, isWritable, writable } from '../../shared/characters'
import { COMMANDS } from '../../shared/protocol'

describe('a name', () => {
  it.each([
    ['  Ana\t\n María  ', 'Ana María'],
    ['A\u0000n\u0007a\u0085B\u2028C', 'Ana B C'],
    ['\u202Egnp.exe\u202C', 'gnp.exe'],
    ['\u202AA\u202BB\u202DC\u2066D\u2067E\u2068F\u2069', 'ABCDEF'],
    ['x\uD83Dy\uDE00z', 'xyz'],
    ['\uFEFFA\u200Bna', 'Ana'],
  ])('%j is kept as %j', (said, kept) => expect(cleanName(said)).toBe(kept))

  it.each(['علي‏', 'می\u200Cخواهم', '\u200Eعلي \u061Cب', 'क्\u200Dष', '👩\u200D⚖️ Ana', '李 明', 'O’Neill'])(
    '%j stays as it is',
    (name) => expect(cleanName(name)).toBe(name),
  )

  it.each(['', ' \n', '\u202E\u2066', '\u200F\u200D', '\u3164', '\uD800'])(
    '%j is none: nothing of it can be seen',
    (said) => expect(cleanName(said)).toBe(''),
  )
})

describe('what a client calls itself, a document and a link', () => {
  const token = 'a'.repeat(43)
  const signIn = (name: string) => v.safeParse(COMMANDS['session:signIn'].payload, { token, name })
  const create = (title: string) =>
    v.safeParse(COMMANDS['document:create'].payload, { title, language: 'en', from: 'blank' })
  const link = (label: string) =>
    v.safeParse(COMMANDS['link:create'].payload, { role: 'chair', label, onlyDocumentId: null })

  it('is cleaned where it enters', () => {
    expect(signIn(' \u202EAna\n B ').output).toMatchObject({ name: 'Ana B' })
    expect(create('Zero\u0000 \u2067draft').output).toMatchObject({ title: 'Zero draft' })
    expect(link('for\u202D Ana').output).toMatchObject({ label: 'for Ana' })
  })

  it('is refused when nothing is left, but a link needs no label', () => {
    expect(signIn('\u202E \u200F').success).toBe(false)
    expect(create('\n').success).toBe(false)
    expect(link('\u202E').output).toMatchObject({ label: '' })
  })

  it('is refused when it is too long', () => {
    expect(signIn('a'.repeat(200)).success).toBe(true)
    expect(signIn('a'.repeat(201)).success).toBe(false)
    expect(link('a'.repeat(201)).success).toBe(false)
    expect(create('a'.repeat(501)).success).toBe(false)
  })
})

describe('words of a provision', () => {
  it.each([
    'a\u0000',
    'a\tb',
    'a\nb',
    '\u009F',
    'a\u2028b',
    'a\u2029',
    '\u202Da',
    '\u202Ea',
    'a\uD800',
    '\u202Aa\u202C',
    'a\u200Bb',
    '\u2060',
    '\uFEFFa',
    'a\uFFFC',
    'a\u{E0041}',
  ])('%j may not stand, and are cleaned', (words) => {
    expect(isWritable(words)).toBe(false)
    expect(isWritable(writable(words))).toBe(true)
  })

  it('keep marks, joiners, isolates and characters of two units', () => {
    const words = 'علي\u200F \u2068IOM\u2069 می\u200Cخواهم 👩\u200D⚖️ \u00A0'
    expect(isWritable(words)).toBe(true)
    expect(writable(words)).toBe(words)
  })

  it('stay apart where a line ended', () => expect(writable('one\r\n\ttwo\u2029three')).toBe('one two three'))
})
