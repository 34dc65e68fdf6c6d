import { join } from 'node:path'
import { DatabaseAccounts } from './accounts'
import { DatabaseCheckpoints } from './checkpoints'
import { DatabaseClients } from './clients'
import { DatabaseCredentials } from './credentials'
import type { Database } from './database'
import { DatabaseJournal } from './journal'
import { migrate } from './migrations'
import type { Store } from './port'
import { openSqlite, SQLITE_FILE } from './sqlite'

/** Where the store is. */
export interface StoreConfig {
  /** Folder of the embedded database; it is made when missing. */
  readonly dataDir: string
}

/**
 * Opens the store and brings its schema up to date. Throws `StoreFault`, or `DatabaseTooNew` when a newer version of
 * the program wrote it.
 */
export async function openStore(config: StoreConfig): Promise<Store> {
  const database = await openSqlite(join(config.dataDir, SQLITE_FILE))
  try {
    await migrate(database)
    return storeOn(database)
  } catch (fault) {
    await database.close()
    throw fault
  }
}

/** The store on an open database, which it closes. */
export function storeOn(database: Database): Store {
  const journal = new DatabaseJournal(database)
  return {
    journal,
    accounts: new DatabaseAccounts(database),
    credentials: new DatabaseCredentials(database),
    clients: new DatabaseClients(database),
    checkpoints: new DatabaseCheckpoints(database),
    backup: (file) => database.backup(file),
    ping: () => database.ping(),
    async close() {
      await journal.close()
      await database.close()
    },
  }
}
