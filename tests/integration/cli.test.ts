import { sql } from 'kysely'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { EMPTY_HEAD, jsonBody, type EntryDraft, type StreamId } from '../../shared/journal'
import { openText } from '../../shared/text/flat'
import { runCli, type ExitCode } from '../../server/cli'
import type { Store } from '../../server/store/port'
import { openSqlite, SQLITE_FILE } from '../../server/store/sqlite'
import { openStore } from '../../server/store/store'
import { tokenHashOf } from '../../server/tokens'
import { draftOf } from '../support/entries'

const STREAM: StreamId = 'document:outcome'

let folder: string
let dataDir: string
let server: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adref-cli-'))
  dataDir = join(folder, 'data')
  server = await openStore({ dataDir })
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

interface Said {
  readonly code: ExitCode
  readonly out: string
  readonly complaint: string
}

async function adref(args: string, environment: Record<string, string> = {}): Promise<Said> {
  const out: string[] = []
  const complaints: string[] = []
  const words = args.split(' ').filter(Boolean)
  const code = await runCli(
    words,
    { DATA_DIR: dataDir, ...environment },
    { print: (line) => out.push(line), complain: (line) => complaints.push(line) },
  )
  return { code, out: out.join('\n'), complaint: complaints.join('\n') }
}

/** Three updates of one text, each on top of the one before. */
function typed(): EntryDraft[] {
  const doc = new Y.Doc()
  const text = openText(doc)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of ['We ', 'the ', 'States']) text.insert(text.length, word)
  return updates.map((body) => draftOf('', { kind: 'text:updated', body }))
}

const created = (): EntryDraft =>
  draftOf('', {
    kind: 'document:created',
    body: jsonBody({ documentId: 'outcome', title: 'Outcome', language: 'en' }),
  })

async function fill(drafts: readonly EntryDraft[] = [created(), ...typed()]): Promise<void> {
  await server.journal.append(STREAM, EMPTY_HEAD, drafts)
  await server.journal.append('meeting:main', EMPTY_HEAD, [draftOf('opened')])
}

async function edit(statement: string): Promise<void> {
  const database = await openSqlite(join(dataDir, SQLITE_FILE))
  await sql.raw(statement).execute(database.db)
  await database.close()
}

