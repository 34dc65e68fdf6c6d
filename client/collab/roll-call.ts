/** A tab among the tabs of one browser that store copies of the same document. */
export interface Answering {
  /** The names that other living tabs hold, and this one. */
  ask(waitMs: number): Promise<ReadonlySet<string>>
  /** From here on this tab answers for the name. */
  claim(name: string): void
  close(): void
}

/** What this page holds: a page that has much to do would hear its own answer too late. */
const held = new Set<string>()

/**
 * Lets tabs find out which stored copies belong to a living tab. It exchanges names, never text: tabs meet in the
 * server's room only.
 */
export function rollCall(topic: string): Answering {
  const channel = new BroadcastChannel(topic)
  const heard = new Set<string>()
  let mine: string | null = null
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === 'who') answer()
    else if (typeof data === 'string') heard.add(data)
  }
  const answer = () => {
    if (mine !== null) channel.postMessage(mine)
  }
  return {
    async ask(waitMs) {
      channel.postMessage('who')
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      return new Set([...held, ...heard])
    },
    claim(name) {
      mine = name
      held.add(name)
      answer()
    },
    close() {
      if (mine !== null) held.delete(mine)
      channel.close()
    },
  }
}
