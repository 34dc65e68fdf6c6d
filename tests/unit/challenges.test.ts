import { describe, expect, it } from 'vitest'
import { CHALLENGE_LIFETIME_MS, createChallenges } from '../../server/challenges'

const key = new Uint8Array(32).fill(7)

function clock(key: Uint8Array) {
  const state = { now: 1_000_000_000_000, looks: 0 }
  const now = () => {
    state.looks += 1
    return state.now
  }
  return { state, challenges: createChallenges({ key, now }) }
}

describe('a challenge', () => {
  it('holds for its purpose, on every node with the same key, until its time is up', () => {
    const { state, challenges } = clock(key)
    const other = clock(key)
    const challenge = challenges.make('sign-in')
    expect(other.challenges.isOpen(challenge, 'sign-in')).toBe(true)
    expect(challenges.isOpen(challenge, 'add amina')).toBe(false)
    state.now += CHALLENGE_LIFETIME_MS
    expect(challenges.isOpen(challenge, 'sign-in')).toBe(false)
  })

  it('is never the same twice, and holds once', () => {
    const { challenges } = clock(key)
    const [one, two] = [challenges.make('sign-in'), challenges.make('sign-in')]
    expect(one).not.toEqual(two)
    challenges.spend(one)
    expect([one, two].map((challenge) => challenges.isOpen(challenge, 'sign-in'))).toEqual([false, true])
  })

  it('is used up without a look at all those before it, and they are forgotten when their time is up', () => {
    const { state, challenges } = clock(key)
    const many = Array.from({ length: 1_000 }, () => challenges.make('sign-in'))
    state.looks = 0
    expect(many.every((challenge) => challenges.spend(challenge))).toBe(true)
    expect(state.looks).toBeLessThan(3_000)
    expect(many.some((challenge) => challenges.spend(challenge))).toBe(false)
    state.now += CHALLENGE_LIFETIME_MS
    expect(many.every((challenge) => challenges.spend(challenge))).toBe(true)
  })

  it('cannot be made by others, changed, cut or lengthened', () => {
    const { challenges } = clock(key)
    const foreign = clock(new Uint8Array(32).fill(8)).challenges.make('sign-in')
    const challenge = challenges.make('sign-in')
    const later = Uint8Array.from(challenge, (byte, index) => (index === 0 ? byte + 1 : byte))
    for (const forged of [
      foreign,
      later,
      challenge.subarray(1),
      Uint8Array.of(...challenge, 0),
      Uint8Array.of(),
    ])
      expect(challenges.isOpen(forged, 'sign-in')).toBe(false)
  })
})
