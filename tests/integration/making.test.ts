import { expect, it } from 'vitest'
import { LANGUAGES } from '../../shared/languages'
import { lastProvision, linkFor, type, venues } from '../support/venue'

const open = venues()

it('duplicates the words and the settings of a document, and nothing that was decided', async () => {
  const { coordinator, documentId } = await open.venue()
  const chair = await coordinator.invite('chair', 'Chair')
  await type(await open.typist(coordinator, documentId), 'Welcomes')
  const settings = { wordLimit: 500, digits: 'european' } as const
  await chair.ask('document:configure', { documentId, settings })
  const { id, textHash } = await lastProvision(chair, documentId)
  await chair.ask('provision:agree', { documentId, provisionId: id, textHash })
  await coordinator.ask('document:archive', { documentId })

  const copy = await coordinator.ask('document:duplicate', { documentId, title: 'Working copy' })
  expect(copy).toMatchObject({ title: 'Working copy', language: 'en', archived: false })
  const entered = await coordinator.ask('document:enter', { documentId: copy.documentId, receipt: null })
  expect(entered).toMatchObject({ settings, statuses: [], mayEdit: true })
  const last = await lastProvision(coordinator, copy.documentId)
  expect(last).toMatchObject({ text: 'Welcomes', status: 'open' })
  expect(last.id).not.toBe(id)
  await type(await open.typist(coordinator, copy.documentId), ' warmly')
  expect((await lastProvision(chair, documentId)).text).toBe('Welcomes')
})

it('records from which document and entry a copy was made', async () => {
  const { coordinator, documentId } = await open.venue()
  const { seq } = await coordinator.ask('document:read', { documentId })
  const copy = await coordinator.ask('document:duplicate', { documentId, title: 'Copy' })
  const stream = `document:${copy.documentId}`
  const { entries } = await coordinator.ask('journal:read', { stream, after: 0 })
  expect(entries[0]).toMatchObject({ kind: 'document:created', body: { origin: { documentId, seq } } })
})

it('lets only the coordinator of the house duplicate', async () => {
  const venue = await open.venue()
  const { coordinator, documentId } = venue
  const chair = await coordinator.invite('chair', 'Chair')
  const guest = await (await linkFor(venue, 'coordinator', documentId)).signIn('Guest')
  for (const caller of [chair, guest]) {
    const asked = caller.ask('document:duplicate', { documentId, title: 'Mine' })
    await expect(asked).rejects.toThrow('not-allowed')
  }
  const asked = coordinator.ask('document:duplicate', { documentId: 'nowhere' as never, title: 'Mine' })
  await expect(asked).rejects.toThrow('not-allowed')
})

it('makes an outline in each language, with the five headings of a contribution', async () => {
  const { coordinator } = await open.venue()
  for (const language of LANGUAGES) {
    const said = { title: 'Outline', language, from: 'template' } as const
    const { documentId } = await coordinator.ask('document:create', said)
    const { provisions } = await coordinator.ask('document:read', { documentId })
    const kinds = provisions.map(({ kind }) => kind)
    expect(kinds.slice(0, 4)).toEqual(['title', 'preambular', 'preambular', 'operative'])
    expect(kinds.filter((kind) => kind === 'heading')).toHaveLength(5)
    expect(provisions.every(({ text }) => text !== '')).toBe(true)
  }
})

it('lists when the last thing happened in a document', async () => {
  const { coordinator, documentId } = await open.venue()
  const changedAt = async () => (await coordinator.ask('document:list', {})).documents[0]?.changedAt ?? 0
  const before = await changedAt()
  await type(await open.typist(coordinator, documentId), 'Welcomes')
  expect(await changedAt()).toBeGreaterThan(before)
})
