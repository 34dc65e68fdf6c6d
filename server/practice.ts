import type { DocumentId } from '../shared/ids'
import { LANGUAGES, type Language } from '../shared/languages'
import { practiceIn, type MeetingState } from '../shared/meetings'
import { decidePutPracticeAside, decideSit } from '../shared/practice'
import type { DocumentCard } from '../shared/protocol'
import type { PracticePerson, PracticeTable } from '../shared/protocol/practice'
import { ok, refuse, type Result } from '../shared/result'
import type { ActingIn } from './acting'
import type { Bus } from './bus/port'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Making } from './making'
import type { Meeting } from './meeting'
import type { NameOf } from './names'
import { actorOf, may, type Session } from './sessions'
import type { Shelf } from './shelf'
import { practiceText } from './template'

interface Needs {
  readonly meeting: Meeting
  readonly making: Pick<Making, 'make'>
  readonly shelf: Pick<Shelf, 'decide'>
  readonly rooms: Pick<Rooms, 'use'>
  readonly bus: Pick<Bus, 'announceReseated'>
  readonly actingIn: ActingIn
  readonly nameOf: NameOf
  readonly now: () => number
}

/** Commands about the practice meeting. */
export type PracticeCommand = 'practice:open' | 'practice:read' | 'practice:reset' | 'practice:sit'

type Led = Result<{ documentId: DocumentId }>

/**
 * The practice meeting: one document for all who practise in a language, made when it is first wanted and begun anew by
 * anybody, and its table.
 */
export function createPractice(needs: Needs): Handlers<PracticeCommand> {
  return { ...createPracticeTexts(needs), ...createPracticeTables(needs) }
}

function createPracticeTexts({
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

  /** The one in use in a language; a fresh one when there is none, or when it was put aside. */
  async function inUse(session: Session, language: Language): Promise<Led> {
    const found = await meeting.read()
    const card = practiceIn(found, language)
    if (card) return ok({ documentId: card.documentId })
    const last = ({ practices }: MeetingState) => practices.get(language)
    const isWanted = (house: MeetingState) => last(house) === last(found)
    const planned = {
      ...practiceText(language),
      language,
      right: 'practise',
      isPractice: true,
      isWanted,
    } as const
    const made = await making.make(session, planned)
    if (!made.ok) return made
    return ok({ documentId: last(await meeting.read()) ?? made.value.documentId })
  }

  return {
    'practice:open': (session, { language }) => inTurn(session, () => inUse(session, language)),

    'practice:reset': (session, { documentId }) =>
      inTurn(session, async () => {
        const card = await meeting.listed(session, documentId)
        if (!card?.isPractice) return refuse('not-allowed')
        const { language } = card
        if (practiceIn(await meeting.read(), language)?.documentId === documentId) {
          const aside = await shelf.decide(session, documentId, decidePutPracticeAside)
          if (!aside.ok) return aside
        }
        return inUse(session, language)
      }),
  }
}

/** Who sits where. It stands in the journal of the practice document, so a fresh one has an empty table. */
function createPracticeTables(needs: Needs): Handlers<'practice:read' | 'practice:sit'> {
  const { meeting, rooms, bus, actingIn, nameOf, now } = needs

  async function tableOf({ documentId, language }: DocumentCard): Promise<PracticeTable> {
    const { practising } = await rooms.use(documentId, (room) => room.view().state)
    const seated = [...practising].map(async ([personId, seatId]): Promise<PracticePerson> => {
      return { personId, seatId, name: await nameOf(personId) }
    })
    return { documentId, language, seated: await Promise.all(seated) }
  }

  return {
    async 'practice:read'(session) {
      if (!may(session, 'practise')) return refuse('not-allowed')
      const house = await meeting.read()
      const inUse = LANGUAGES.flatMap((language) => practiceIn(house, language) ?? [])
      return ok({ tables: await Promise.all(inUse.map(tableOf)) })
    },

    async 'practice:sit'(session, { documentId, seatId }) {
      const card = await meeting.listed(session, documentId)
      if (!card?.isPractice || !may(session, 'practise')) return refuse('not-allowed')
      const by = actorOf(await actingIn(card, session))
      const sat = await rooms.use(documentId, (room) =>
        room.decide(({ state }) => {
          const drafts = decideSit(state, seatId, by, now())
          return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
        }),
      )
      if (!sat.ok) return sat
      const { entries, head } = sat.value
      if (entries.length > 0)
        bus.announceReseated({ personId: session.personId, sessionId: null, documentId })
      return ok({ seq: head.seq })
    },
  }
}
