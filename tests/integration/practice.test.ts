import { expect, it } from 'vitest'
import type { DocumentId } from '../../shared/ids'
import { LANGUAGES, type Language } from '../../shared/languages'
import { PRACTICE_CHAIR } from '../../shared/practice-seats'
import { Caller } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues } from '../support/venue'

const open = venues()

const openPractice = (caller: Caller, language: Language = 'en') => caller.ask('practice:open', { language })
const reset = (caller: Caller, documentId: DocumentId) => caller.ask('practice:reset', { documentId })

it('is one document for all who practise in a language, in which an observer types and brings down the gavel, for no seat', async () => {
  const { coordinator } = await open.venue()
  const observer = await coordinator.invite('observer', 'Olga')
  const { documentId } = await openPractice(observer)
  expect(await openPractice(coordinator)).toEqual({ documentId })
  const entered = await observer.ask('document:enter', { documentId, receipt: null })
  expect(entered).toMatchObject({ document: { isPractice: true }, mayEdit: true, mayGavel: true })

  await type(await open.typist(observer, documentId), ' Welcomes')
  const { id: provisionId, textHash } = await lastProvision(observer, documentId)
  await observer.ask('provision:agree', { documentId, provisionId, textHash })
  const { entries } = await coordinator.ask('journal:read', { stream: `document:${documentId}`, after: 0 })
  const gavelled = entries.find((entry) => entry.shown && entry.kind === 'provision:agreedAdRef')
  expect(gavelled).toMatchObject({ by: 'Olga', actor: { role: 'chair', seatId: null } })
  await observer.ask('provision:reopen', { documentId, provisionId, reason: 'To practise' })
})

it('gives nobody any right elsewhere, and stays out of the list and the search', async () => {
  const { coordinator, documentId: real } = await open.venue()
  const observer = await coordinator.invite('observer', 'Olga')
  const { documentId } = await openPractice(observer)
  expect((await observer.ask('document:enter', { documentId: real, receipt: null })).mayEdit).toBe(false)
  const { id: provisionId, textHash } = await lastProvision(observer, real)
  const agree = observer.ask('provision:agree', { documentId: real, provisionId, textHash })
  await expect(agree).rejects.toThrow('not-allowed')
  await expect(observer.ask('document:rename', { documentId, title: 'Mine' })).rejects.toThrow('not-allowed')
  await expect(observer.ask('document:archive', { documentId })).rejects.toThrow('not-allowed')
  const { documents } = await coordinator.ask('document:list', {})
  expect(documents.map((card) => card.documentId)).toEqual([real])
  const { found } = await coordinator.ask('document:search', { query: 'nothing in this text counts' })
  expect(found).toEqual([])
})

it('is closed to whoever is admitted to one document only', async () => {
  const venue = await open.venue()
  const { documentId } = await openPractice(venue.coordinator)
  const guest = await (await linkFor(venue, 'chair', venue.documentId)).signIn('Guest')
  await expect(openPractice(guest)).rejects.toThrow('not-allowed')
  await expect(reset(guest, documentId)).rejects.toThrow('not-allowed')
  await expect(guest.ask('document:read', { documentId })).rejects.toThrow('not-allowed')
})

it('begins anew with its first words, and keeps what was seen before in a record that cannot be changed', async () => {
  const { coordinator } = await open.venue()
  const { documentId } = await openPractice(coordinator)
  const first = await lastProvision(coordinator, documentId)
  await type(await open.typist(coordinator, documentId), ' Welcomes')
  const fresh = await reset(coordinator, documentId)
  expect(fresh.documentId).not.toBe(documentId)
  expect((await lastProvision(coordinator, fresh.documentId)).text).toBe(first.text)
  expect((await lastProvision(coordinator, documentId)).text).toBe(`${first.text} Welcomes`)
  const before = await coordinator.ask('document:enter', { documentId, receipt: null })
  expect(before).toMatchObject({ document: { archived: true }, mayEdit: false, mayGavel: false })
})

