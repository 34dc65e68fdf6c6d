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
    const { db } = this.#database
    const row = await db.selectFrom('checkpoint').selectAll().where('stream', '=', stream).executeTakeFirst()
    if (!row) return null
    const { seq, hash, text, state } = row
    if (row.digest === digestOf(text, state) && (await this.#holds(row)))
      return { head: { seq, hash }, text, state }
    await this.#drop(row)
    return null
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

/** The journal's chain does not cover checkpoints, so they carry their own proof. */
function digestOf(text: Uint8Array, state: string): string {
  return createHash('sha256').update(text).update(state).digest('hex')
}
