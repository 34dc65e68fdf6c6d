import { Migrator, sql, type Migration } from 'kysely'
import { untilUnlocked, type Database, type Engine } from './database'
import { core } from './migrations/0001-core'
import { seats } from './migrations/0002-seats'
import { signIn } from './migrations/0003-sign-in'
import { slipsOfSeat } from './migrations/0004-slips-of-seat'
import { formerNames } from './migrations/0005-former-names'

/** Every change of the schema, by the name under which the database remembers it. Names sort in order. */
function migrationsFor(engine: Engine): Record<string, Migration> {
  return {
    '0001-core': core(engine),
    '0002-seats': seats,
    '0003-sign-in': signIn(engine),
    '0004-slips-of-seat': slipsOfSeat,
    '0005-former-names': formerNames,
  }
}

/** The data was written by a newer version of the program, which this one would misread. */
export class DatabaseTooNew extends Error {
  /** Names of the migrations that this program does not know. */
  readonly unknown: readonly string[]
  constructor(unknown: readonly string[]) {
    super(`the data folder was written by a newer version of Adref (${unknown.join(', ')}): use that version`)
    this.name = 'DatabaseTooNew'
    this.unknown = unknown
  }
}

/** What a database has of the schema. `missing` is what this program would add, `unknown` what it does not know. */
export interface SchemaState {
  readonly version: string | null
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
}

/** Compares a database with this program. Changes nothing. */
export async function schemaOf(database: Database): Promise<SchemaState> {
  const known = Object.keys(migrationsFor(database.engine))
  const done = await doneIn(database)
  return {
    version: done.at(-1) ?? null,
    missing: known.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !known.includes(name)),
  }
}

/** Brings a database to this program's schema, all or nothing. Throws `DatabaseTooNew` or `StoreFault`. */
export function migrate(database: Database): Promise<void> {
  return untilUnlocked(async () => {
    const { missing, unknown } = await schemaOf(database)
    if (unknown.length > 0) throw new DatabaseTooNew(unknown)
    if (missing.length === 0) return
    const provider = { getMigrations: async () => migrationsFor(database.engine) }
    const { error } = await new Migrator({ db: database.db, provider }).migrateToLatest()
    if (error instanceof Error) throw error
    if (error) throw new Error('the schema could not be brought up to date', { cause: error })
  })
}

async function doneIn({ db }: Database): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map((row) => row.name)
}
