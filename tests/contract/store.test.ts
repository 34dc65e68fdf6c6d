import { sql } from 'kysely'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../server/store/migrations'
import { openSqlite } from '../../server/store/sqlite'
import { storeOn } from '../../server/store/store'
import type { OpenedStore } from './opened-store'
import { storeContract } from './store.contract'

async function openOnSqlite(): Promise<OpenedStore> {
  const folder = await mkdtemp(join(tmpdir(), 'adref-store-'))
  const file = join(folder, 'adref.sqlite')
  const copy = join(folder, 'copy.sqlite')
  const database = await openSqlite(file)
  await migrate(database)
  const store = storeOn(database)
  return {
    store,
    another: async () => storeOn(await openSqlite(file)),
    async edit(statement) {
      const other = await openSqlite(file)
      await sql.raw(statement).execute(other.db)
      await other.close()
    },
    commits: () => database.commits,
    copy: { file: copy, open: async () => storeOn(await openSqlite(copy)) },
    async close() {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

storeContract('SQLite', openOnSqlite)
