import type { DocumentId } from '../../shared/ids'
import type { Question, Usage } from './server-child'

/** What a server under measurement does for its benchmark. */
export interface Served {
  make(text: readonly string[]): Promise<DocumentId>
  import(update: Uint8Array): Promise<DocumentId>
  /** A clientID per person. */
  issue(documentId: DocumentId, people: readonly string[]): Promise<number[]>
  /** @returns the last row of the document's journal */
  open(documentId: DocumentId): Promise<number>
  stop(): Promise<void>
}

/** Answers the questions of a benchmark over the channel to its process, and ends with it. */
export function answerParent(url: string, served: Served): void {
  process.on('message', ({ id, question }: { id: number; question: Question }) => {
    answer(served, question).then(
      (value) => process.connected && process.send?.({ id, value }),
      (fault: unknown) => process.connected && process.send?.({ id, fault: String(fault) }),
    )
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ id: 0, value: url })
}

async function answer(served: Served, question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'make':
      return served.make(question.text)
    case 'import':
      return served.import(Buffer.from(question.update, 'base64'))
    case 'issue':
      return served.issue(question.documentId, question.people)
    case 'open':
      return served.open(question.documentId)
    case 'cpu':
      return cpuMs()
    case 'usage':
      return usage()
    case 'stop':
      await served.stop()
      process.disconnect()
      return null
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function usage(): Usage {
  const used = cpuMs()
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { cpuMs: used, heapBytes: heapUsed + external, rssBytes: rss }
}
