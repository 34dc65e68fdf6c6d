import { DatabaseSync } from '@photostructure/sqlite'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { MAIN_STREAM } from '../../shared/meetings'
import { SQLITE_FILE } from '../../server/store/sqlite'
import { newToken } from '../../server/tokens'
import { bundleServer, ChildServer } from '../support/child-server'
import { post } from '../support/request'
import { CHAIR_SEAT, mechanismSeat, personIdOf, Table } from '../support/seats'
import { Caller } from '../support/typist'

let dataDir: string
let server: ChildServer
let coordinator: Caller
let table: Table

beforeAll(bundleServer, 60_000)

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'adref-interrupted-'))
  server = await ChildServer.on(dataDir)
  coordinator = await Caller.signIn(server.url, server.firstRunToken, 'Coordinator')
  table = await Table.open(coordinator, [mechanismSeat('SMD'), CHAIR_SEAT])
})

afterEach(async () => {
  await server.kill()
  await rm(dataDir, { recursive: true, force: true })
})

/** Runs a statement on the database of the house, as another program does. */
function run(statement: string): void {
  const database = new DatabaseSync(join(dataDir, SQLITE_FILE))
  database.exec(statement)
  database.close()
}

/** Kills the server at the moment at which it would write an entry of a kind, and starts it again. */
async function killedBefore(kind: string, ask: () => Promise<{ readonly status: number }>): Promise<void> {
  run(`create trigger power_cut before insert on entry when new.kind = '${kind}'
    begin select raise(abort, 'the power is cut'); end`)
  expect((await ask()).status).toBe(500)
  await server.kill()
  run('drop trigger power_cut')
  await server.start()
}

/** Signs in by a slip, with the secret of one attempt. */
async function comer(seat: string, name: string) {
  const { code: token } = await table.slip(seat)
  const attempt = newToken()
  return (other = attempt) => post(server.url, 'session:signIn', { token, name, attempt: other })
}

const callerOf = ({ headers }: Awaited<ReturnType<typeof post>>): Caller =>
  new Caller(server.url, headers.getSetCookie()[0]?.split(';')[0] ?? '')

/** How often a person was recorded as admitted. */
async function admissionsOf(caller: Caller): Promise<number> {
  const personId = await personIdOf(caller)
  const { entries } = await coordinator.ask('journal:read', { stream: MAIN_STREAM, after: 0 })
  return entries.filter(
    (entry) => entry.shown && entry.kind === 'person:admitted' && entry.body?.['personId'] === personId,
  ).length
}

it.each(['seat:taken', 'person:admitted'])(
  'seats whoever came by a slip when the server died before it wrote “%s”, once they ask again',
  async (kind) => {
    const enter = await comer('SMD', 'Ana')
    await killedBefore(kind, enter)
    expect(await enter(newToken())).toMatchObject({ status: 410, code: 'link-spent' })
    await enter()
    const ana = callerOf(await enter())
    expect(await ana.ask('session:read', {})).toMatchObject({ role: 'drafter', seatId: table.seat('SMD') })
    expect(await admissionsOf(ana)).toBe(1)
    expect(await table.namesOn('SMD')).toEqual(['Ana'])
  },
)

it('admits whoever came by a link when the server died before it was recorded, once they ask again', async () => {
  const { url } = await coordinator.ask('link:create', { role: 'drafter', label: '', onlyDocumentId: null })
  const said = { token: url.split('#')[1], name: 'Ana', attempt: newToken() }
  const enter = () => post(server.url, 'session:signIn', said)
  await killedBefore('person:admitted', enter)
  expect(await admissionsOf(callerOf(await enter()))).toBe(1)
})

it('seats whoever took another seat when the server died in between, and not again once they have left it', async () => {
  const ana = await table.seatNew('SMD', 'Ana')
  const { code: token } = await table.slip('Chair')
  const [meetingId, seatId] = [table.meetingId, table.seat('Chair')]
  await killedBefore('seat:taken', () => post(server.url, 'seat:take', { token }, { cookie: ana.cookie }))
  expect(await table.namesOn('Chair')).toEqual([])
  expect(await ana.ask('seat:take', { token })).toMatchObject({ seatId, role: 'chair' })
  expect(await table.namesOn('Chair')).toEqual(['Ana'])
  await coordinator.ask('seat:vacate', { meetingId, seatId, personId: await personIdOf(ana) })
  await expect(ana.ask('seat:take', { token })).rejects.toThrow('link-spent')
  expect(await table.namesOn('Chair')).toEqual([])
})

it('lets nobody sit by a slip that was used up on a seat that is full meanwhile', async () => {
  const enter = await comer('SMD', 'Ana')
  await killedBefore('seat:taken', enter)
  for (const name of ['Ben', 'Li']) await table.seatNew('SMD', name)
  expect(await enter()).toMatchObject({ status: 409, code: 'seat-full' })
  expect(await table.namesOn('SMD')).toEqual(['Ben', 'Li'])
})
