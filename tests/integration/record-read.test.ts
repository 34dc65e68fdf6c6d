import { beforeEach, describe, expect, it } from 'vitest'
import { newId, type DocumentId } from '../../shared/ids'
import { documentStream } from '../../shared/journal'
import type { Answer } from '../../shared/protocol'
import { RECORD_PAGE, type RecordEntry } from '../../shared/protocol/record'
import { checkRecord } from '../../shared/record-check'
import { isNumbered, isSaid } from '../../shared/record-rows'
import { CHAIR_SEAT, mechanismSeat, Table } from '../support/seats'
import type { Caller } from '../support/typist'
import { lastProvision, type, venues } from '../support/venue'

const open = venues()
const REASON = 'A word from the capital'
const WORDS = 'and their families'

let coordinator: Caller
let table: Table
let documentId: DocumentId
let chair: Caller
let drafter: Caller
let observer: Caller

beforeEach(async () => {
  ;({ coordinator } = await open.venue())
  table = await Table.open(coordinator, [CHAIR_SEAT, mechanismSeat('OCM'), mechanismSeat('SMD', 'observer')])
  const { meetingId } = table
  const said = { title: 'Zero draft', language: 'en', from: 'template' } as const
  ;({ documentId } = await coordinator.ask('document:create', { ...said, meetingId }))
  chair = await table.seatNew('Chair', 'Chen')
  drafter = await table.seatNew('OCM', 'Omar')
  observer = await table.seatNew('SMD', 'Sara')
})

const read = (by: Caller, before: number | null = null): Promise<Answer<'record:read'>> =>
  by.ask('record:read', { documentId, before })

/** The chair renames, the delegate types and keeps refused words, the chair agrees and reopens the last provision. */
async function draftTogether(): Promise<void> {
  await chair.ask('document:rename', { documentId, title: 'First draft' })
  await type(await open.typist(drafter, documentId), WORDS)
  await drafter.ask('words:keep', { documentId, provisionId: null, text: 'secret words', code: 'read-only' })
  const { id: provisionId, textHash } = await lastProvision(chair, documentId)
  await chair.ask('provision:agree', { documentId, provisionId, textHash })
  await chair.ask('provision:reopen', { documentId, provisionId, reason: REASON })
}

const find = (entries: readonly RecordEntry[], kind: string) =>
  entries.filter(isSaid).find((entry) => entry.kind === kind)

describe('the record as a whole', () => {
  it('has who did what from which seat, the newest first, and verifies', async () => {
    await draftTogether()
    for (const by of [chair, coordinator]) {
      const { entries, head, degree, seats } = await read(by)
      expect(degree).toBe('all')
      expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: head }, (_, i) => head - i))
      expect(find(entries, 'provision:reopened')).toMatchObject({ by: 'Chen', body: { reason: REASON } })
      expect(find(entries, 'text:updated')).toMatchObject({ told: 'whole', body: null })
      expect(seats.map(({ label }) => label).sort()).toEqual(['Chair', 'OCM'])
      const check = checkRecord(documentStream(documentId), entries)
      expect(check).toMatchObject({ linked: head - 1, unlinked: 0, notRecomputed: 1, faults: [] })
      expect(check.recomputed + check.withoutWords + check.notRecomputed).toBe(head)
    }
  })

  it('says of words kept for their author that something is there, to everybody but the author', async () => {
    await draftTogether()
    const { entries } = await read(chair)
    expect(entries.filter(({ told }) => told === 'number')).toHaveLength(1)
    expect(JSON.stringify(entries)).not.toContain('secret words')
    expect(find(entries, 'words:kept')).toBeUndefined()
    const own = find((await read(drafter)).entries, 'words:kept')
    expect(own).toMatchObject({ told: 'whole', by: 'Omar', body: { provisionId: null } })
    expect(JSON.stringify(own)).not.toContain('secret words')
  })
})

describe('one’s own record', () => {
  it('has what one did, and of the rest what the room shows, with marks for what is not told', async () => {
    await draftTogether()
    const { entries, degree, head } = await read(drafter)
    expect(degree).toBe('own')
    expect(find(entries, 'text:updated')).toMatchObject({ told: 'whole', by: 'Omar' })
    expect(find(entries, 'provision:agreedAdRef')).toMatchObject({ told: 'part', by: 'Chen', actor: null })
    expect(JSON.stringify(entries)).not.toContain(REASON)
    expect(find(entries, 'document:created')).toBeUndefined()
    expect(entries.at(-1)).toMatchObject({ told: 'not', first: 1 })
    const numbers = entries.flatMap((entry) =>
      isNumbered(entry)
        ? [entry.seq]
        : Array.from({ length: entry.seq - entry.first + 1 }, (_, i) => entry.seq - i),
    )
    expect(numbers).toEqual(Array.from({ length: head }, (_, i) => head - i))
    expect(checkRecord(documentStream(documentId), entries)).toMatchObject({ faults: [] })
  })
})

describe('the record in an emergency', () => {
  it('is told to an administrator by its fingerprints, and as far as the room shows it', async () => {
    const ada = await coordinator.invite('administrator', 'Ada')
    await draftTogether()
    await expect(read(ada)).rejects.toThrow(/^not-allowed$/)
    await ada.ask('meeting:openInEmergency', { meetingId: table.meetingId, reason: 'A backup' })
    const { entries, degree, head } = await read(ada)
    expect(degree).toBe('fingerprints')
    expect(checkRecord(documentStream(documentId), entries)).toMatchObject({
      linked: head - 1,
      recomputed: 0,
      faults: [],
    })
    for (const secret of [REASON, 'secret words', 'Omar', 'Coordinator'])
      expect(JSON.stringify(entries)).not.toContain(secret)
    expect(entries.filter(isSaid).filter(({ kind }) => kind.startsWith('text:'))[0]).toMatchObject({
      by: null,
    })
  })
})

describe('whoever has no right to the record', () => {
  it('is refused it as of a document that there is not', async () => {
    const pen = await coordinator.invite('pen', 'Pia')
    const elsewhere = await Table.open(coordinator, [CHAIR_SEAT])
    const other = await elsewhere.seatNew('Chair', 'Otto')
    for (const by of [observer, pen, other]) await expect(read(by)).rejects.toThrow(/^not-allowed$/)
    documentId = newId<DocumentId>()
    await expect(read(chair)).rejects.toThrow(/^not-allowed$/)
  })

  it('is refused what makes no sense', async () => {
    for (const before of [0, -1, 1.5, '7', {}])
      await expect(read(chair, before as number)).rejects.toThrow(/^malformed$/)
  })
})

describe('a long record', () => {
  it('comes in pages that leave nothing out and nothing twice', async () => {
    for (let i = 0; i < RECORD_PAGE + 20; i += 1)
      await chair.ask('document:rename', { documentId, title: `Draft ${i}` })
    const first = await read(chair)
    expect(first.entries).toHaveLength(RECORD_PAGE)
    const oldest = first.entries.at(-1)?.seq ?? 0
    const second = await read(chair, oldest)
    const seqs = [...first.entries, ...second.entries].map(({ seq }) => seq)
    expect(seqs).toEqual(Array.from({ length: first.head }, (_, i) => first.head - i))
    expect((await read(chair, 1)).entries).toEqual([])
    expect((await read(chair, Number.MAX_SAFE_INTEGER)).entries).toEqual(first.entries)
    expect(checkRecord(documentStream(documentId), [...first.entries, ...second.entries])).toMatchObject({
      linked: first.head - 1,
      faults: [],
    })
  }, 30_000)
})
