import { openStore } from '../../server/store/store'
import { EMPTY_HEAD, type Head, type StreamId } from '../../shared/journal'
import { draftOf } from './entries'

/**
 * A process that appends to three streams until it is killed, and prints `<stream> <seq> <hash>` for each entry that
 * was acknowledged to it. Argument: the data folder.
 */
const store = await openStore({ dataDir: process.argv[2] ?? '' })

async function appendForEver(stream: StreamId): Promise<void> {
  let head: Head = await store.journal.head(stream)
  for (let round = 0; ; round++) {
    const drafts = Array.from({ length: 1 + (round % 4) }, () => draftOf('x'.repeat(round % 900)))
    const appended = await store.journal.append(stream, head, drafts)
    head = appended.entries.at(-1) ?? EMPTY_HEAD
    for (const { seq, hash } of appended.entries) process.stdout.write(`${stream} ${seq} ${hash}\n`)
  }
}

await Promise.all((['document:a', 'document:b', 'meeting:main'] as const).map(appendForEver))
