import type { Entry } from '../../shared/journal'
import type { Bus, Reseated, Revoked } from './port'

interface Needs {
  /** Told of a listener's fault; the other listeners hear the news all the same. */
  readonly onFault: (fault: unknown) => void
}

/** The bus of a single node: listeners are called at once, in the order in which they came. */
export function createLocalBus({ onFault }: Needs): Bus {
  const entries = new Set<(news: readonly Entry[]) => void>()
  const revoked = new Set<(news: Revoked) => void>()
  const reseated = new Set<(news: Reseated) => void>()

  function tell<News>(listeners: ReadonlySet<(news: News) => void>, news: News): void {
    for (const listener of [...listeners]) {
      try {
        listener(news)
      } catch (fault) {
        onFault(fault)
      }
    }
  }

  return {
    announce(news) {
      if (news.length > 0) tell(entries, news)
    },
    onEntries: (listener) => follow(entries, listener),
    announceRevoked: (news) => tell(revoked, news),
    onRevoked: (listener) => follow(revoked, listener),
    announceReseated: (news) => tell(reseated, news),
    onReseated: (listener) => follow(reseated, listener),
  }
}

/** Each call follows once, even with the same function. */
function follow<News>(listeners: Set<(news: News) => void>, listener: (news: News) => void): () => void {
  const own = (news: News) => listener(news)
  listeners.add(own)
  return () => listeners.delete(own)
}
