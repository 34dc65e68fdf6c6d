import { createHash } from 'node:crypto'
import type { StreamId } from '../../shared/journal'
import { write, type Database } from './database'
import { StoreFault, type Checkpoint, type Checkpoints } from './port'
import type { CheckpointRow } from './tables'

/** Checkpoints on a database. */
export class DatabaseCheckpoints implements Checkpoints {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * A checkpoint that was damaged, or whose entry the journal does not hold (an older copy was restored), is dropped.
   */
  async load(stream: StreamId): Promise<Checkpoint | null> {
    const row = await this.#row(stream)
    if (!row) return null
    if (await this.#isGood(row)) return checkpointOf(row)
    await this.#drop(row)
    return null
  }

  /** What `load` would give, without dropping anything. */
  async look(stream: StreamId): Promise<Checkpoint | null> {
    const row = await this.#row(stream)
    return row && (await this.#isGood(row)) ? checkpointOf(row) : null
  }

  async save(stream: StreamId, { head, text, state }: Checkpoint): Promise<void> {
    const what = { seq: head.seq, hash: head.hash, text, state, digest: digestOf(text, state) }
    await write(this.#database, (trx) =>
      trx
        .insertInto('checkpoint')
        .values({ stream, ...what })
        .onConflict((conflict) =>
          conflict.column('stream').doUpdateSet(what).where('checkpoint.seq', '<', head.seq),
        )
        .execute(),
    )
  }

  async clear(): Promise<void> {
    await write(this.#database, (trx) => trx.deleteFrom('checkpoint').execute())
  }

  #row(stream: StreamId): Promise<CheckpointRow | undefined> {
    const { db } = this.#database
    return db.selectFrom('checkpoint').selectAll().where('stream', '=', stream).executeTakeFirst()
  }

  async #isGood(row: CheckpointRow): Promise<boolean> {
    return row.digest === digestOf(row.text, row.state) && (await this.#holds(row))
  }

  /** One that stays because the disk is full is no worse next time, and keeps no document from opening. */
  async #drop({ stream, digest }: CheckpointRow): Promise<void> {
    try {
      await write(this.#database, (trx) =>
        trx.deleteFrom('checkpoint').where('stream', '=', stream).where('digest', '=', digest).execute(),
      )
    } catch (fault) {
      if (!(fault instanceof StoreFault)) throw fault
    }
  }

  async #holds({ stream, seq, hash }: CheckpointRow): Promise<boolean> {
    const entry = await this.#database.db
      .selectFrom('entry')
      .select('hash')
      .where('stream', '=', stream)
      .where('seq', '=', seq)
      .executeTakeFirst()
    return entry?.hash === hash
  }
}

function checkpointOf({ seq, hash, text, state }: CheckpointRow): Checkpoint {
  return { head: { seq, hash }, text, state }
}

/** The journal's chain does not cover checkpoints, so they carry their own proof. */
function digestOf(text: Uint8Array, state: string): string {
  return createHash('sha256').update(text).update(state).digest('hex')
}
