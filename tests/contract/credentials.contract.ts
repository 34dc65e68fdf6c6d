import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../shared/ids'
import type { PasskeyRow } from '../../server/store/port'
import { eachWith, type OpenStore } from './opened-store'
import { link, NOW, person, session } from './account-rows'

const [amina, boris] = ['amina', 'boris'] as [PersonId, PersonId]

const passkeyRow = (passkeyId: string, personId: PersonId, createdAt = NOW): PasskeyRow => ({
  ...{ passkeyId, personId, createdAt, publicKey: Uint8Array.of(0, 1, 255), counter: 0 },
  ...{ transports: '["internal"]', browser: 'Firefox', lastUsedAt: null },
})

/** What is promised about passkeys and identities. */
export function credentialsContract(open: OpenStore): void {
  const current = eachWith(open)

  /** Amina and Boris have come in. */
  async function twoPeople() {
    const { accounts, credentials } = current.store
    for (const name of [amina, boris]) {
      await accounts.addLink(link(name))
      await accounts.redeem(`hash of ${name}`, person(name), session(`${name} 1`, name), NOW)
    }
    return credentials
  }

  describe('passkeys', () => {
    it('come back as they were added, and are listed for their person, the oldest first', async () => {
      const credentials = await twoPeople()
      const [second, first] = [passkeyRow('k2', amina, NOW + 1), passkeyRow('k1', amina)]
      expect(await credentials.addPasskey(second)).toBe(true)
      expect(await credentials.addPasskey(first)).toBe(true)
      await credentials.addPasskey(passkeyRow('k3', boris))
      const read = await credentials.passkey('k1')
      expect(read && { ...read, publicKey: [...read.publicKey] }).toEqual({
        ...first,
        publicKey: [0, 1, 255],
      })
      expect((await credentials.passkeysOf(amina)).map(({ passkeyId }) => passkeyId)).toEqual(['k1', 'k2'])
      expect(await credentials.passkey('k9')).toBeNull()
    })

    it('belong to whoever added them first', async () => {
      const credentials = await twoPeople()
      await credentials.addPasskey(passkeyRow('k1', amina))
      expect(await credentials.addPasskey(passkeyRow('k1', boris))).toBe(false)
      expect((await credentials.passkey('k1'))?.personId).toBe(amina)
    })

    it('remember how often and when they were used, and go with their owner’s will only', async () => {
      const credentials = await twoPeople()
      await credentials.addPasskey(passkeyRow('k1', amina))
      await credentials.usePasskey('k1', 7, NOW + 5)
      expect(await credentials.passkey('k1')).toMatchObject({ counter: 7, lastUsedAt: NOW + 5 })
      expect(await credentials.removePasskey(boris, 'k1')).toBe(false)
      expect(await credentials.removePasskey(amina, 'k1')).toBe(true)
      expect(await credentials.passkey('k1')).toBeNull()
    })
  })

  describe('identities', () => {
    it('lead to one person, by issuer and subject together', async () => {
      const credentials = await twoPeople()
      const identity = { issuer: 'https://a.example', subject: 's', personId: amina, createdAt: NOW }
      expect(await credentials.addIdentity(identity)).toBe(true)
      expect(await credentials.addIdentity({ ...identity, personId: boris })).toBe(false)
      expect(
        await credentials.addIdentity({ ...identity, issuer: 'https://b.example', personId: boris }),
      ).toBe(true)
      expect(await credentials.identity('https://a.example', 's')).toEqual(identity)
      expect(await credentials.identity('https://a.example', 'S')).toBeNull()
      expect(await credentials.identitiesOf(amina)).toEqual([identity])
      expect(await credentials.removeIdentities(amina, 'https://b.example')).toBe(false)
      expect(await credentials.removeIdentities(amina, 'https://a.example')).toBe(true)
      expect(await credentials.identity('https://a.example', 's')).toBeNull()
    })
  })
}
