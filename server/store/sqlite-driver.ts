import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from 'kysely'
import { faultOf } from './sqlite-faults'

/** The part of a prepared statement of the node:sqlite API that is used here. */
interface Statement {
  all(...parameters: unknown[]): unknown[]
  run(...parameters: unknown[]): { changes: number | bigint }
  columns(): unknown[]
}

/** The part of a connection of the node:sqlite API that is used here. */
export interface SqliteConnection {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

/** How many prepared statements are kept, the last used ones. Inserts of 1, 2, 3 … rows are all distinct. */
const MAX_STATEMENTS = 300

interface Needs {
  readonly connection: SqliteConnection
  /** Runs before each transaction; throws when it must not begin. */
  readonly beforeWrite: () => void
  readonly afterCommit: () => void
}

/**
 * One connection that everybody takes turns on. Transactions begin with the write lock, so that what they read is
 * still true when they write. Statements are prepared once.
 */
class SqliteDriver implements Driver {
  readonly #needs: Needs
  readonly #connection: Turns

  constructor(needs: Needs) {
    this.#needs = needs
    this.#connection = new Turns(needs.connection)
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection.take()
  }

  async releaseConnection(): Promise<void> {
    this.#connection.giveBack()
  }

  async beginTransaction(): Promise<void> {
    this.#needs.beforeWrite()
    this.#connection.exec('begin immediate')
  }

  async commitTransaction(): Promise<void> {
    this.#connection.exec('commit')
    this.#needs.afterCommit()
  }

  /** SQLite has often rolled back by itself when a statement failed; a second time is no fault. */
  async rollbackTransaction(): Promise<void> {
    try {
      this.#connection.exec('rollback')
    } catch {
      return
    }
  }

  /** Waits for whoever has the connection; who opened it closes it. */
  async destroy(): Promise<void> {
    await this.#connection.take()
  }
}

/** The connection together with the queue of those who wait for it. */
class Turns implements DatabaseConnection {
  readonly #connection: SqliteConnection
  readonly #statements = new Map<string, { statement: Statement; reads: boolean }>()
  readonly #waiting: (() => void)[] = []
  #isTaken = false

  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }

  async take(): Promise<this> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#isTaken = true
    return this
  }

  giveBack(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#isTaken = false
  }

  exec(sql: string): void {
    try {
      this.#connection.exec(sql)
    } catch (error) {
      throw faultOf(error)
    }
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const { statement, reads } = this.#prepared(sql)
      if (reads) return { rows: statement.all(...parameters) as Row[] }
      return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) }
    } catch (error) {
      throw faultOf(error)
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('this driver does not stream')
  }

  #prepared(sql: string): { statement: Statement; reads: boolean } {
    const prepared = this.#statements.get(sql) ?? this.#prepare(sql)
    this.#statements.delete(sql)
    this.#statements.set(sql, prepared)
    if (this.#statements.size > MAX_STATEMENTS) {
      const [leastUsed] = this.#statements.keys()
      if (leastUsed !== undefined) this.#statements.delete(leastUsed)
    }
    return prepared
  }

  #prepare(sql: string): { statement: Statement; reads: boolean } {
    const statement = this.#connection.prepare(sql)
    return { statement, reads: statement.columns().length > 0 }
  }
}

/** SQLite can change its schema inside a transaction, so a migration that fails leaves nothing behind. */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Kysely over one connection of the node:sqlite API. */
export function sqliteDialect(needs: Needs): Dialect {
  return {
    createDriver: () => new SqliteDriver(needs),
    createAdapter: () => new Adapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>): DatabaseIntrospector => new SqliteIntrospector(db),
  }
}
