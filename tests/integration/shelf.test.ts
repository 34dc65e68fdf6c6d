import { expect, it } from 'vitest'
import { documentStream } from '../../shared/journal'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues } from '../support/venue'

const open = venues()
const ARABIC = { wordLimit: 2_000, digits: 'arabicIndic' } as const

it('tells everybody in the document what is set for it, and those who come later', async () => {
  const { coordinator, documentId } = await open.venue()
  const chair = await coordinator.invite('chair', 'Chair')
  const observer = await coordinator.invite('observer', 'Observer')
  const entered = await observer.ask('document:enter', { documentId, receipt: null })
  expect(entered.settings).toEqual({ wordLimit: 3_300, digits: 'european' })
  const live = await open.live(observer)
  await live.follow(documentStream(documentId))
  const { seq } = await chair.ask('document:configure', { documentId, settings: ARABIC })
  await live.reached(seq)
  expect(live.entries.at(-1)).toMatchObject({ kind: 'document:configured', body: ARABIC, by: null })
  const again = await observer.ask('document:enter', { documentId, receipt: null })
  expect(again.settings).toEqual(ARABIC)
})

it('gives a document another title, on its page and in the list', async () => {
  const { coordinator, documentId } = await open.venue()
  await coordinator.ask('document:rename', { documentId, title: ' First\u202E\ndraft ' })
  const { documents } = await coordinator.ask('document:list', {})
  expect(documents).toMatchObject([{ documentId, title: 'First draft', archived: false }])
  const { document } = await coordinator.ask('document:enter', { documentId, receipt: null })
  expect(document.title).toBe('First draft')
})

it('lets nobody else set, rename or archive, nor tells them whether there is such a document', async () => {
  const venue = await open.venue()
  const { coordinator, documentId } = venue
  const drafter = await coordinator.invite('drafter', 'Drafter')
  const chair = await coordinator.invite('chair', 'Chair')
  const other = await coordinator.ask('document:create', { title: 'Other', language: 'en', from: 'blank' })
  const guest = await (await linkFor(venue, 'coordinator', other.documentId)).signIn('Guest')
  for (const id of [documentId, 'nowhere' as never]) {
    const asked = [
      drafter.ask('document:configure', { documentId: id, settings: ARABIC }),
      drafter.ask('document:rename', { documentId: id, title: 'Mine' }),
      chair.ask('document:archive', { documentId: id }),
      chair.ask('document:bringBack', { documentId: id }),
      guest.ask('document:configure', { documentId: id, settings: ARABIC }),
      guest.ask('document:archive', { documentId: id }),
    ]
    for (const one of await Promise.allSettled(asked))
      expect(one).toMatchObject({ reason: { message: 'not-allowed' } })
  }
  const asked = guest.ask('document:archive', { documentId: other.documentId })
  await expect(asked).rejects.toThrow('not-allowed')
  await guest.ask('document:rename', { documentId: other.documentId, title: 'Ours' })
})

it('refuses limits that make no sense', async () => {
  const { coordinator, documentId } = await open.venue()
  for (const wordLimit of [0, -1, 1.5, 1_000_001]) {
    const settings = { wordLimit, digits: 'european' } as const
    await expect(coordinator.ask('document:configure', { documentId, settings })).rejects.toThrow('malformed')
  }
})

it('refuses every change to an archived document, and takes them again when it is brought back', async () => {
  const { coordinator, documentId } = await open.venue()
  const chair = await coordinator.invite('chair', 'Chair')
  const typist = await open.typist(coordinator, documentId)
  await type(typist, 'Welcomes')
  await coordinator.ask('document:archive', { documentId })
  typist.insert(typist.text.length, ' warmly')
  await until(() => typist.refusal === 'document-archived')
  const { id, text, textHash } = await lastProvision(chair, documentId)
  expect(text).toBe('Welcomes')
  const agreed = chair.ask('provision:agree', { documentId, provisionId: id, textHash })
  await expect(agreed).rejects.toThrow('document-archived')
  expect(await chair.ask('document:enter', { documentId, receipt: null })).toMatchObject({
    document: { archived: true },
    mayEdit: false,
    mayGavel: false,
  })
  expect(await coordinator.ask('document:list', {})).toMatchObject({ documents: [{ archived: true }] })

  await coordinator.ask('document:bringBack', { documentId })
  const again = await open.typist(coordinator, documentId)
  await type(again, ' warmly')
  expect((await lastProvision(chair, documentId)).text).toBe('Welcomes warmly')
})
