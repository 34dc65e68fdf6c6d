import { describe, expect, it } from 'vitest'
import { markTyped } from '../../shared/text/typed-marks'
import { blocksNamed, nameOf } from '../support/blocks'

/** What becomes of the last block when a mark is typed at its beginning. */
function typed(mark: string, text: string): string | null {
  const blocks = blocksNamed(text)
  const meant = markTyped(mark, blocks, blocks.length - 1)
  return meant && nameOf(meant)
}

describe('a mark typed by hand', () => {
  it('makes a sub-paragraph, in any language', () => {
    for (const mark of ['(a)', 'a)', '(b)', '（a）', '(أ)', 'هـ)', '(а)'])
      expect(typed(mark, 'O O')).toBe('s1')
    expect(typed('(a)', 'P P')).toBe('s1')
    expect(typed('(b)', 'O s1 s1')).toBe('s1')
    expect(typed('(b)', 'O s1 s2 s2')).toBe('s1')
  })

  it('makes one of the second level below another', () => {
    for (const mark of ['(i)', 'ii)', '(iv)', '（一）']) expect(typed(mark, 'O s1 O')).toBe('s2')
    expect(typed('(i)', 'O s1 s1')).toBe('s2')
    expect(typed('(i)', 'O s1 s1 s1 s1 s1 s1 s1 s1 O')).toBe('s1')
    expect(typed('(i)', 'O O')).toBe('s1')
    expect(typed('(ii)', 'O O')).toBeNull()
  })

  it('makes an operative paragraph', () => {
    for (const mark of ['1.', '12.', '٣.']) expect(typed(mark, 'O s1 s1')).toBe('O')
    expect(typed('1.', 'P P')).toBe('O')
    expect(typed('4.', 'O')).toBe('O')
  })

  it('is words where it cannot stand, or where it is no mark', () => {
    for (const text of ['O', 'H O', 'P O', 'T', 'O H', 'O f', 'O t']) expect(typed('(a)', text)).toBeNull()
    for (const mark of ['a', '(a', '(A)', '(ab)', '(see)', '2030.', '1', '(1)', ''])
      expect(typed(mark, 'O O')).toBeNull()
  })
})
