import { describe, expect, it } from 'vitest'
import type { Live } from '../../client/live'
import { hasWayBack } from '../../client/ways-back'
import { ok, refuse } from '../../shared/result'

/** A line to a server that knows so many passkeys of the person, and whether an account is connected. */
function lineWith(passkeys: number, connected: boolean): Pick<Live, 'ask'> {
  const answers = { 'passkey:list': { passkeys: Array(passkeys).fill({}) }, 'identity:read': { connected } }
  const ask = (name: keyof typeof answers) => Promise.resolve(ok(answers[name]))
  return { ask } as unknown as Pick<Live, 'ask'>
}

describe('a way back', () => {
  it('is a passkey or a connected account', async () => {
    expect(await hasWayBack(lineWith(1, false))).toBe(true)
    expect(await hasWayBack(lineWith(0, true))).toBe(true)
  })

  it('is missing for whoever came by a link or slip alone', async () => {
    expect(await hasWayBack(lineWith(0, false))).toBe(false)
  })

  it('is not known while the server does not answer', async () => {
    const silent = { ask: () => Promise.resolve(refuse('disconnected')) } as unknown as Pick<Live, 'ask'>
    expect(await hasWayBack(silent)).toBeNull()
  })
})
