import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { DocumentId } from '../../shared/ids'
import type { CommandName, Payload } from '../../shared/protocol'
import { Intruder } from '../support/intruder'
import { CHAIR_SEAT, personIdOf, Table } from '../support/seats'
import type { Caller } from '../support/typist'
import { until } from '../support/until'
import { linkFor, venues } from '../support/venue'

const open = venues()
const lines: Socket[] = []

afterEach(() => {
  for (const line of lines.splice(0)) line.destroy()
})

/** A command whose last letter is kept back until it is finished. */
async function begun<Name extends CommandName>({ url, cookie }: Caller, name: Name, payload: Payload<Name>) {
  const { hostname, port, host } = new URL(url)
  const said = JSON.stringify(payload)
  const line = connect(Number(port), hostname)
  lines.push(line)
  let heard = ''
  line.on('data', (chunk: Buffer) => (heard += chunk.toString()))
  const head = [
    `POST /api/${name} HTTP/1.1`,
    ...[`Host: ${host}`, `Origin: ${url}`, `Cookie: ${cookie}`, 'Expect: 100-continue'],
    ...['Content-Type: application/json', `Content-Length: ${said.length}`],
  ].join('\r\n')
  line.write(`${head}\r\n\r\n`)
  await until(() => heard.includes('100 Continue'), { what: 'the server to wait for the command' })
  line.write(said.slice(0, -1))
  return async (): Promise<string> => {
    line.write(said.slice(-1))
    await until(() => heard.includes('Content-Length'), { what: 'the answer' })
    return heard
  }
}

/** The provisions that a gavel can fall on, as the chair sees them. */
async function seenBy(caller: Caller, documentId: DocumentId) {
  const { provisions } = await caller.ask('document:read', { documentId })
  return provisions.map(({ id, textHash }) => ({ documentId, provisionId: id as never, textHash }))
}

const settledIn = async (caller: Caller, documentId: DocumentId) =>
  (await caller.ask('document:read', { documentId })).provisions
    .filter(({ status }) => status !== 'open')
    .map(({ id }) => id)

describe('a command that was begun in time and is finished late', () => {
  it('does nothing for whoever was shown out meanwhile', async () => {
    const venue = await open.venue()
    const { coordinator, documentId } = venue
    const chair = await (await linkFor(venue, 'chair')).signIn('Chair')
    const [seen] = await seenBy(chair, documentId)
    if (!seen) throw new Error('the document has a provision')
    const finish = await begun(chair, 'provision:agree', seen)
    await coordinator.ask('people:revoke', { personId: await personIdOf(chair) })
    expect(await finish()).toContain('401 Unauthorized')
    expect(await settledIn(coordinator, documentId)).toEqual([])
  })

  it('counts for the seat that one acts for by then', async () => {
    const { coordinator, documentId } = await open.venue()
    const table = await Table.open(coordinator, [CHAIR_SEAT])
    const chair = await table.seatNew('Chair', 'Chair')
    const [seen] = await seenBy(chair, documentId)
    if (!seen) throw new Error('the document has a provision')
    const finish = await begun(chair, 'provision:agree', seen)
    const { meetingId } = table
    const seat = { meetingId, seatId: table.seat('Chair'), personId: await personIdOf(chair) }
    await coordinator.ask('seat:vacate', seat)
    expect(await finish()).toContain('403 Forbidden')
    expect(await settledIn(coordinator, documentId)).toEqual([])
  })

  it('does nothing when it waited behind others of a person who was shown out', async () => {
    const { coordinator } = await open.venue()
    const said = { title: 'Zero draft', language: 'en', from: 'example' } as const
    const { documentId } = await coordinator.ask('document:create', said)
    const chair = await coordinator.invite('chair', 'Chair')
    // an editor that does not answer makes each gavel take its time
    const silent = await Intruder.open(await coordinator.invite('drafter', 'Silent'), documentId)
    const seen = (await seenBy(chair, documentId)).slice(0, 4)
    const personId = await personIdOf(chair)
    const live = await open.live(chair)
    for (const one of seen) live.send('ask', 'provision:agree', one, () => undefined)
    const freezes = () => silent.notices.filter(({ type }) => type === 'freeze')
    await until(() => freezes().length === 3, { what: 'three gavels' })
    await coordinator.ask('people:revoke', { personId })
    const thaws = () => silent.notices.filter(({ type }) => type === 'thaw')
    await until(() => thaws().length >= 3, { what: 'three gavels to have fallen' })
    await coordinator.ask('document:rename', { documentId, title: 'Later' })
    expect(freezes()).toHaveLength(3)
    expect(await settledIn(coordinator, documentId)).not.toContain(seen[3]?.provisionId)
    silent.end()
  })
})
