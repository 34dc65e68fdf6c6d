import { describe, expect, it } from 'vitest'
import { levelled } from '../../shared/text/levels'
import { blocksNamed, nameOf } from '../support/blocks'

/** The text after a change of level from the first block between brackets to the last. */
function after(text: string, by: 1 | -1): string {
  const words = text.split(' ')
  const blocks = blocksNamed(text.replace(/[[\]]/g, ''))
  const first = words.findIndex((word) => word.startsWith('['))
  const last = words.findIndex((word) => word.endsWith(']'))
  const changes = new Map(levelled(blocks, first, last, by).map((change) => [change.index, change]))
  return blocks.map((block, index) => nameOf(changes.get(index) ?? block)).join(' ')
}

const deeper = (text: string) => after(text, 1)
const higher = (text: string) => after(text, -1)

describe('one level deeper', () => {
  it('makes a paragraph a sub-paragraph of the one before it', () => {
    expect(deeper('O [O]')).toBe('O s1')
    expect(deeper('P [P] O')).toBe('P s1 O')
    expect(deeper('O s1 s2 [O] O')).toBe('O s1 s2 s1 O')
    expect(deeper('O t f [O]')).toBe('O t f s1')
  })

  it('is none for the first of its kind in a section', () => {
    for (const text of ['[O] O', 'T [P] P', 'P [O]', 'O H [O]'])
      expect(deeper(text)).toBe(text.replace(/[[\]]/g, ''))
  })

  it('takes along what belongs to it', () => {
    expect(deeper('O [O] s1 s2 s1 O')).toBe('O s1 s2 s3 s2 O')
    expect(deeper('O [O] s1 t s2')).toBe('O s1 s2 t s3')
    expect(deeper('O [O] s4')).toBe('O O s4')
  })

  it('leads a sub-paragraph below the one before it, and no deeper', () => {
    expect(deeper('O s1 [s1]')).toBe('O s1 s2')
    expect(deeper('O [s1]')).toBe('O s1')
    expect(deeper('O s1 s2 s3 s4 [s4]')).toBe('O s1 s2 s3 s4 s4')
  })

  it('changes all of several, or none', () => {
    expect(deeper('O [O O O]')).toBe('O s1 s1 s1')
    expect(deeper('O s1 [s1 s1]')).toBe('O s1 s2 s2')
    expect(deeper('[O O]')).toBe('O O')
  })

  it('lowers a heading with those below it, and leaves paragraphs as they are', () => {
    expect(deeper('[H] O s1 H1 O H')).toBe('H1 O s1 H2 O H')
    expect(deeper('[H4]')).toBe('H4')
  })

  it('is none for titles, tables and notes', () => {
    expect(deeper('[T t f]')).toBe('T t f')
  })
})

describe('one level higher', () => {
  it('leads a sub-paragraph up and back to the kind that it was below', () => {
    expect(higher('O s1 [s2]')).toBe('O s1 s1')
    expect(higher('O [s1] s1')).toBe('O O s1')
    expect(higher('P [s1]')).toBe('P P')
    expect(higher('H [s1]')).toBe('H O')
  })

  it('takes along what belongs to it, as deeper did', () => {
    expect(higher('O [s1] s2 s3 s2 O')).toBe('O O s1 s2 s1 O')
    expect(higher(deeper('O [O] s1 s2').replace('O s1', 'O [s1]'))).toBe('O O s1 s2')
  })

  it('leaves what is highest already, and raises the others', () => {
    expect(higher('O [O]')).toBe('O O')
    expect(higher('[O s1 s2]')).toBe('O O s1')
    expect(higher('[H1] O H2')).toBe('H O H1')
    expect(higher('H O1 [O1]')).toBe('H O1 O')
  })
})
