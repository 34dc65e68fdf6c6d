import type { Figure } from './figure'
import type { Program } from './server-child'

/**
 * Measures our server and a plain y-websocket server one after the other: times and cores say little about a machine
 * that nobody knows, how the two compare says more.
 *
 * @param holds by the name of a figure, how many times as much as the other server ours may take
 */
export async function besidePeer(
  measure: (program: Program) => Promise<readonly Figure[]>,
  holds: Readonly<Record<string, number>>,
): Promise<Figure[]> {
  const ours = await measure('sync-server')
  const peers = await measure('peer-server')
  const compared = Object.entries(holds).flatMap(([what, atMost]): Figure[] => {
    const [own, peer] = [ours, peers].map((figures) => valueOf(figures, what))
    if (own === undefined || peer === undefined) throw new Error(`nothing was measured as "${what}"`)
    return [
      { what: `${what}, y-websocket`, value: peer.value, unit: peer.unit },
      { what: `${what}, ours to y-websocket`, value: own.value / peer.value, unit: '×', atMost },
    ]
  })
  return [...ours, ...compared]
}

const valueOf = (figures: readonly Figure[], what: string) => figures.find((figure) => figure.what === what)
