import type { CDPSession, Page } from '@playwright/test'

/** The house by its name: passkeys are not for numbers. */
export const byName = (url: string) => url.replace('127.0.0.1', 'localhost')

/** A device that holds passkeys, in a browser. */
export interface Device {
  readonly session: CDPSession
  readonly authenticatorId: string
}

/** Gives a browser a device that holds passkeys and whose owner always agrees. */
export async function plugIn(page: Page): Promise<Device> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  return { session, authenticatorId }
}

/** Brings passkeys to another device, as those do that belong to one owner. */
export async function sharePasskeys(from: Device, to: Device): Promise<void> {
  const { authenticatorId } = to
  const { credentials } = await from.session.send('WebAuthn.getCredentials', from)
  for (const credential of credentials)
    await to.session.send('WebAuthn.addCredential', { authenticatorId, credential })
}
