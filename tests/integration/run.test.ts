import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open as openFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freePort } from '../support/child-server'
import { Live } from '../support/live'
import { post } from '../support/request'
import { Caller, Typist } from '../support/typist'
import { until } from '../support/until'
import { venues } from '../support/venue'

const open = venues()
let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'adref-run-'))
})
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true })
})

/** The program as an operator starts it. */
function program(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  return { child, said, ended }
}

it.each([
  ['PORT', '70000'],
  ['PUBLIC_URL', 'not an address'],
  ['LOG_LEVEL', 'loud'],
  ['DATA_DIR', '/proc/adref/data'],
  ['DATA_DIR', '/dev/null/data'],
  ['DATA_DIR', '/dev/null'],
])('names the variable %s when it is wrong, and ends with code 2', async (name, value) => {
  const { said, ended } = program({ [name]: value })
  expect(await ended).toEqual([2, null])
  expect(said.err).toMatch(new RegExp(`^${name} is `))
})

it('goes on, and ends when it is told to, where its log cannot be written', async () => {
  const port = String(await freePort())
  const full = await openFile('/dev/full', 'w')
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    env: { ...process.env, PORT: port, DATA_DIR: dataDir, LOG_LEVEL: 'info' },
    stdio: ['ignore', full.fd, full.fd],
  })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const isAlive = async () => (await fetch(`${url}/healthz`).catch(() => null))?.ok === true
  await until(isAlive, { what: 'the server', timeoutMs: 20_000 })
  for (let i = 0; i < 20; i += 1) await post(url, 'session:read', {})
  expect(await isAlive()).toBe(true)
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  await full.close()
})

it('keeps a second server out of its folder, also one on another port, until it ends', async () => {
  const { child, said, ended } = program()
  await until(() => said.out.includes('/join#'), { what: 'the first server' })
  const second = program()
  expect(await second.ended).toEqual([1, null])
  expect(second.said.err).toContain(`another Adref server works in ${dataDir}`)
  child.kill('SIGKILL')
  await ended
  const third = program()
  await until(() => third.said.out.includes('running at'), { what: 'the third server' })
  third.child.kill('SIGTERM')
  expect(await third.ended).toEqual([0, null])
})

it('says that another program has the port, and ends with code 1', async () => {
  const server = await open.server()
  const { port } = new URL(server.url)
  const { said, ended } = program({ PORT: port })
  expect(await ended).toEqual([1, null])
  expect(said.err).toBe(`Port ${port} is in use by another program: set PORT to another one.\n`)
})

it('prints where it runs and a link, and ends by itself when it is told to, with people in the room', async () => {
  const { child, said, ended } = program()
  await until(() => said.out.includes('/join#'), { what: 'the link' })
  const [, url = '', token = ''] = /(http:\/\/\S+)\/join#(\S+)/.exec(said.out) ?? []
  expect(said.out).toContain(`Adref is running at ${url}\n`)
  const ana = await Caller.signIn(url, token, 'Ana')
  const { documentId } = await ana.ask('document:create', { title: 'A', language: 'en', from: 'blank' })
  const live = await Live.open(ana)
  const typist = await Typist.enter(ana, documentId)
  typist.connect()
  await until(() => typist.synced)
  const started = performance.now()
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(performance.now() - started).toBeLessThan(4_000)
  await until(() => !live.isOpen && !typist.connected)
  expect(said.err).toBe('')
})
