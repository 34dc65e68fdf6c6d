import { expect, it } from 'vitest'
import { proofOf, receiptIn } from '../../shared/proof'

const receipt = { seq: 12, hash: 'a'.repeat(64), at: 1_700_000_000_000, mac: 'b'.repeat(64) }

it('says a receipt in one word, and reads it again', () => {
  expect(receiptIn(proofOf(receipt))).toEqual(receipt)
})

it.each([null, '', 'x', proofOf({ ...receipt, mac: 'c' }), `${proofOf(receipt)}.1`, `-${proofOf(receipt)}`])(
  'reads nothing from what is no receipt (%#)',
  (word) => {
    expect(receiptIn(word)).toBeNull()
  },
)
