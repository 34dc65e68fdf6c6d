import { DatabaseSync } from '@photostructure/sqlite'
import { join } from 'node:path'
import { queryObjects } from 'node:v8'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  newId,
  type DocumentId,
  type LinkId,
  type MeetingId,
  type PersonId,
  type SeatId,
} from '../../shared/ids'
import { meetingStream } from '../../shared/journal'
import type { CommandName, Payload } from '../../shared/protocol'
import { Room } from '../../server/collab/room'
import { SQLITE_FILE } from '../../server/store/sqlite'
import { StreamState } from '../../server/stream-state'
import { Follower } from '../../server/web/follower'
import { Intruder } from '../support/intruder'
import { Live } from '../support/live'
import { CHAIR_SEAT, EXAMPLE_MEETING } from '../support/seats'
import { startServer, type TestServer } from '../support/server'
import { siege, UNDER_SIEGE } from '../support/siege'
import type { Caller } from '../support/typist'

type Ask = { readonly [Name in CommandName]: readonly [Name, Payload<Name>] }[CommandName]

/** Everything that can be asked about a meeting and a seat that nobody made, each time about others. */
function asksAboutNothing(documentId: DocumentId): Ask[] {
  const made = () => ({ meetingId: newId<MeetingId>(), seatId: newId<SeatId>() })
  const meetingOnly = () => ({ meetingId: newId<MeetingId>() })
  const personId = newId<PersonId>()
  return [
    ['meeting:read', meetingOnly()],
    ['meeting:change', { ...meetingOnly(), terms: EXAMPLE_MEETING }],
    ['seat:make', { ...meetingOnly(), seats: [CHAIR_SEAT] }],
    ['seat:change', { ...made(), terms: CHAIR_SEAT }],
    ['seat:remove', made()],
    ['seat:handOver', { ...made(), from: null, to: personId }],
    ['seat:vacate', { ...made(), personId }],
    ['slip:make', { ...meetingOnly(), seatIds: [newId<SeatId>()], perSeat: 1 }],
    ['slip:list', meetingOnly()],
    ['slip:revoke', { ...meetingOnly(), linkId: newId<LinkId>() }],
    ['session:actFor', { seatId: newId<SeatId>() }],
    ['document:enterFor', { documentId, seatId: newId<SeatId>() }],
    ['journal:read', { stream: meetingStream(newId<MeetingId>()), after: 0 }],
  ]
}

/** Asks so many times about everything that is not there. @returns the codes of the answers */
async function askAboutNothing(by: Caller, documentId: DocumentId, rounds: number): Promise<Set<string>> {
  const codes = new Set<string>()
  for (let round = 0; round < rounds; round += 1) {
    const asks = asksAboutNothing(documentId).map(async ([name, payload]) => {
      await by.ask(name, payload as never).then(
        () => codes.add(`${name} was answered`),
        (error: unknown) => codes.add((error as Error).message),
      )
    })
    await Promise.all(asks)
  }
  return codes
}

const REFUSED = ['not-allowed', 'seat-unknown']

describe('meetings and seats that nobody made', { timeout: 120_000 }, () => {
  let server: TestServer
  let coordinator: Caller
  let documentId: DocumentId

  beforeAll(async () => {
    server = await startServer()
    coordinator = await server.signInFirst()
    const said = { title: 'Zero draft', language: 'en', from: 'blank' } as const
    documentId = (await coordinator.ask('document:create', said)).documentId
  })
  afterAll(() => server.close())

  /** How many rows each table has. */
  function rows(): Record<string, unknown> {
    const database = new DatabaseSync(join(server.dataDir, SQLITE_FILE), { readOnly: true })
    const named = database.prepare("select name from sqlite_master where type = 'table'").all()
    const counts = named.map((row): [string, unknown] => {
      const { name } = row as { name: string }
      return [name, database.prepare(`select count(*) as n from "${name}"`).get()]
    })
    database.close()
    return Object.fromEntries(counts)
  }

  /** How many streams, rooms and followers the server holds. */
  const held = () =>
    [StreamState, Room, Follower].map((kind) => queryObjects(kind as never, { format: 'count' }))

  it.each(['drafter', 'coordinator'] as const)(
    'leave nothing behind when %ss ask for thousands',
    async (role) => {
      const people = await Promise.all(Array.from({ length: 4 }, () => coordinator.invite(role, 'Mallory')))
      const ask = async (rounds: number) => {
        const codes = await Promise.all(people.map((by) => askAboutNothing(by, documentId, rounds)))
        return [...new Set(codes.flatMap((some) => [...some]))]
      }
      await ask(2)
      const before = { rows: rows(), held: held() }
      expect((await ask(25)).filter((code) => !REFUSED.includes(code))).toEqual([])
      expect({ rows: rows(), held: held() }).toEqual(before)
    },
  )

  it('leave nothing behind on the live socket that would follow them', async () => {
    const mallory = await coordinator.invite('drafter', 'Mallory')
    const live = await Live.open(mallory)
    const before = { rows: rows(), held: held() }
    for (let i = 0; i < 300; i += 1)
      await expect(live.follow(meetingStream(newId<MeetingId>()))).rejects.toThrow('not-allowed')
    expect({ rows: rows(), held: held() }).toEqual(before)
    live.close()
  })

  it('leave nothing behind on sync sockets that name them', async () => {
    const mallory = await coordinator.invite('drafter', 'Mallory')
    await Intruder.open(mallory, documentId).then((one) => one.end())
    const before = { rows: rows(), held: held() }
    for (let i = 0; i < 100; i += 1) {
      const one = await Intruder.open(mallory, `${documentId}?for=${newId()}` as DocumentId)
      one.end()
    }
    expect({ rows: rows(), held: held() }).toEqual(before)
  })
})

const at = siege()

describe('asking about what is not there', UNDER_SIEGE, () => {
  it('stands in nobody’s way', async () => {
    const mallory = await at().intruder('coordinator')
    await at().stands(() => askAboutNothing(mallory, at().documentId, 40))
  })
})
