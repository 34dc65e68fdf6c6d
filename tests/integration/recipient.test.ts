import { beforeEach, describe, expect, it } from 'vitest'
import type { DocumentId } from '../../shared/ids'
import { meetingStream } from '../../shared/journal'
import { MAIN_STREAM } from '../../shared/meetings'
import { REGISTRY_STREAM } from '../../shared/registry/rules'
import type { SeatTerms } from '../../shared/seats'
import { hiddenFromOthers } from '../support/hidden'
import { mechanismSeat, personIdOf, Table } from '../support/seats'
import type { Caller } from '../support/typist'
import { linkFor, type, venues, type Venue } from '../support/venue'

const open = venues()
const SECRET = 'zanzibarite'
const INBOX: SeatTerms = {
  ...{ label: 'Inbox', role: 'recipient', office: 'delegate' },
  heldFor: { kind: 'function', name: 'recipient' },
}

let venue: Venue
let coordinator: Caller
let table: Table

beforeEach(async () => {
  venue = await open.venue()
  ;({ coordinator } = venue)
  table = await Table.open(coordinator, [INBOX, mechanismSeat('OCM')])
})

async function create(meetingId: Table['meetingId'] | null): Promise<DocumentId> {
  const said = { title: `Lines ${SECRET}`, language: 'en', from: 'blank', meetingId } as const
  return (await coordinator.ask('document:create', said)).documentId
}

/** By a link, by a link to that document only, by a slip, and for no seat after a slip. */
async function recipients(documentId: DocumentId): Promise<Caller[]> {
  const seated = await table.seatNew('Inbox', 'Ines')
  const standing = await table.seatNew('Inbox', 'Igor')
  await standing.ask('session:actFor', { seatId: null })
  const confined = await (await linkFor(venue, 'recipient', documentId)).signIn('Rami')
  return [await coordinator.invite('recipient', 'Rosa'), confined, seated, standing]
}

describe.each(['of the house', 'of a meeting'])('to a recipient a document %s', (where) => {
  let documentId: DocumentId
  beforeEach(async () => (documentId = await create(where === 'of a meeting' ? table.meetingId : null)))

  hiddenFromOthers(open, () => ({
    ...{ venue, documentId, secret: SECRET, untold: [documentId, 'Coordinator'] },
    lists: [MAIN_STREAM, REGISTRY_STREAM, meetingStream(table.meetingId)],
    outsiders: () => recipients(documentId),
    async stir() {
      await type(await open.typist(coordinator, documentId), SECRET)
      for (const title of ['Copy', 'Another copy'])
        await coordinator.ask('document:duplicate', { documentId, title: `${title} ${SECRET}` })
      await coordinator.ask('document:rename', { documentId, title: `More ${SECRET}` })
      await coordinator.ask('document:archive', { documentId })
    },
    insider: coordinator,
  }))
})

describe('a recipient', () => {
  it('is told of no meeting, mechanism, person or practice', async () => {
    const { meetingId } = table
    for (const caller of await recipients(venue.documentId)) {
      expect(await caller.ask('meeting:list', {})).toEqual({ meetings: [] })
      const tries = [
        caller.ask('meeting:read', { meetingId }),
        caller.ask('registry:read', {}),
        caller.ask('people:list', {}),
        caller.ask('link:list', {}),
        caller.ask('slip:list', { meetingId }),
        caller.ask('practice:read', {}),
      ]
      const told = await Promise.all(tries.map((one) => one.catch((error: Error) => error.message)))
      expect(told).toEqual(told.map(() => 'not-allowed'))
    }
  })

  it('learns from a slip neither the theme of the meeting nor who is there', async () => {
    const { code } = await table.slip('Inbox')
    const purpose = await coordinator.ask('session:peekLink', { token: code })
    expect(purpose).toMatchObject({ role: 'recipient', seat: { label: 'Inbox', meeting: '' } })
    const ines = await table.seatNew('Inbox', 'Ines')
    expect(await ines.ask('session:read', {})).toMatchObject({ role: 'recipient', ownRole: 'recipient' })
  })

  it('who is given a seat that reads takes part from it, and receives from the other', async () => {
    const ines = await table.seatNew('Inbox', 'Ines')
    const documentId = await create(table.meetingId)
    const { meetingId } = table
    const to = await personIdOf(ines)
    await coordinator.ask('seat:handOver', { meetingId, seatId: table.seat('OCM'), from: null, to })
    expect((await ines.ask('document:read', { documentId })).document.documentId).toBe(documentId)
    await ines.ask('session:actFor', { seatId: table.seat('Inbox') })
    await expect(ines.ask('document:read', { documentId })).rejects.toThrow(/^not-allowed$/)
    await expect(ines.ask('meeting:read', { meetingId })).rejects.toThrow(/^not-allowed$/)
  })

  it('is no administrator in the list of people, and corrects their own name', async () => {
    const rosa = await coordinator.invite('recipient', 'Rosa')
    await rosa.ask('people:rename', { personId: await personIdOf(rosa), name: 'Rosa Luz' })
    const { people } = await coordinator.ask('people:list', {})
    expect(people.find(({ name }) => name === 'Rosa Luz')).toMatchObject({ administers: false })
  })
})
