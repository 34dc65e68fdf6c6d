import { sql } from 'kysely'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EMPTY_HEAD, type Head, type StreamId } from '../../shared/journal'
import { LOCK_WAIT_MS } from '../../server/store/database'
import { DatabaseTooNew, migrate } from '../../server/store/migrations'
import type { Store } from '../../server/store/port'
import { openSqlite, SQLITE_FILE } from '../../server/store/sqlite'
import { openStore, storeOn } from '../../server/store/store'
import { draftOf } from '../support/entries'

const STREAM: StreamId = 'document:a'
const OTHER: StreamId = 'document:b'
const support = (name: string) => new URL(`../support/${name}.ts`, import.meta.url).pathname
const big = () => draftOf('x', { kind: 'text:updated', body: new Uint8Array(200_000) })
const fault = (reason: string) => ({ name: 'StoreFault', reason })

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adref-faults-'))
  file = join(folder, SQLITE_FILE)
})
afterEach(() => rm(folder, { recursive: true }))

async function say(store: Store, word: string, stream = STREAM): Promise<Head> {
  const head = await store.journal.head(stream)
  const appended = await store.journal.append(stream, head, [draftOf(word)])
  expect(appended.kind).toBe('written')
  return appended.entries.at(-1) ?? EMPTY_HEAD
}