describe('adref link', () => {
  it('prints a link that signs a coordinator in once, while the server runs', async () => {
    const { code, out } = await adref('link', { PORT: '4321' })
    expect(code).toBe(0)
    const [, token = ''] = /^http:\/\/127\.0\.0\.1:4321\/join#([A-Za-z0-9_-]{43})$/.exec(out) ?? []
    const link = await server.accounts.linkByKey(tokenHashOf(token))
    expect(link).toMatchObject({ role: 'coordinator', label: '', usedAt: null, createdBy: null })
    expect(link?.expiresAt).toBeGreaterThan(Date.now())
  })

  it('takes a role, a label and the public address', async () => {
    const { out } = await adref('link --role chair --label Asia', { PUBLIC_URL: 'https://adref.example.org' })
    expect(out).toMatch(/^https:\/\/adref\.example\.org\/join#/)
    expect(await server.accounts.links()).toMatchObject([{ role: 'chair', label: 'Asia' }])
  })

  it.each([
    ['link --role king', /there is no role "king"/],
    ['link --rule chair', /--rule/],
    ['link chair', /"chair" is one word too many/],
  ])('says what is wrong with: %s', async (args, complaint) => {
    const said = await adref(args)
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(said.complaint).toMatch(complaint)
    expect(await server.accounts.links()).toEqual([])
  })

  it('makes no link that leads nowhere', async () => {
    expect(await adref('link', { PORT: '0' })).toMatchObject({ code: 2, out: '' })
    expect(await adref('link', { PORT: '0', PUBLIC_URL: 'http://localhost:9' })).toMatchObject({ code: 0 })
  })

  it('makes no record of its own where the server has none', async () => {
    const elsewhere = join(folder, 'elsewhere')
    const { code, out, complaint } = await adref('link', { DATA_DIR: elsewhere })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(complaint).toContain(SQLITE_FILE)
    expect(existsSync(elsewhere)).toBe(false)
  })
})

describe('adref check', () => {
  it('says of a sound record how much there is, and ends with 0', async () => {
    await fill()
    const { code, out } = await adref('check')
    expect(out.split('\n')).toEqual([
      'schema 0005-former-names',
      'file ok',
      'stream             entries  state',
      'document:outcome         4  ok',
      'meeting:main             1  ok',
    ])
    expect(code).toBe(0)
  })

  it('names the first row that was altered, and still checks the other streams', async () => {
    await fill()
    await edit(`update entry set body = salt where stream = '${STREAM}' and seq = 3`)
    const { code, out } = await adref('check')
    expect(out).toMatch(/document:outcome +4 {2}row 3: hash-mismatch/)
    expect(out).toMatch(/meeting:main +1 {2}ok/)
    expect(code).toBe(1)
  })

  it('notices a truncated tail', async () => {
    await fill()
    await edit(`delete from entry where stream = '${STREAM}' and seq > 2`)
    expect((await adref('check')).out).toMatch(/row 3: truncated/)
  })

  it('names a text update that needs one which is not there', async () => {
    const [first, , third] = typed()
    await fill([created(), first ?? created(), third ?? created()])
    const { code, out } = await adref('check')
    expect(out).toMatch(/row 3: its text update needs one that is missing/)
    expect(code).toBe(1)
  })

  it('names a text update that cannot be read, and an entry that makes no sense', async () => {
    await fill([created(), draftOf('', { kind: 'text:updated', body: new Uint8Array([9, 9, 9]) })])
    expect((await adref('check')).out).toMatch(/row 2: its text update cannot be read/)
    await server.journal.append('document:b', EMPTY_HEAD, [draftOf('x', { kind: 'document:created' })])
    expect((await adref('check')).out).toMatch(/document:b +1 {2}row 1: its document:created makes no sense/)
    await server.journal.append('registry:main', EMPTY_HEAD, [draftOf('x', { kind: 'mechanism:added' })])
    expect((await adref('check')).out).toMatch(
      /registry:main +1 {2}row 1: its mechanism:added makes no sense/,
    )
  })

  it('finds the same while the server goes on writing', async () => {
    await fill()
    let isDone = false
    const checking = adref('check').finally(() => (isDone = true))
    while (!isDone) {
      const head = await server.journal.head('meeting:main')
      await server.journal.append('meeting:main', head, [draftOf('more')])
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await checking).toMatchObject({ code: 0 })
  })

  it('refuses a record of a newer version, and one that is not there, without making one', async () => {
    await edit(`insert into kysely_migration (name, timestamp) values ('9999-later', 'then')`)
    const newer = await adref('check')
    expect(newer.code).toBe(2)
    expect(newer.complaint).toMatch(/newer version of Adref/)
    const elsewhere = join(folder, 'elsewhere')
    const missing = await adref('check', { DATA_DIR: elsewhere })
    expect(missing.code).toBe(2)
    expect(missing.complaint).toMatch(/DATA_DIR is ".*elsewhere"/)
    expect(existsSync(elsewhere)).toBe(false)
  })

  it('says that the file is no database', async () => {
    const other = join(folder, 'other')
    await (await openStore({ dataDir: other })).close()
    await writeFile(join(other, SQLITE_FILE), 'x'.repeat(20_000))
    expect(await adref('check', { DATA_DIR: other })).toMatchObject({
      code: 1,
      complaint: expect.stringMatching(/the store is damaged/) as string,
    })
  })
})

describe('adref backup', () => {
  it('writes one file that holds everything, and checks it', async () => {
    await fill()
    const file = join(folder, 'copy.sqlite')
    const { code, out } = await adref(`backup ${file}`)
    expect(out).toMatch(/document:outcome +4 {2}ok/)
    expect(out).toMatch(/copied to .*copy\.sqlite$/)
    expect(code).toBe(0)
    expect((await readdir(folder)).sort()).toEqual(['copy.sqlite', 'data'])
  })

  it('is restored by putting it in the place of the record', async () => {
    await fill()
    await adref(`backup ${join(folder, SQLITE_FILE)}`)
    const restored = await openStore({ dataDir: folder })
    expect(await restored.journal.read(STREAM, 0)).toEqual(await server.journal.read(STREAM, 0))
    await restored.close()
  })

  it('overwrites nothing', async () => {
    await fill()
    const file = join(folder, 'copy.sqlite')
    await writeFile(file, 'precious')
    const { code, complaint } = await adref(`backup ${file}`)
    expect(code).toBe(2)
    expect(complaint).toMatch(/exists already/)
  })

  it('says so when the copy is no good, because the record is not', async () => {
    await fill()
    await edit(`update entry set kind = 'x' where stream = '${STREAM}' and seq = 2`)
    const { code, out, complaint } = await adref(`backup ${join(folder, 'copy.sqlite')}`)
    expect(code).toBe(1)
    expect(out).toMatch(/row 2: hash-mismatch/)
    expect(complaint).toMatch(/no good copy/)
  })

  it('says so when there is no folder for the copy', async () => {
    const { code, complaint } = await adref(`backup ${join(folder, 'nowhere', 'copy.sqlite')}`)
    expect(code).toBe(1)
    expect(complaint).toMatch(/unavailable/)
  })
})

describe('adref', () => {
  it('explains itself, and says what is missing', async () => {
    expect(await adref('help')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/backup FILE/) as string,
    })
    expect(await adref('')).toMatchObject({ code: 2, complaint: expect.stringMatching(/missing/) as string })
    expect(await adref('chekc')).toMatchObject({ code: 2 })
    expect(await adref('toString')).toMatchObject({ code: 2 })
    expect(await adref('backup')).toMatchObject({ code: 2 })
  })

  it('names a wrong variable', async () => {
    const { code, complaint } = await adref('check', { LOG_LEVEL: 'loud' })
    expect(code).toBe(2)
    expect(complaint).toMatch(/LOG_LEVEL is "loud", but must be one of/)
  })

  it('ends as a program with the code of the command', async () => {
    const program = new URL('../../server/cli.ts', import.meta.url).pathname
    const run = (...args: string[]) =>
      new Promise<{ code: unknown; text: string }>((resolve) => {
        execFile(
          process.execPath,
          ['--import', 'tsx', program, ...args],
          { env: { ...process.env, DATA_DIR: dataDir } },
          (fault, out, complaint) => resolve({ code: fault?.code ?? 0, text: out + complaint }),
        )
      })
    expect(await run('check')).toMatchObject({ code: 0 })
    expect(await run('nonsense')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/nonsense/) as string,
    })
  })
})
