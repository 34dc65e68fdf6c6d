import { expect, it } from 'vitest'
import type { Answer } from '../../shared/protocol'
import type { Caller } from '../support/typist'
import { linkFor, type, venues, type Venue } from '../support/venue'

const open = venues()

type Found = Answer<'document:search'>['found']
const search = async (caller: Caller, query: string): Promise<Found> =>
  (await caller.ask('document:search', { query })).found

const marksOf = (found: Found) =>
  found.flatMap(({ provisions }) =>
    provisions.flatMap(({ snippet: { text, marks } }) => marks.map(([from, to]) => text.slice(from, to))),
  )

/** A document with these words in its last provision. */
async function saying({ coordinator }: Venue, title: string, words: string) {
  const made = { title, language: 'en', from: 'blank' } as const
  const { documentId } = await coordinator.ask('document:create', made)
  await type(await open.typist(coordinator, documentId), words)
  return documentId
}

it('finds words in titles and provisions, and says where', async () => {
  const venue = await open.venue()
  const documentId = await saying(venue, 'Labour mobility', 'Welcomes the pathways for labour')
  const found = await search(venue.coordinator, 'labour')
  expect(found).toMatchObject([
    { document: { documentId }, title: { text: 'Labour mobility', marks: [[0, 6]] }, more: 0 },
  ])
  expect(found[0]?.provisions.map(({ label }) => label)).toEqual(['', 'OP 1'])
  expect(marksOf(found)).toEqual(['Labour', 'labour'])
  const { provisions } = await venue.coordinator.ask('document:read', { documentId })
  expect(found[0]?.provisions.map(({ provisionId }) => provisionId)).toEqual(provisions.map(({ id }) => id))
})

it('finds Arabic without its signs and Chinese without spaces', async () => {
  const venue = await open.venue()
  await saying(venue, 'Arabic', 'إذ يشيرون إلى الإِعلانِ السياسي')
  await saying(venue, 'Chinese', '各国加强移民数据交流')
  expect(marksOf(await search(venue.coordinator, 'الاعلان'))).toEqual(['الإِعلانِ'])
  expect(marksOf(await search(venue.coordinator, '移民数据'))).toEqual(['移民数据'])
})

it('finds what was typed a moment ago, and no longer what was taken out', async () => {
  const venue = await open.venue()
  const documentId = await saying(venue, 'Draft', 'Welcomes')
  expect(await search(venue.coordinator, 'warmly')).toEqual([])
  const typist = await open.typist(venue.coordinator, documentId)
  await type(typist, ' warmly')
  expect(marksOf(await search(venue.coordinator, 'warmly'))).toEqual(['warmly'])
})

it('wants all words in one provision or in the title', async () => {
  const venue = await open.venue()
  await saying(venue, 'Draft', 'Welcomes the report')
  expect(marksOf(await search(venue.coordinator, 'report welcomes'))).toEqual(['Welcomes', 'report'])
  expect(await search(venue.coordinator, 'report zero')).toEqual([])
})

it('looks only into what the caller may read', async () => {
  const venue = await open.venue()
  const hidden = await saying(venue, 'Private talks', 'Secret compromise')
  const own = await saying(venue, 'Open talks', 'Public compromise')
  const guest = await (await linkFor(venue, 'observer', own)).signIn('Guest')
  expect((await search(guest, 'compromise')).map(({ document }) => document.documentId)).toEqual([own])
  expect(await search(guest, 'secret')).toEqual([])
  expect(await search(guest, 'private')).toEqual([])
  expect((await search(venue.coordinator, 'secret'))[0]?.document.documentId).toBe(hidden)
})

it('shows five provisions of a document and counts the others', async () => {
  const venue = await open.venue()
  const made = { title: 'Example', language: 'en', from: 'example' } as const
  await venue.coordinator.ask('document:create', made)
  const [found] = await search(venue.coordinator, 'migration')
  expect(found?.provisions).toHaveLength(5)
  expect(found?.more).toBeGreaterThan(0)
})

it('refuses what is no question, and answers one that looks for nothing', async () => {
  const { coordinator } = await open.venue()
  await expect(search(coordinator, '   ')).rejects.toThrow('malformed')
  await expect(search(coordinator, 'x'.repeat(201))).rejects.toThrow('malformed')
  expect(await search(coordinator, '\u064b')).toEqual([])
})

it('slows down who asks without end', async () => {
  const { coordinator } = await open.venue()
  const asked = await Promise.allSettled(Array.from({ length: 80 }, () => search(coordinator, 'draft')))
  expect(asked.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(10)
})
