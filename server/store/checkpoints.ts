import type { StreamId } from '../../shared/journal'
import { write, type Database } from './database'
import type { Checkpoint, Checkpoints } from './port'

/** Checkpoints on a database. */
export class DatabaseCheckpoints implements Checkpoints {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** A checkpoint of an entry that the journal does not hold (an older copy was restored) is dropped. */
  async load(stream: StreamId): Promise<Checkpoint | null> {
    const { db } = this.#database
    const row = await db.selectFrom('checkpoint').selectAll().where('stream', '=', stream).executeTakeFirst()
    if (!row) return null
    const { seq, hash, text, state } = row
    const entry = await db
      .selectFrom('entry')
      .select('hash')
      .where('stream', '=', stream)
      .where('seq', '=', seq)
      .executeTakeFirst()
    if (entry?.hash === hash) return { head: { seq, hash }, text, state }
    await write(this.#database, (trx) => trx.deleteFrom('checkpoint').where('stream', '=', stream).execute())
    return null
  }

  async save(stream: StreamId, { head, text, state }: Checkpoint): Promise<void> {
    const row = { stream, seq: head.seq, hash: head.hash, text, state }
    await write(this.#database, (trx) =>
      trx
        .insertInto('checkpoint')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .column('stream')
            .doUpdateSet({ seq: row.seq, hash: row.hash, text, state })
            .where('checkpoint.seq', '<', row.seq),
        )
        .execute(),
    )
  }

  async clear(): Promise<void> {
    await write(this.#database, (trx) => trx.deleteFrom('checkpoint').execute())
  }
}
