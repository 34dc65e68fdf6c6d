import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Length of the key in bytes: as long as the hash that it feeds. */
export const CHALLENGE_KEY_BYTES = 32
/** A person looks for the device, or the finger: no longer than this, in milliseconds. */
export const CHALLENGE_LIFETIME_MS = 5 * 60_000

const TIME_BYTES = 6
const NONCE_BYTES = 18
const SAID_BYTES = TIME_BYTES + NONCE_BYTES
const MAC_BYTES = 32

interface Needs {
  /** `CHALLENGE_KEY_BYTES` random bytes, the same on every node of the installation. */
  readonly key: Uint8Array
  readonly now: () => number
}

/**
 * What an authenticator has to sign. A challenge says itself until when it holds, and is sealed: strangers may ask for
 * as many as they like without filling anything, and any node knows the challenges of the others.
 */
export interface Challenges {
  /** A new challenge for one purpose. */
  make(purpose: string): Uint8Array<ArrayBuffer>
  /** Whether it is ours, for this purpose, still holds, and was not used up on this node. */
  isOpen(challenge: Uint8Array, purpose: string): boolean
  /**
   * Uses a challenge up: to be called once its answer has proved genuine, so that nobody else can fill this memory.
   *
   * @returns false when it was used up already: the same answer may come twice at once
   */
  spend(challenge: Uint8Array): boolean
}

/** Challenges under one key (RFC 2104, SHA-256). */
export function createChallenges({ key, now }: Needs): Challenges {
  const spent = new Map<string, number>()

  const sealOf = (said: Uint8Array, purpose: string) =>
    createHmac('sha256', key).update(said).update(purpose).digest()

  const isOurs = (challenge: Uint8Array, purpose: string) =>
    challenge.length === SAID_BYTES + MAC_BYTES &&
    timingSafeEqual(challenge.subarray(SAID_BYTES), sealOf(challenge.subarray(0, SAID_BYTES), purpose))

  const untilOf = (challenge: Uint8Array) => Buffer.from(challenge).readUIntBE(0, TIME_BYTES)
  const nameOf = (challenge: Uint8Array) => Buffer.from(challenge).toString('base64url')

  /** The first stand the longest: each has gone when its lifetime has passed since it was spent, and none is looked at twice. */
  function forgetOver(): void {
    for (const [name, until] of spent) {
      if (until > now()) return
      spent.delete(name)
    }
  }

  return {
    make(purpose) {
      const said = Buffer.alloc(SAID_BYTES)
      said.writeUIntBE(now() + CHALLENGE_LIFETIME_MS, 0, TIME_BYTES)
      randomBytes(NONCE_BYTES).copy(said, TIME_BYTES)
      return Uint8Array.from([...said, ...sealOf(said, purpose)])
    },

    isOpen(challenge, purpose) {
      return isOurs(challenge, purpose) && untilOf(challenge) > now() && !spent.has(nameOf(challenge))
    },

    spend(challenge) {
      forgetOver()
      const name = nameOf(challenge)
      const isFirst = !spent.has(name)
      spent.set(name, untilOf(challenge))
      return isFirst
    },
  }
}