it('leads two who begin anew at once to the same fresh text', async () => {
  const { coordinator } = await open.venue()
  const observer = await coordinator.invite('observer', 'Olga')
  const { documentId } = await openPractice(coordinator)
  const [one, other] = await Promise.all([reset(coordinator, documentId), reset(observer, documentId)])
  expect(one).toEqual(other)
  expect(await reset(observer, documentId)).toEqual(one)
  expect(await openPractice(observer)).toEqual(one)
})

it('tells whoever types at that moment, and loses none of what was acknowledged', async () => {
  const { coordinator } = await open.venue()
  const observer = await coordinator.invite('observer', 'Olga')
  const { documentId } = await openPractice(observer)
  const typist = await open.typist(observer, documentId)
  await type(typist, ' saved')
  await reset(coordinator, documentId)
  typist.insert(typist.text.length, ' late')
  await until(() => typist.refusal !== null)
  expect(typist.refusal).toBe('document-archived')
  expect((await lastProvision(coordinator, documentId)).text).toMatch(/ saved$/)
  const words = { documentId, provisionId: null, text: ' late', code: 'document-archived' } as const
  await observer.ask('words:keep', words)
  expect((await observer.ask('words:list', { documentId })).words).toHaveLength(1)
})

it('takes no document that counts for a practice, and no more than a few beginnings in a minute', async () => {
  const { coordinator, documentId: real } = await open.venue()
  await expect(reset(coordinator, real)).rejects.toThrow('not-allowed')
  const { documentId } = await openPractice(coordinator)
  expect((await coordinator.ask('document:enter', { documentId: real, receipt: null })).mayEdit).toBe(true)
  for (let times = 1; times < 6; times += 1) await reset(coordinator, documentId)
  await expect(reset(coordinator, documentId)).rejects.toThrow('too-many-attempts')
})

it('gives two people of two languages a text each in their own, and begins one anew without touching the other', async () => {
  const { coordinator } = await open.venue()
  const amal = await coordinator.invite('observer', 'Amal')
  const english = await openPractice(coordinator)
  const arabic = await openPractice(amal, 'ar')
  expect(arabic.documentId).not.toBe(english.documentId)
  expect((await lastProvision(amal, arabic.documentId)).text).toMatch(/^يقررون/)
  expect((await lastProvision(coordinator, english.documentId)).text).toMatch(/^Decides/)
  const seatId = PRACTICE_CHAIR.seatId
  await amal.ask('practice:sit', { ...arabic, seatId })
  await type(await open.typist(amal, arabic.documentId), ' كلمة')

  // each may look at the other's text, and whoever begins it anew does so in its own language
  const fresh = await reset(amal, english.documentId)
  expect((await lastProvision(amal, fresh.documentId)).text).toMatch(/^Decides/)
  expect(await openPractice(coordinator)).toEqual(fresh)
  expect(await openPractice(amal, 'ar')).toEqual(arabic)
  expect((await lastProvision(amal, arabic.documentId)).text).toMatch(/ كلمة$/)
  const { document } = await amal.ask('document:enter', { ...arabic, receipt: null })
  expect(document.archived).toBe(false)
  const { tables } = await amal.ask('practice:read', {})
  expect(tables).toMatchObject([
    { ...arabic, language: 'ar', seated: [{ name: 'Amal', seatId }] },
    { ...fresh, language: 'en', seated: [] },
  ])
})

it('keeps the practices of all languages over a start of the server', async () => {
  const { coordinator, server } = await open.venue()
  const [english, arabic] = [await openPractice(coordinator), await openPractice(coordinator, 'ar')]
  await server.app.close()
  const again = await open.server({ dataDir: server.dataDir })
  const back = new Caller(again.url, coordinator.cookie)
  expect(await openPractice(back, 'ar')).toEqual(arabic)
  expect(await openPractice(back)).toEqual(english)
})

it('has a text in each language', async () => {
  const { coordinator } = await open.venue()
  for (const language of LANGUAGES) {
    const { documentId } = await openPractice(coordinator, language)
    const { document, provisions } = await coordinator.ask('document:read', { documentId })
    expect(document.language).toBe(language)
    expect(provisions).toHaveLength(8)
  }
})
