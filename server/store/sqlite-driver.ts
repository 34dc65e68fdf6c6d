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
import type { Ran, Run } from './database'
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
export class SqliteTurns implements DatabaseConnection {
  readonly #needs: Needs
  readonly #statements = new Map<string, { statement: Statement; reads: boolean }>()
  readonly #waiting: (() => void)[] = []
  #isTaken = false

  constructor(needs: Needs) {
    this.#needs = needs
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

  begin(): void {
    this.#needs.beforeWrite()
    this.run('begin immediate')
  }

  commit(): void {
    this.run('commit')
    this.#needs.afterCommit()
  }

  /** SQLite has often rolled back by itself when a statement failed; a second time is no fault. */
  rollback(): void {
    try {
      this.run('rollback')
    } catch {
      return
    }
  }

  /** Runs `work` in one transaction, with nothing in between. */
  async transact<Value>(work: (run: Run) => Promise<Value>): Promise<Value> {
    await this.take()
    try {
      this.begin()
      return await this.#committed(work)
    } finally {
      this.giveBack()
    }
  }

  /** Runs one statement. @returns its rows, or of a statement that gives none back, how many it changed */
  run<Row>(sql: string, parameters: readonly unknown[] = []): Ran<Row> {
    try {
      const { statement, reads } = this.#prepared(sql)
      if (reads) return { rows: statement.all(...parameters) as Row[], changes: 0 }
      return { rows: [], changes: Number(statement.run(...parameters).changes) }
    } catch (error) {
      throw faultOf(error)
    }
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, changes } = this.run<Row>(sql, parameters)
    return { rows: [...rows], numAffectedRows: BigInt(changes) }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('this driver does not stream')
  }

  async #committed<Value>(work: (run: Run) => Promise<Value>): Promise<Value> {
    try {
      const value = await work(async (sql, parameters) => this.run(sql, parameters))
      this.commit()
      return value
    } catch (fault) {
      this.rollback()
      throw fault
    }
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
    const statement = this.#needs.connection.prepare(sql)
    return { statement, reads: statement.columns().length > 0 }
  }
}

class SqliteDriver implements Driver {
  readonly #turns: SqliteTurns

  constructor(turns: SqliteTurns) {
    this.#turns = turns
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return this.#turns.take()
  }

  async releaseConnection(): Promise<void> {
    this.#turns.giveBack()
  }

  async beginTransaction(): Promise<void> {
    this.#turns.begin()
  }

  async commitTransaction(): Promise<void> {
    this.#turns.commit()
  }

  async rollbackTransaction(): Promise<void> {
    this.#turns.rollback()
  }

  /** Waits for whoever has the connection; who opened it closes it. */
  async destroy(): Promise<void> {
    await this.#turns.take()
  }
}

/** SQLite can change its schema inside a transaction, so a migration that fails leaves nothing behind. */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Kysely over one connection of the node:sqlite API. */
export function sqliteDialect(turns: SqliteTurns): Dialect {
  return {
    createDriver: () => new SqliteDriver(turns),
    createAdapter: () => new Adapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>): DatabaseIntrospector => new SqliteIntrospector(db),
  }
}
