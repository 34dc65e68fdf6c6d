import { expect, it } from 'vitest'
import { piecesOf } from '../../client/collab/kept'
import { MAX_WORDS_LENGTH } from '../../shared/words'

const said = (text: string) => ({ provisionId: null, text, code: 'read-only' }) as const

it('leaves words whole that one entry takes', () => {
  expect(piecesOf(said('warmly\nand with thanks'))).toEqual([said('warmly\nand with thanks')])
  expect(piecesOf(said(''))).toEqual([])
})

it('cuts longer words between characters and drops nothing', () => {
  const text = `a${'😁'.repeat(MAX_WORDS_LENGTH)}`
  const pieces = piecesOf(said(text)).map((piece) => piece.text)
  expect(pieces.join('')).toBe(text)
  for (const piece of pieces) {
    expect(piece.length).toBeLessThanOrEqual(MAX_WORDS_LENGTH)
    expect(piece).not.toMatch(/\p{Surrogate}/u)
  }
})
