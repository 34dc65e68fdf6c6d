import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Figure } from './support/figure'

export const name = 'npm start from a fresh clone with the packages in the cache of npm, and once more'

const inShell = promisify(execFile)

export async function run(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'adref-start-'))
  try {
    await inShell('git', ['clone', '--quiet', '--depth=1', `file://${process.cwd()}`, folder])
    return [
      { what: 'first time, to the link', value: await secondsToLink(folder), unit: 's', atMost: 60 },
      { what: 'second time', value: await secondsToLink(folder), unit: 's', atMost: 3 },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** From `npm start` to the line that says where the server runs. Each start has data of its own, so each gives a link. */
async function secondsToLink(folder: string): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'adref-start-data-'))
  const env = { ...process.env, NODE_ENV: '', PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' }
  const started = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const ended = once(child, 'exit')
  const seconds = await new Promise<number>((resolve, reject) => {
    let said = ''
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`npm start ended: ${said}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('/join#')) resolve((performance.now() - started) / 1_000)
    })
  })
  // npm and the server are a group of their own
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  await ended
  await rm(dataDir, { recursive: true, force: true })
  return seconds
}
