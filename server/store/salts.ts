import { randomFillSync } from 'node:crypto'

/** Bytes of the salt of an entry. */
const SALT_BYTES = 16
/** Salts that are made at once: each call of the generator costs more than its bytes. */
const STOCK = 256

const stock = new Uint8Array(SALT_BYTES * STOCK)
let used = STOCK

/** 16 random bytes that nobody else gets; none are left behind in the stock. */
export function newSalt(): Uint8Array {
  if (used === STOCK) {
    randomFillSync(stock)
    used = 0
  }
  const at = used * SALT_BYTES
  used += 1
  const salt = stock.slice(at, at + SALT_BYTES)
  stock.fill(0, at, at + SALT_BYTES)
  return salt
}
