import { expect, it } from 'vitest'
import { keptOnce, piecesOf } from '../../client/collab/kept'
import { MAX_WORDS_LENGTH } from '../../shared/words'

const said = (text: string, wordsId = 'w1') =>
  ({ wordsId, provisionId: null, text, code: 'read-only' }) as const

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

it('gives every piece a name of its own, the same one every time', () => {
  const words = said('a'.repeat(MAX_WORDS_LENGTH))
  const names = piecesOf(words).map(({ wordsId }) => wordsId)
  expect(new Set(names).size).toBe(2)
  expect(piecesOf(words).map(({ wordsId }) => wordsId)).toEqual(names)
  expect(piecesOf(words).flatMap(piecesOf)).toEqual(piecesOf(words))
})

it('keeps words once that several copies hold, and words apart that only read the same', () => {
  expect(keptOnce([said('warmly'), said('warmly', 'w2'), said('warmly')])).toEqual([
    said('warmly'),
    said('warmly', 'w2'),
  ])
})
