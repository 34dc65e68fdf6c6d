import { sql } from 'kysely'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../../server/store/migrations'
import { openSqlite } from '../../server/store/sqlite'

describe('the embedded database', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adref-sqlite-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('syncs every commit to the disk, keeps references and trusts no schema', async () => {
    const database = await openSqlite(join(folder, 'data', 'adref.sqlite'))
    const setting = async (name: string): Promise<unknown> => {
      const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(database.db)
      return Object.values(rows[0] ?? {})[0]
    }
    expect(await setting('journal_mode')).toBe('wal')
    expect(await setting('synchronous')).toBe(2)
    expect(await setting('foreign_keys')).toBe(1)
    expect(await setting('trusted_schema')).toBe(0)
    await database.close()
  })

  it('is for this user only', async () => {
    const database = await openSqlite(join(folder, 'data', 'adref.sqlite'))
    await migrate(database)
    const modeOf = async (...path: string[]) => (await stat(join(folder, ...path))).mode & 0o777
    expect(await modeOf('data')).toBe(0o700)
    expect(await modeOf('data', 'adref.sqlite')).toBe(0o600)
    expect(await modeOf('data', 'adref.sqlite-wal')).toBe(0o600)
    await database.close()
  })

  it('serves any number of different statements', async () => {
    const database = await openSqlite(join(folder, 'adref.sqlite'))
    for (let round = 0; round < 2; round++) {
      for (let number = 0; number < 700; number++) {
        const { rows } = await sql.raw<{ n: number }>(`select ${number} as n`).execute(database.db)
        expect(rows).toMatchObject([{ n: number }])
      }
    }
    await database.close()
  })
})
