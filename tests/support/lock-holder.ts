import { sql } from 'kysely'
import { openSqlite } from '../../server/store/sqlite'

/**
 * A process that takes the write lock of a database file, prints `locked`, and gives it back when its standard input
 * ends. Argument: the file.
 */
const database = await openSqlite(process.argv[2] ?? '')
await database.db.transaction().execute(async (trx) => {
  await sql`select 1`.execute(trx)
  console.log('locked')
  process.stdin.resume()
  await new Promise((resolve) => process.stdin.once('end', resolve))
})
await database.close()
