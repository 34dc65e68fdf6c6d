import { sayFarewell } from '../../collab/farewell'
import type { Replica } from '../../collab/replica'
import { mayHoldUnsaved } from '../../renewal.svelte'

/**
 * Does for the present copy what the life of its page asks for: says farewell when the page goes, begins the line anew
 * when the browser loses its network, and keeps what is unsaved from being reloaded away. Call the result to stop.
 */
export function watchPage(replica: () => Replica | null, hasUnsaved: () => boolean): () => void {
  const page = new AbortController()
  addEventListener('pagehide', () => leave(replica()), page)
  addEventListener('offline', () => replica()?.connection?.reopen(), page)
  const noLonger = mayHoldUnsaved(hasUnsaved)
  return () => {
    noLonger()
    page.abort()
  }
}

function leave(replica: Replica | null): void {
  const leaving = replica?.leaving()
  if (!replica || !leaving) return
  replica.disconnect()
  sayFarewell(leaving, replica.personId)
}
