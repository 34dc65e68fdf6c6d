import type { PersonId } from '../../shared/ids'
import { ok, refuse, type Result } from '../../shared/result'

/** How many commands of one person are under way at once, each until its answer is with the network. */
const MAX_AT_ONCE = 3
/** How many commands begin in one turn of the event loop, whoever asks: some take tens of milliseconds. */
const MAX_PER_LOOP = 2
/** How many more of one person may wait: a page that comes back after a long time offline keeps hundreds of words. */
const MAX_WAITING = 600
/** Who tries again a moment later finds some of them done. */
const AGAIN_AFTER_SECONDS = 1

/** Waits until a person may have one more command carried out; `too-many-attempts` when too many wait already. */
export type Turns = (personId: PersonId) => Promise<Result<EndTurn>>

/** To be called when the answer has been taken by the network, or nobody is there to read it; at least once. */
export type EndTurn = () => void

interface Queue {
  underWay: number
  readonly waiting: (() => void)[]
}

/**
 * Carries out the commands of each person a few at a time, over all requests and live sockets of this node: what one
 * person asks holds up nobody else, and who does not read the answers gets no more of them.
 */
export function createTurns(): Turns {
  const queues = new Map<PersonId, Queue>()
  const mayBegin = createLoopTurns(MAX_PER_LOOP)

  function end(personId: PersonId, queue: Queue): void {
    const next = queue.waiting.shift()
    if (next) return next()
    queue.underWay -= 1
    if (queue.underWay === 0) queues.delete(personId)
  }

  function begin(personId: PersonId, queue: Queue): { ok: true; value: EndTurn } {
    let isOver = false
    return ok(() => {
      // The next one begins when everybody else has had a turn of the event loop.
      if (!isOver) setImmediate(() => end(personId, queue))
      isOver = true
    })
  }

  return async (personId) => {
    const queue = queues.get(personId) ?? { underWay: 0, waiting: [] }
    queues.set(personId, queue)
    if (queue.waiting.length >= MAX_WAITING)
      return refuse('too-many-attempts', { seconds: AGAIN_AFTER_SECONDS })
    if (queue.underWay < MAX_AT_ONCE) queue.underWay += 1
    else await new Promise<void>((resolve) => queue.waiting.push(resolve))
    await mayBegin()
    return begin(personId, queue)
  }
}

/** Lets so many begin in each turn of the event loop, the others in the next ones, in order. */
export function createLoopTurns(most: number): () => Promise<void> {
  const waiting: (() => void)[] = []
  let begun = 0

  function nextLoop(): void {
    const some = waiting.splice(0, most)
    begun = some.length
    if (begun > 0) setImmediate(nextLoop)
    for (const begin of some) begin()
  }

  return async () => {
    if (begun === 0) setImmediate(nextLoop)
    if (begun < most) begun += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
}
