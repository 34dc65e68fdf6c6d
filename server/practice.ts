import type { DocumentId } from '../shared/ids'
import type { Language } from '../shared/languages'
import { decidePutPracticeAside } from '../shared/practice'
import { ok, refuse, type Result } from '../shared/result'
import type { Handlers } from './handlers'
import type { Making } from './making'
import type { Meeting } from './meeting'
import { may, type Session } from './sessions'
import type { Shelf } from './shelf'
import { practiceText } from './template'

interface Needs {
  readonly meeting: Meeting
  readonly making: Pick<Making, 'make'>
  readonly shelf: Pick<Shelf, 'decide'>
}

type Led = Result<{ documentId: DocumentId }>

/** The practice document: one for all, made when it is first wanted, and begun anew by anybody. */
export function createPractice({
  meeting,
  making,
  shelf,
}: Needs): Handlers<'practice:open' | 'practice:reset'> {
  let turn: Promise<unknown> = Promise.resolve()

  /** One after another: of two who begin at once the second finds what the first has made. */
  function inTurn(session: Session, work: () => Promise<Led>): Promise<Led> {
    if (!may(session, 'practise')) return Promise.resolve(refuse('not-allowed'))
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }

  /** The one in use; a fresh one when there is none, or when it was put aside. */
  async function inUse(session: Session, language: Language): Promise<Led> {
    const { practice, documents } = await meeting.read()
    const card = practice && documents.get(practice)
    if (card && !card.archived) return ok({ documentId: card.documentId })
    const isWanted = (house: { readonly practice: DocumentId | null }) => house.practice === practice
    const planned = {
      ...practiceText(language),
      language,
      right: 'practise',
      isPractice: true,
      isWanted,
    } as const
    const made = await making.make(session, planned)
    if (!made.ok) return made
    return ok({ documentId: (await meeting.read()).practice ?? made.value.documentId })
  }

  return {
    'practice:open': (session, { language }) => inTurn(session, () => inUse(session, language)),

    'practice:reset': (session, { documentId, language }) =>
      inTurn(session, async () => {
        if (!(await meeting.readable(session, documentId))) return refuse('not-allowed')
        if ((await meeting.read()).practice === documentId) {
          const aside = await shelf.decide(session, documentId, decidePutPracticeAside)
          if (!aside.ok) return aside
        }
        return inUse(session, language)
      }),
  }
}
