import { hostname, networkInterfaces } from 'node:os'

/** Whether a browser page at `origin` may talk to the server that it reached as `host`. */
export type OriginCheck = (origin: string | undefined, host: string | undefined) => boolean

/**
 * With a public address, only its origin may come. Without one, the page must be our own: same host and port as the
 * server was reached by, and a name that this machine really has, so that a foreign name pointed at this address
 * (DNS rebinding) stays outside.
 *
 * @param boundTo the address that the server listens at
 */
export function createOriginCheck(publicUrl: string | null, boundTo: string): OriginCheck {
  if (publicUrl !== null) {
    const own = new URL(publicUrl).origin
    return (origin) => origin === own
  }
  return (origin, host) => {
    if (origin === undefined || host === undefined || !URL.canParse(origin)) return false
    const { protocol, host: originHost, hostname: name, origin: exact } = new URL(origin)
    const isSame = protocol === 'http:' && exact === origin && originHost === host.toLowerCase()
    return isSame && isOwnName(name, boundTo)
  }
}

function isOwnName(name: string, boundTo: string): boolean {
  const bare = name.replace(/^\[|\]$/g, '')
  if (bare === 'localhost' || bare === '::1' || /^127(?:\.\d{1,3}){3}$/.test(bare)) return true
  return bare === boundTo || bare === hostname().toLowerCase() || ownAddresses().has(bare)
}

/** Asked anew each time: a laptop changes networks while the server runs. */
function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return new Set(all.map(({ address }) => address))
}
