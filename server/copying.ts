import type { PersonId, ProvisionId } from '../shared/ids'
import { ok, refuse, type Result } from '../shared/result'
import { copyOf } from '../shared/text/copying'
import { provisionsOf } from '../shared/text/provisions'
import { Budgets } from './budgets'
import type { RoomView } from './collab/room'
import type { Planned } from './making'
import type { Session } from './sessions'

/** What one person may copy, in characters: fifty texts of fifty thousand words at once, and then three a minute. */
const COPIED = { burst: 15_000_000, perMs: 1_000_000 / 60_000 } as const

/** The words of a document for a copy of it, its settings, and where they wait for a confirmation: in the copy too. */
export type Copied = Pick<Planned, 'settings' | 'sources' | 'waiting'>

export interface Copying {
  /** Copies a text in the name of a session. @returns `too-many-attempts` when it has copied very much lately */
  copy(session: Session, view: Pick<RoomView, 'state' | 'text'>): Result<Copied>
}

/** Copies texts. Who may copy a text may copy the copy: a budget keeps that from filling the disk. */
export function createCopying(): Copying {
  const budgets = new Budgets<PersonId>(COPIED)
  return {
    copy({ personId }, { state, text }) {
      const waitMs = budgets.trySpend(personId, text.length)
      if (waitMs > 0) return refuse('too-many-attempts', { seconds: Math.ceil(waitMs / 1_000) })
      return ok(copied(state, text))
    },
  }
}

function copied({ card, settings, entered }: RoomView['state'], text: RoomView['text']): Copied {
  const shown = provisionsOf(text).filter(({ hidden }) => !hidden)
  const sources = copyOf(shown)
  // nobody outside can confirm what was entered for an invented mechanism
  const waiting = (card?.isPractice ? [] : shown).flatMap(({ id }, index) => {
    const words = entered.get(id as ProvisionId) ?? []
    return words.map(({ mechanismId }) => ({ mechanismId, provisionId: sources[index]?.id ?? '' }))
  })
  return { settings, sources, waiting }
}
