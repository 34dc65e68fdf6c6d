import { Kysely, sql } from 'kysely'
import { closeSync, openSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { untilUnlocked, type Database, type Engine } from './database'
import { makeFolder } from './folder'
import { StoreFault } from './port'
import { sqliteDialect, SqliteTurns, type SqliteConnection } from './sqlite-driver'
import { faultOf } from './sqlite-faults'
import type { Tables } from './tables'

/** The node:sqlite API; the package for older versions of Node has the same one. */
type SqliteModule = typeof import('@photostructure/sqlite')

/** Name of the one database file in the data folder. */
export const SQLITE_FILE = 'adref.sqlite'

/** SQLite has one writer at a time and takes the write lock first, so nothing else needs a lock. */
const ENGINE: Engine = { bytes: 'blob', lockSetUp: async () => {} }

/** While opening, another process may be recovering or closing the file: wait, nobody types yet. */
const OPENING_WAIT_MS = 5_000
/** Later a wait would stop every room; `write` retries without blocking. */
const BUSY_WAIT_MS = 5

/**
 * FULL: a commit returns when it is on the disk; some systems need `fullfsync` to mean it. The log is folded into the
 * database every 32 MB: everybody waits meanwhile, and the pages of three hundred documents would be copied every
 * second. The size limit shrinks a log that a long reader let grow.
 */
const SETTINGS = [
  'synchronous = FULL',
  'fullfsync = ON',
  'checkpoint_fullfsync = ON',
  'foreign_keys = ON',
  'trusted_schema = OFF',
  'cell_size_check = ON',
  'wal_autocheckpoint = 8192',
  'journal_size_limit = 67108864',
]

/**
 * Opens a database file. Throws `StoreFault`.
 *
 * @param how `make` it when missing, and its folder, for this user only; take it only when it is `there`; or `read` it
 * without changing it or leaving anything beside it, which needs that nobody writes meanwhile
 */
export async function openSqlite(file: string, how: 'make' | 'there' | 'read' = 'make'): Promise<Database> {
  const sqlite = await loadSqlite()
  try {
    if (how === 'make') makeFile(file)
    statSync(file)
    const connection = how === 'read' ? connectToRead(sqlite, file) : connect(sqlite, file)
    return databaseOf(sqlite, file, connection)
  } catch (error) {
    throw faultOf(error)
  }
}

/**
 * Built in and complete (column names, backup) from Node 22.16, else the package. By a computed name, so that no
 * bundler looks for the built-in one.
 */
export async function loadSqlite(): Promise<SqliteModule> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isBuiltIn = major >= 24 || (major === 22 && minor >= 16)
  const name = isBuiltIn ? 'node:sqlite' : '@photostructure/sqlite'
  return (await import(/* @vite-ignore */ name)) as SqliteModule
}

function makeFile(file: string): void {
  makeFolder(dirname(file))
  closeSync(openSync(file, 'a', 0o600))
}

function connect(sqlite: SqliteModule, file: string): SqliteConnection {
  const connection = new sqlite.DatabaseSync(file)
  try {
    connection.exec(`pragma busy_timeout = ${OPENING_WAIT_MS}`)
    const { journal_mode: mode } = connection.prepare('pragma journal_mode = WAL').get() as Record<
      string,
      unknown
    >
    if (mode !== 'wal')
      throw new StoreFault('unavailable', { cause: new Error(`journal mode ${String(mode)}`) })
    for (const setting of SETTINGS) connection.exec(`pragma ${setting}`)
    connection.exec('begin immediate; rollback')
    connection.exec(`pragma busy_timeout = ${BUSY_WAIT_MS}`)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

function connectToRead(sqlite: SqliteModule, file: string): SqliteConnection {
  const connection = new sqlite.DatabaseSync(file, { readOnly: true })
  connection.exec('pragma trusted_schema = OFF; pragma cell_size_check = ON')
  return connection
}

function databaseOf(sqlite: SqliteModule, file: string, connection: SqliteConnection): Database {
  const isSameFile = sameFile(file)
  let commits = 0
  let isOpen = true
  const beforeWrite = (): void => {
    if (!isOpen) throw new StoreFault('unavailable', { cause: new Error('the database is closed') })
    if (!isSameFile())
      throw new StoreFault('unavailable', { cause: new Error(`${file} was moved or removed`) })
  }
  const turns = new SqliteTurns({ connection, beforeWrite, afterCommit: () => (commits += 1) })
  const db = new Kysely<Tables>({ dialect: sqliteDialect(turns) })
  return {
    engine: ENGINE,
    db,
    get commits() {
      return commits
    },
    transact: (work) => turns.transact(work),
    backup: (to) => backup(sqlite, file, to),
    async integrity() {
      const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
      return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
    },
    async ping() {
      await untilUnlocked(() =>
        db.transaction().execute(async (trx) => {
          const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(trx)
          // the number means nothing: what counts is that the disk has taken it
          await sql.raw(`pragma user_version = ${1 - (rows[0]?.user_version ?? 0)}`).execute(trx)
        }),
      )
    },
    async close() {
      if (!isOpen) return
      isOpen = false
      await db.destroy()
      closeTidily(connection)
    },
  }
}

/**
 * The package for older versions of Node lets go of the files only when the statements are garbage collected, so the
 * write-ahead log is emptied by hand. A reader or a fault may prevent it; the next opening reads the log then.
 */
function closeTidily(connection: SqliteConnection): void {
  try {
    connection.exec('pragma wal_checkpoint(TRUNCATE)')
  } finally {
    connection.close()
  }
}

/**
 * Tells whether the path still leads to the file that was opened. SQLite goes on writing into a file that was moved
 * or deleted, and all of that would be gone at the next start.
 */
function sameFile(file: string): () => boolean {
  const { ino, dev } = statSync(file)
  return () => {
    const now = statSync(file, { throwIfNoEntry: false })
    return now?.ino === ino && now.dev === dev
  }
}

/**
 * Copies in one step from a second connection: one consistent moment, and writers go on. The copy is a single file
 * that needs no log beside it.
 */
async function backup(sqlite: SqliteModule, file: string, to: string): Promise<void> {
  try {
    closeSync(openSync(to, 'wx', 0o600))
  } catch (error) {
    throw faultOf(error)
  }
  try {
    const source = new sqlite.DatabaseSync(file, { readOnly: true })
    try {
      source.exec(`pragma busy_timeout = ${OPENING_WAIT_MS}`)
      await sqlite.backup(source, to, { rate: 2 ** 30 })
    } finally {
      source.close()
    }
    const copy = new sqlite.DatabaseSync(to)
    copy.exec('pragma journal_mode = DELETE')
    copy.close()
  } catch (error) {
    // half a copy must not be taken for one
    rmSync(to, { force: true })
    throw faultOf(error)
  }
}
