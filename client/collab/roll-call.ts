/** A tab among the tabs of one browser that store copies of the same document. */
export interface Answering {
  /**
   * Claims those of the names that no living tab holds. Of tabs that ask at the same time one gets them all.
   *
   * @param waitMs how long others get to answer
   */
  take(names: readonly string[], waitMs: number): Promise<string[]>
  /** From here on this tab answers for the name. */
  claim(name: string): void
  /** From here on anybody may take the name. */
  release(name: string): void
  /** Releases all names. */
  close(): void
}

/** What this page holds: a page that has much to do would hear its own answer too late. */
const held = new Set<string>()

/**
 * Lets tabs find out which stored copies belong to a living tab. It exchanges names, never text: tabs meet in the
 * server's room only. Tabs that ask tell their turns, too; the lowest number goes first.
 */
export function rollCall(topic: string): Answering {
  const channel = new BroadcastChannel(topic)
  const heard = new Set<string>()
  const mine = new Set<string>()
  let turn: number | null = null
  let isOthersTurn = false
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === 'who') answer()
    else if (typeof data === 'string') heard.add(data)
    else if (typeof data === 'number' && turn !== null && data < turn) isOthersTurn = true
  }
  const answer = () => {
    for (const name of mine) channel.postMessage(name)
    if (turn !== null) channel.postMessage(turn)
  }
  const claim = (name: string) => {
    mine.add(name)
    held.add(name)
    channel.postMessage(name)
  }
  const release = (name: string) => {
    if (mine.delete(name)) held.delete(name)
  }
  return {
    async take(names, waitMs) {
      heard.clear()
      isOthersTurn = false
      turn = Math.random()
      channel.postMessage('who')
      channel.postMessage(turn)
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      turn = null
      const free = isOthersTurn ? [] : names.filter((name) => !held.has(name) && !heard.has(name))
      for (const name of free) claim(name)
      return free
    },
    claim,
    release,
    close() {
      for (const name of mine) release(name)
      channel.close()
    },
  }
}
