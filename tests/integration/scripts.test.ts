import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { until } from '../support/until'

let dataDir: string
let end: () => Promise<unknown>

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'adref-scripts-'))
})
afterEach(async () => {
  await end()
  await rm(dataDir, { recursive: true, force: true })
})

/** A script as npm runs it; resolves with the address of the server that it started. */
async function runScript(
  script: string,
): Promise<{ url: string; ended: Promise<unknown[]>; stop: () => void }> {
  const env = { ...process.env, NODE_ENV: '', PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' }
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const ended = once(child, 'exit')
  // what the script started is of its group, as it is for Ctrl+C in a terminal
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT')
  }
  end = () => (stop(), ended)
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await until(() => said.includes('/join#') || child.exitCode !== null, {
    timeoutMs: 120_000,
    what: 'the link',
  })
  const [, url = ''] = /(http:\/\/\S+)\/join#/.exec(said) ?? []
  expect(url, said).not.toBe('')
  return { url, ended, stop }
}

const read = async (url: string): Promise<string> => (await fetch(url)).text()

it('npm start builds what is missing, serves it, and ends in order when it is told to', async () => {
  const { url, ended, stop } = await runScript('scripts/start.mjs')
  const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(await read(url)) ?? []
  expect((await fetch(`${url}${script ?? ''}`)).headers.get('content-type')).toContain('javascript')
  expect(await read(`${url}/healthz`)).toBe('alive')
  stop()
  expect(await ended).toEqual([0, null])
}, 150_000)

it('npm run dev serves the sources through Vite, with hot reload', async () => {
  const { url, stop, ended } = await runScript('scripts/dev.mjs')
  expect(await read(url)).toContain('/@vite/client')
  expect((await read(`${url}/@vite/client`)).includes('HMRContext')).toBe(true)
  // what the page asks for is the source, said in JavaScript
  const [, main = ''] = /src="(\/[^"]*main\.ts[^"]*)"/.exec(await read(url)) ?? []
  expect((await read(`${url}${main}`)).includes('sourceMappingURL')).toBe(true)
  stop()
  await ended
}, 150_000)
