import { networkInterfaces } from 'node:os'
import { addressOf, type Config } from './config'

/**
 * Address to hand out to others, without a slash at the end: where the server listens on every address of this
 * machine and no public one is set, the first that others can reach.
 *
 * @param port the port that is really listened on
 */
export function handOutAddressOf(config: Pick<Config, 'publicUrl' | 'host'>, port: number): string {
  const isEverywhere = ['0.0.0.0', '::', '[::]'].includes(config.host)
  const reachable = config.publicUrl === null && isEverywhere ? outerAddress() : undefined
  return reachable ? `http://${reachable}:${port}` : addressOf(config, port)
}

function outerAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}
