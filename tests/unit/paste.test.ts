import { Fragment, Slice, type Node } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import { cleanText } from '../../client/editor/clean-text'
import { cleanSlice, plainSlice } from '../../client/editor/paste'
import { marks, nodes, schema } from '../../shared/text/schema'

const p = (id: string | null, ...content: (string | Node)[]) =>
  nodes.provision.create(
    { id },
    content.map((part) => (typeof part === 'string' ? schema.text(part) : part)),
  )
const sliceOf = (...content: Node[]) => new Slice(Fragment.fromArray(content), 0, 0)
const idsIn = (slice: Slice) => slice.content.content.map((node) => node.attrs.id as string)

describe('text from elsewhere', () => {
  it('loses embeddings and overrides, and keeps marks and joiners', () => {
    expect(cleanText('a\u202Eb\u202C \u200Fع\u200E می\u200Cخواهم')).toBe('ab \u200Fع\u200E می\u200Cخواهم')
  })

  it('keeps isolates only in pairs', () => {
    expect(cleanText('\u2068IOM\u2069 x')).toBe('\u2068IOM\u2069 x')
    expect(cleanText('\u2068IOM x')).toBe('IOM x')
    expect(cleanText('IOM\u2069 x')).toBe('IOM x')
    expect(cleanText('\u2067a\u2068b\u2069 c')).toBe('a\u2068b\u2069 c')
  })

  it('loses control characters and halves of characters', () => {
    expect(cleanText('a\u0000b\uFEFFc\u200Bd')).toBe('abcd')
    expect(cleanText('x\uD83Dy')).toBe('x\uFFFDy')
    expect(cleanText('😀')).toBe('😀')
  })

  it('has one line', () => {
    expect(cleanText('one\ttwo\r\nthree\u2028four')).toBe('one two three four')
  })
})

describe('what is pasted', () => {
  it('makes one provision of each line of plain text, of the kind where the caret is', () => {
    const doc = nodes.doc.create(null, nodes.provision.create({ id: 'p1', kind: 'sub', level: 2 }))
    const slice = plainSlice('one\ntwo', doc.resolve(1))
    expect(
      slice.content.content.map((node) => [
        node.textContent,
        String(node.attrs.kind),
        Number(node.attrs.level),
      ]),
    ).toEqual([
      ['one', 'sub', 2],
      ['two', 'sub', 2],
    ])
  })

  it('keeps an identity that was cut out, and renews one that is still in the text', () => {
    expect(idsIn(cleanSlice(sliceOf(p('p1'), p('p2')), new Set(['p2'])))).toEqual([
      'p1',
      expect.not.stringMatching(/^p2$/),
    ])
  })

  it('never has an identity twice, nor one that is only shown, nor none', () => {
    const ids = idsIn(cleanSlice(sliceOf(p('p1'), p('p1'), p('p2~2'), p(null), p('head')), new Set()))
    expect(new Set(ids).size).toBe(5)
    expect(ids[0]).toBe('p1')
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(ids).not.toContain('head')
  })

  it('loses marks that only the server may write', () => {
    const marked = schema.text('words', [marks.comment.create({ id: 'c1' }), marks.strong.create()])
    const clean = cleanSlice(sliceOf(p('p1', marked)), new Set())
    expect(clean.content.firstChild?.firstChild?.marks.map(({ type }) => type.name)).toEqual(['strong'])
  })

  it('gives the cells of a table columns that its rows share', () => {
    const row = () => nodes.row.create({ id: null }, [nodes.cell.create(), nodes.cell.create()])
    const clean = cleanSlice(sliceOf(nodes.table.create({ id: null }, [row(), row()])), new Set())
    const columns = clean.content.firstChild?.children.map((made) =>
      made.children.map(({ attrs }) => String(attrs.column)),
    )
    expect(columns?.[0]).toEqual(columns?.[1])
    expect(new Set(columns?.[0]).size).toBe(2)
  })
})
