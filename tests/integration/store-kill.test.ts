import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StreamId } from '../../shared/journal'
import { openStore } from '../../server/store/store'

const ROUNDS = 6
const appender = new URL('../support/appender.ts', import.meta.url).pathname

describe('a server process that is killed at any moment', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adref-kill-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('has kept every entry that it acknowledged, in an unbroken chain', async () => {
    const acknowledged = new Map<string, string>()
    for (let round = 0; round < ROUNDS; round++) {
      const lines = await appendUntilKilled(folder, 40 + 150 * Math.random())
      for (const [place, hash] of lines) acknowledged.set(place, hash)
      await expectAllKept(folder, acknowledged)
    }
    expect(acknowledged.size).toBeGreaterThan(ROUNDS * 40)
  }, 120_000)
})

/** Kills the process with SIGKILL after so many acknowledgements. @returns `<stream> <seq>` → hash */
async function appendUntilKilled(folder: string, lineCount: number): Promise<Map<string, string>> {
  const child = spawn(process.execPath, ['--import', 'tsx', appender, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const seen = new Map<string, string>()
  for await (const line of createInterface({ input: child.stdout })) {
    const [stream, seq, hash] = line.split(' ')
    if (hash?.length === 64) seen.set(`${stream} ${seq}`, hash)
    if (seen.size >= lineCount && !child.killed) child.kill('SIGKILL')
  }
  expect(await ended).toEqual([null, 'SIGKILL'])
  return seen
}

async function expectAllKept(folder: string, acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const store = await openStore({ dataDir: folder })
  for (const stream of await store.journal.streams()) expect(await store.journal.verify(stream)).toBeNull()
  for (const [place, hash] of acknowledged) {
    const [stream, seq] = place.split(' ')
    expect(await store.journal.entryAt(stream as StreamId, Number(seq))).toMatchObject({ hash })
  }
  await store.close()
}
