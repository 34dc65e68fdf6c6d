import type { Live } from './live'

/**
 * Whether whoever is signed in comes back by themselves: by a passkey or an account that they have elsewhere. A link or
 * slip opens only once.
 *
 * @returns null when the server does not say
 */
export async function hasWayBack(live: Pick<Live, 'ask'>): Promise<boolean | null> {
  const [listed, account] = await Promise.all([live.ask('passkey:list', {}), live.ask('identity:read', {})])
  if (!listed.ok || !account.ok) return null
  return listed.value.passkeys.length > 0 || account.value.connected
}
