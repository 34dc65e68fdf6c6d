import * as Y from 'yjs'
import type { CalledOn, Seen } from './witness'
import { Caller, Typist } from './typist'
import { until } from './until'

/** How often the pair types, in milliseconds. */
const LETTER_EVERY_MS = 40
/** How often a command is asked meanwhile, in milliseconds. */
const COMMAND_EVERY_MS = 200

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function come({ url, cookies, documentId }: CalledOn): Promise<readonly [Typist, Typist]> {
  const enter = async (cookie: string): Promise<Typist> => {
    const typist = await Typist.enter(new Caller(url, cookie), documentId)
    typist.connect()
    await until(() => typist.synced, { what: 'a witness in sync' })
    return typist
  }
  return [await enter(cookies[0]), await enter(cookies[1])]
}

/** How long one letter takes from one to the other, in milliseconds. */
async function travel([from, to]: readonly [Typist, Typist]): Promise<number> {
  const { clientID } = from.doc
  const started = performance.now()
  from.insert(from.text.length, '.')
  const clock = Y.getState(from.doc.store, clientID)
  const hasCome = () => Y.getState(to.doc.store, clientID) >= clock
  await until(hasCome, { timeoutMs: 30_000, what: 'the witnesses’ letter' })
  return performance.now() - started
}

async function answerTime({ caller, documentId }: Typist): Promise<number> {
  const started = performance.now()
  await caller.ask('words:list', { documentId })
  return performance.now() - started
}

/** Types and asks until it is told to stop, and always once more after that. */
async function watch(pair: readonly [Typist, Typist], isOver: () => boolean): Promise<Seen> {
  const seen = { letterMs: 0, commandMs: 0 }
  const over = async (everyMs: number, look: () => Promise<void>): Promise<void> => {
    for (let wasOver = false; !wasOver;) {
      wasOver = isOver()
      await look()
      if (!wasOver) await pause(everyMs)
    }
  }
  await Promise.all([
    over(LETTER_EVERY_MS, async () => {
      seen.letterMs = Math.max(seen.letterMs, await travel(pair))
    }),
    over(COMMAND_EVERY_MS, async () => {
      seen.commandMs = Math.max(seen.commandMs, await answerTime(pair[0]))
    }),
  ])
  return seen
}

let pair: readonly [Typist, Typist] | null = null
let isOver = false

/** What cannot be seen is worse than anything that can: the process ends, and the test with it. */
function must<Value>(looking: Promise<Value>, then: (value: Value) => void): void {
  looking.then(then, (error: unknown) => {
    console.error(error)
    process.exit(1)
  })
}

process.on('message', (said: CalledOn | 'watch' | 'tell') => {
  if (said === 'tell') isOver = true
  else if (said !== 'watch')
    must(come(said), (both) => {
      pair = both
      process.send?.('here')
    })
  else if (pair) {
    isOver = false
    must(
      watch(pair, () => isOver),
      (seen) => process.send?.(seen),
    )
  }
})
