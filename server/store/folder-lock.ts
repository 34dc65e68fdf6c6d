import { join } from 'node:path'
import { StoreFault } from './port'
import { loadSqlite } from './sqlite'
import { faultOf } from './sqlite-faults'

/** Holds nothing: a server locks it as long as it lives, and the system gives the lock back however it ends. */
const LOCK_FILE = 'adref.lock'
/** A server that is being replaced may take a moment to end, in milliseconds. */
const WAIT_MS = 5_000

/** Another server works in the folder: each would miss what is said on the other. */
export class FolderTaken extends Error {
  constructor(dataDir: string) {
    super(`another Adref server works in ${dataDir}: stop it, or set DATA_DIR to another folder`)
    this.name = 'FolderTaken'
  }
}

/**
 * Keeps other servers out of a data folder until the process ends or the answer is called. Throws `FolderTaken`, or
 * `StoreFault` when the folder cannot be written.
 */
export async function holdFolder(dataDir: string): Promise<() => void> {
  const { DatabaseSync } = await loadSqlite()
  try {
    const connection = new DatabaseSync(join(dataDir, LOCK_FILE))
    connection.exec(`pragma busy_timeout = ${WAIT_MS}; begin exclusive`)
    return () => connection.isOpen && connection.close()
  } catch (error) {
    const fault = faultOf(error)
    throw fault instanceof StoreFault && fault.reason === 'locked' ? new FolderTaken(dataDir) : fault
  }
}
