import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { createReceipts, hmacUnder, RECEIPT_KEY_BYTES } from '../../server/receipts'

it('makes the code that everybody else makes of the same key and message', () => {
  const keys = fc.uint8Array({ minLength: 1, maxLength: 64 })
  fc.assert(
    fc.property(keys, fc.string({ unit: 'grapheme', maxLength: 300 }), (key, message) => {
      const made = createHmac('sha256', key).update(message).digest('hex')
      expect(hmacUnder(key)(message).toString('hex')).toBe(made)
    }),
  )
})

it('takes no key that would have to be hashed first', () => {
  expect(() => hmacUnder(new Uint8Array(65))).toThrow()
})

it('knows its own receipts, and none that was changed or is for another stream', () => {
  const receipts = createReceipts({
    key: new Uint8Array(RECEIPT_KEY_BYTES).fill(7),
    now: () => 1_790_000_000_000,
  })
  const receipt = receipts.sign('document:a', { seq: 3, hash: 'f'.repeat(64) })
  expect(receipt).toMatchObject({ seq: 3, hash: 'f'.repeat(64), at: 1_790_000_000_000 })
  expect(receipts.isGenuine('document:a', receipt)).toBe(true)
  expect(receipts.isGenuine('document:b', receipt)).toBe(false)
  for (const forged of [
    { seq: 4 },
    { at: 0 },
    { hash: 'e'.repeat(64) },
    { mac: '' },
    { mac: 'f'.repeat(64) },
  ])
    expect(receipts.isGenuine('document:a', { ...receipt, ...forged })).toBe(false)
})

it('signs nothing as of a time that was lost, when the clock went back with the server', () => {
  const receipts = createReceipts({ key: new Uint8Array(RECEIPT_KEY_BYTES).fill(7), now: () => 1_000 })
  const head = { seq: 3, hash: 'f'.repeat(64) }
  expect(receipts.sign('document:a', head, 5_000).at).toBe(5_000)
  expect(receipts.sign('document:a', head, 500).at).toBe(1_000)
  expect(receipts.isGenuine('document:a', receipts.sign('document:a', head, 5_000))).toBe(true)
})