describe('a full disk', () => {
  it('acknowledges nothing, loses nothing, and goes on when there is room again', async () => {
    const database = await openSqlite(file)
    await migrate(database)
    const store = storeOn(database)
    const head = await say(store, 'before')
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.db)
    await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 5}`).execute(database.db)

    const results = await Promise.allSettled([
      store.journal.append(STREAM, head, [big()]),
      store.journal.append(OTHER, EMPTY_HEAD, [draftOf('small')]),
    ])
    for (const result of results) expect(result).toMatchObject({ reason: fault('full') })
    expect(await store.journal.head(STREAM)).toMatchObject({ seq: head.seq, hash: head.hash })
    expect(await store.journal.head(OTHER)).toEqual(EMPTY_HEAD)
    await store.ping()

    await sql.raw('pragma max_page_count = 1000000').execute(database.db)
    expect(await store.journal.append(STREAM, head, [big()])).toMatchObject({ kind: 'written' })
    await say(store, 'after', OTHER)
    expect(await store.journal.verify(STREAM)).toBeNull()
    await store.close()
  })

  it('is the same when it is the file system that is full', async () => {
    const unmount = mountTiny(folder)
    if (!unmount) return
    try {
      const store = await openStore({ dataDir: folder })
      let head = await say(store, 'before')
      writeFileSync(join(folder, 'ballast'), Buffer.alloc(3_000_000))
      let filled: unknown
      for (let round = 0; round < 100 && !filled; round++) {
        const [result] = await Promise.allSettled([store.journal.append(STREAM, head, [big()])])
        if (result.status === 'rejected') filled = result.reason
        else head = result.value.entries.at(-1) ?? head
      }
      expect(filled).toMatchObject(fault('full'))
      await rm(join(folder, 'ballast'))
      expect(await store.journal.append(STREAM, head, [draftOf('after')])).toMatchObject({ kind: 'written' })
      expect(await store.journal.verify(STREAM)).toBeNull()
      await store.close()
    } finally {
      unmount()
    }
  })
})

describe('a database locked by another process', () => {
  let holder: ChildProcess
  const lock = async (): Promise<void> => {
    holder = spawn(process.execPath, ['--import', 'tsx', support('lock-holder'), file], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(holder.stdout ?? holder, 'data')
  }
  const unlock = async (): Promise<void> => {
    const ended = once(holder, 'exit')
    holder.stdin?.end()
    await ended
  }

  it('acknowledges nothing, still reads, keeps the event loop free, and goes on when the lock is gone', async () => {
    const store = await openStore({ dataDir: folder })
    const head = await say(store, 'before')
    await lock()
    const stall = longestStall()
    const started = performance.now()
    const appending = store.journal.append(STREAM, head, [draftOf('while locked')])
    const refused = expect(appending).rejects.toMatchObject(fault('locked'))
    expect(await store.journal.read(STREAM, 0)).toHaveLength(1)
    // what can be read only is not ready
    await expect(store.ping()).rejects.toMatchObject(fault('locked'))
    await refused
    expect(performance.now() - started).toBeLessThan(LOCK_WAIT_MS * 10)
    expect(stall()).toBeLessThan(LOCK_WAIT_MS)
    await unlock()
    expect(await store.journal.append(STREAM, head, [draftOf('after')])).toMatchObject({ kind: 'written' })
    await store.close()
  })

  it('waits for a lock that is held for a moment only', async () => {
    const store = await openStore({ dataDir: folder })
    const other = await openSqlite(file)
    let giveBack = (): void => {}
    const holding = other.db.transaction().execute(() => new Promise<void>((resolve) => (giveBack = resolve)))
    const appending = store.journal.append(STREAM, EMPTY_HEAD, [draftOf('patient')])
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    giveBack()
    await holding
    expect(await appending).toMatchObject({ kind: 'written' })
    await other.close()
    await store.close()
  })
})

describe('a damaged file', () => {
  const fill = async (stream = STREAM): Promise<void> => {
    const store = await openStore({ dataDir: folder })
    await store.journal.append(
      stream,
      EMPTY_HEAD,
      Array.from({ length: 400 }, (_, n) => draftOf(`word ${n}`)),
    )
    await store.close()
  }
  const overwrite = async (from: number, length: number): Promise<void> => {
    const handle = await open(file, 'r+')
    await handle.write(Buffer.alloc(length, 0xa5), 0, length, from)
    await handle.close()
  }

  /** Leaf pages of the index in which the rows of one stream end and those of the next begin. */
  async function leavesBetween(stream: StreamId, next: StreamId): Promise<number[]> {
    const bytes = await readFile(file)
    const pages = Array.from({ length: bytes.length / 4_096 }, (_, page) => page)
    return pages.filter((page) => {
      const content = bytes.subarray(page * 4_096, (page + 1) * 4_096)
      const count = (name: StreamId) => content.toString('latin1').split(name).length - 1
      return content[0] === 0x0a && count(stream) > 0 && count(next) > 1
    })
  }

  it('is said when the file is no database at all', async () => {
    await fill()
    await overwrite(0, 4_096)
    await expect(openStore({ dataDir: folder })).rejects.toMatchObject(fault('damaged'))
  })

  it('is said when a page of rows is garbage, by row, while other streams go on', async () => {
    await fill()
    const { size } = await stat(file)
    const text = await readFile(file)
    const page = Math.floor(text.indexOf('{"word":"word 200"}') / 4_096)
    expect(page).toBeGreaterThan(0)
    expect((page + 1) * 4_096).toBeLessThanOrEqual(size)
    await overwrite(page * 4_096, 4_096)
    const store = await openStore({ dataDir: folder })
    const damage = await store.journal.verify(STREAM)
    expect(damage).toMatchObject({ name: 'JournalDamaged', stream: STREAM })
    expect(damage?.seq).toBeGreaterThan(150)
    expect(damage?.seq).toBeLessThanOrEqual(201)
    await expect(store.journal.read(STREAM, 0)).rejects.toMatchObject({
      name: expect.stringMatching(/StoreFault|JournalDamaged/) as string,
    })
    await say(store, 'goes on', OTHER)
    await store.close()
  })

  it('is the fault of its stream only, also when others are written in the same commit', async () => {
    await fill()
    await fill(OTHER)
    for (const page of await leavesBetween(STREAM, OTHER)) await overwrite(page * 4_096, 4_096)
    const store = await openStore({ dataDir: folder })
    const [bad, good] = await Promise.allSettled([say(store, 'lost'), say(store, 'goes on', OTHER)])
    expect(bad).toMatchObject({ status: 'rejected', reason: fault('damaged') })
    expect(good).toMatchObject({ status: 'fulfilled', value: { seq: 401 } })
    await store.close()
  })

  it('is said by row when single bytes of one body were changed', async () => {
    await fill()
    const at = (await readFile(file)).indexOf('{"word":"word 123"}')
    await overwrite(at + 12, 1)
    const store = await openStore({ dataDir: folder })
    expect(await store.journal.verify(STREAM)).toMatchObject({ seq: 124, fault: 'hash-mismatch' })
    await store.close()
  })
})

describe('a folder that cannot be used', () => {
  it('is unavailable when it is read-only, and serves as soon as it is not', async () => {
    const dataDir = join(folder, 'data')
    mkdirSync(dataDir)
    letNobodyIn(folder)
    chmodSync(dataDir, 0o555)
    expect(tryAsNobody(dataDir)).toEqual({ step: 'open', ...fault('unavailable') })
    chmodSync(dataDir, 0o777)
    expect(tryAsNobody(dataDir)).toEqual({ step: 'done' })
    chmodSync(join(dataDir, SQLITE_FILE), 0o444)
    expect(tryAsNobody(dataDir)).toEqual({ step: 'open', ...fault('unavailable') })
  })

  it('is unavailable when a file is in its place', async () => {
    appendFileSync(join(folder, 'data'), 'no folder')
    await expect(openStore({ dataDir: join(folder, 'data') })).rejects.toMatchObject(fault('unavailable'))
  })

  it('does not write into a file that was moved away, and goes on when it is back', async () => {
    const store = await openStore({ dataDir: folder })
    const head = await say(store, 'before')
    await rename(file, `${file}.away`)
    const appending = store.journal.append(STREAM, head, [draftOf('into nowhere')])
    await expect(appending).rejects.toMatchObject(fault('unavailable'))
    await expect(store.ping()).rejects.toMatchObject(fault('unavailable'))
    await rename(`${file}.away`, file)
    await store.ping()
    expect(await store.journal.append(STREAM, head, [draftOf('after')])).toMatchObject({ kind: 'written' })
    await store.close()
  })
})

describe('data of another version', () => {
  it('is refused in clear words when it is newer, and left as it is', async () => {
    const database = await openSqlite(file)
    await migrate(database)
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', 'then')`.execute(
      database.db,
    )
    await database.close()
    const opening = openStore({ dataDir: folder })
    await expect(opening).rejects.toThrow(DatabaseTooNew)
    await expect(opening).rejects.toThrow(/newer version of Adref \(9999-later\)/)
  })

  it('is brought up to date once when several processes open an empty folder together', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ dataDir: folder })))
    for (const store of stores) await store.ping()
    for (const store of stores) await store.close()
  })
})

/** Longest time that the event loop was busy with one thing, in ms, until the returned function is called. */
function longestStall(): () => number {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  return () => {
    clearInterval(timer)
    return longest
  }
}

/** Mounts 6 MB over a folder; null where this user may not mount. Unmounted when the last file in it is closed. */
function mountTiny(at: string): (() => void) | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', at], { stdio: 'ignore' })
  } catch {
    return null
  }
  return () => execFileSync('umount', ['--lazy', at])
}

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

/** Permissions mean nothing to root, so there the attempt is made by somebody else. */
function tryAsNobody(dataDir: string): unknown {
  const who = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const args = ['--import', 'tsx', support('tried'), dataDir]
  const env = { ...process.env, TSX_DISABLE_CACHE: '1', HOME: folder }
  return JSON.parse(execFileSync(process.execPath, args, { ...who, env, encoding: 'utf8' })) as unknown
}

function letNobodyIn(to: string): void {
  chmodSync(to, 0o755)
  if (!isRoot) return
  chownSync(join(to, 'data'), NOBODY, NOBODY)
}
