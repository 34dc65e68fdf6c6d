import type { Kysely, Transaction } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreFault } from './port'
import type { Tables } from './tables'

/** What differs between database engines. Everything else of the store is the same queries for all of them. */
export interface Engine {
  /** Column type of bytes. */
  readonly bytes: 'blob' | 'bytea'
  /** Holds back other nodes that set up the same store, until the transaction ends. */
  lockSetUp(trx: Transaction<Tables>): Promise<void>
}

/** What a statement did: the rows that it gave back, and how many rows it changed. */
export interface Ran<Row> {
  readonly rows: readonly Row[]
  readonly changes: number
}

/** Runs a statement that is made already, within a transaction. */
export type Run = <Row>(sql: string, parameters: readonly unknown[]) => Promise<Ran<Row>>

/**
 * An open database. Its queries throw `StoreFault` when the machine is at fault; other errors are bugs. Queries on
 * `db` read; whatever changes rows goes through `write`.
 */
export interface Database {
  readonly engine: Engine
  readonly db: Kysely<Tables>
  /** One transaction without the query builder, which costs more than the work of a keystroke. See `write`. */
  transact<Value>(work: (run: Run) => Promise<Value>): Promise<Value>
  /** Transactions that were committed since opening. */
  readonly commits: number
  /** A consistent copy into a file that must not exist. */
  backup(file: string): Promise<void>
  /** Every fault that the engine's own check of its file finds, in words; empty when all is well. */
  integrity(): Promise<readonly string[]>
  /** Resolves when the database has committed something to the disk. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** How long a write waits for another process that holds the write lock, before it gives up as `locked`. */
export const LOCK_WAIT_MS = 1_000
const LOCK_RETRY_MS = 15

/**
 * Runs `work` in one transaction that is synced to the disk before the promise resolves. `work` may run several
 * times: it must change nothing but rows.
 */
export function write<Value>(
  database: Database,
  work: (trx: Transaction<Tables>) => Promise<Value>,
): Promise<Value> {
  return untilUnlocked(() => database.db.transaction().execute(work))
}

/** Tries again while somebody else holds the lock, for at most `LOCK_WAIT_MS`. The event loop is free meanwhile. */
export async function untilUnlocked<Value>(work: () => Promise<Value>): Promise<Value> {
  const deadline = performance.now() + LOCK_WAIT_MS
  for (;;) {
    try {
      return await work()
    } catch (fault) {
      const isLocked = fault instanceof StoreFault && fault.reason === 'locked'
      if (!isLocked || performance.now() > deadline) throw fault
      await sleep(LOCK_RETRY_MS)
    }
  }
}
