import { cp, rm } from 'node:fs/promises'
import type { ChildServer } from './child-server'

/** Backs a server up, lets things happen that it will forget, and restores it from the backup. @returns what was kept of them */
export async function restoring<Kept>(server: ChildServer, lost: () => Promise<Kept>): Promise<Kept> {
  const { dataDir } = server
  const backup = `${dataDir}-backup`
  try {
    await server.stop()
    await cp(dataDir, backup, { recursive: true })
    await server.start()
    const kept = await lost()
    await server.stop()
    await rm(dataDir, { recursive: true })
    await cp(backup, dataDir, { recursive: true })
    await server.start()
    return kept
  } finally {
    await rm(backup, { recursive: true, force: true })
  }
}
