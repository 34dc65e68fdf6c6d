import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId } from '../../shared/ids'
import { documentStream, type Receipt } from '../../shared/journal'
import { CLOSE } from '../../shared/sync'
import { openText, rawDelete } from '../../shared/text/flat'
import { startServer } from '../support/server'
import { Caller, Typist } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues } from '../support/venue'

const open = venues()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adref-recovery-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** What a browser still holds of the time that the server lost. */
interface Held {
  readonly url: string
  readonly coordinator: Caller
  readonly drafter: Caller
  readonly observer: Caller
  readonly documentId: DocumentId
  readonly receipt: Receipt
  readonly update: string
  /** A document that was made after the backup. */
  readonly later: { readonly documentId: DocumentId; readonly receipt: Receipt }
}

/** A server that was restored from a backup taken before the last words were saved. */
async function wentBackInTime(): Promise<Held> {
  const [dataDir, backup] = [join(folder, 'data'), join(folder, 'backup')]
  const first = await startServer({ dataDir })
  const coordinator = await first.signInFirst()
  const drafter = await (await linkFor({ coordinator, url: first.url }, 'drafter')).signIn('Ana')
  const observer = await (await linkFor({ coordinator, url: first.url }, 'observer')).signIn('Olga')
  const said = { title: 'Zero draft', language: 'en', from: 'blank' } as const
  const { documentId } = await coordinator.ask('document:create', said)
  await first.close()
  await cp(dataDir, backup, { recursive: true })

  const second = await startServer({ dataDir })
  const ana = new Caller(second.url, drafter.cookie)
  const typist = await Typist.enter(ana, documentId)
  typist.connect()
  await until(() => typist.synced)
  await type(typist, 'Welcomes the report')
  const { receipt } = await ana.ask('document:enter', { documentId, receipt: null })
  typist.disconnect()
  const made = await new Caller(second.url, coordinator.cookie).ask('document:create', said)
  const later = await ana.ask('document:enter', { documentId: made.documentId, receipt: null })
  await second.close()
  await rm(dataDir, { recursive: true })
  await cp(backup, dataDir, { recursive: true })

  const { url } = await open.server({ dataDir })
  return {
    url,
    coordinator: new Caller(url, coordinator.cookie),
    drafter: new Caller(url, drafter.cookie),
    observer: new Caller(url, observer.cookie),
    documentId,
    receipt,
    later: { documentId: made.documentId, receipt: later.receipt },
    update: Buffer.from(Y.encodeStateAsUpdate(typist.doc)).toString('base64'),
  }
}

it('begins when a browser can prove what the server no longer has, and the text is read-only for all', async () => {
  const { drafter, coordinator, documentId, receipt } = await wentBackInTime()
  const entered = await drafter.ask('document:enter', { documentId, receipt })
  expect(entered).toMatchObject({ recovering: true, mayEdit: false })
  const typist = await open.typist(coordinator, documentId)
  typist.insert(typist.text.length, 'meanwhile')
  await until(() => typist.refusal === 'in-recovery')
  expect((await lastProvision(drafter, documentId)).text).toBe('')
})

it('begins when a page that stayed open comes back with its proof, before any of its text is taken in', async () => {
  const { drafter, documentId, receipt } = await wentBackInTime()
  const typist = await Typist.enter(drafter, documentId)
  typist.receipt = receipt
  typist.insert(typist.text.length, 'unproven')
  typist.connect()
  await until(() => typist.isRecovering)
  await until(() => typist.refusal === 'in-recovery')
  typist.disconnect()
  expect(await drafter.ask('document:enter', { documentId, receipt: null })).toMatchObject({
    recovering: true,
  })
})

it('can be proven by those who only read: they are told now and then how far the journal reaches', async () => {
  const { coordinator, documentId, url } = await open.venue()
  const olga = await (await linkFor({ coordinator, url }, 'observer')).signIn('Olga')
  const reader = await open.typist(olga, documentId)
  await type(await open.typist(coordinator, documentId), 'Welcomes the report')
  const { seq } = await coordinator.ask('document:read', { documentId })
  await until(() => reader.receipt?.seq === seq, { what: 'a receipt for what others typed' })
})

it('lets no gavel fall', async () => {
  const { drafter, coordinator, documentId, receipt, url } = await wentBackInTime()
  await drafter.ask('document:enter', { documentId, receipt })
  const chair = await (await linkFor({ coordinator, url }, 'chair')).signIn('Chair')
  const { id: provisionId, textHash } = await lastProvision(chair, documentId)
  await expect(chair.ask('provision:agree', { documentId, provisionId, textHash })).rejects.toThrow(
    'in-recovery',
  )
})

it('takes back the text that a browser still holds, marked as recovered, once', async () => {
  const { drafter, documentId, receipt, update } = await wentBackInTime()
  await drafter.ask('document:enter', { documentId, receipt })
  const taken = await drafter.ask('recovery:takeBack', { documentId, update })
  expect(taken.recovered).toBe(true)
  expect((await lastProvision(drafter, documentId)).text).toBe('Welcomes the report')
  expect(await drafter.ask('recovery:takeBack', { documentId, update })).toEqual({
    seq: taken.seq,
    recovered: false,
  })
})

it('takes back what somebody holds who only read, and nothing else from them', async () => {
  const { observer, documentId, receipt, update } = await wentBackInTime()
  await observer.ask('document:enter', { documentId, receipt })
  expect(await observer.ask('recovery:takeBack', { documentId, update })).toMatchObject({ recovered: true })
  expect((await lastProvision(observer, documentId)).text).toBe('Welcomes the report')
  const reader = await open.typist(observer, documentId)
  reader.insert(reader.text.length, ' forged')
  await until(() => reader.refusal === 'read-only')
})

it('lets whoever only reads bring lost words back and delete none that are there, and whoever edits both', async () => {
  const { observer, drafter, documentId, receipt, update } = await wentBackInTime()
  const giveBack = async (by: Caller, doc: Y.Doc) => {
    const held = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
    await by.ask('recovery:takeBack', { documentId, update: held })
  }
  const textNow = async () => {
    const { provisions } = await observer.ask('document:read', { documentId })
    return provisions.map(({ kind, text }) => [kind, text])
  }
  const before = (await observer.ask('document:read', { documentId })).provisions
  expect(before[0]).toMatchObject({ kind: 'title', text: 'Zero draft' })
  await drafter.ask('document:enter', { documentId, receipt })
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Buffer.from(update, 'base64'))
  const text = openText(copy)
  // the title is there; of the words that were lost the last one had been deleted again
  rawDelete(text, 1, 'Zero '.length)
  rawDelete(text, text.length - ' report'.length, ' report'.length)
  await giveBack(observer, copy)
  expect(await textNow()).toEqual([
    ['title', 'Zero draft'],
    ['operative', 'Welcomes the'],
  ])
  await giveBack(drafter, copy)
  expect((await textNow())[0]).toEqual(['title', 'draft'])
})

it('is ended by a coordinator, and the old receipt does not begin it again', async () => {
  const { drafter, coordinator, documentId, receipt, update } = await wentBackInTime()
  await drafter.ask('document:enter', { documentId, receipt })
  await drafter.ask('recovery:takeBack', { documentId, update })
  await expect(drafter.ask('recovery:end', { documentId })).rejects.toThrow('not-allowed')
  await coordinator.ask('recovery:end', { documentId })
  const entered = await drafter.ask('document:enter', { documentId, receipt })
  expect(entered).toMatchObject({ recovering: false, mayEdit: true })
  const typist = await open.typist(drafter, documentId)
  await type(typist, ' warmly')
  expect((await lastProvision(drafter, documentId)).text).toBe('Welcomes the report warmly')
  await expect(coordinator.ask('recovery:end', { documentId })).rejects.toThrow('not-in-recovery')
  await expect(drafter.ask('recovery:takeBack', { documentId, update })).rejects.toThrow('not-in-recovery')
})

it('is in the record, with who held the proof', async () => {
  const { drafter, coordinator, documentId, receipt } = await wentBackInTime()
  await drafter.ask('document:enter', { documentId, receipt })
  const { entries } = await coordinator.ask('journal:read', { stream: documentStream(documentId), after: 2 })
  expect(entries).toMatchObject([{ kind: 'recovery:began', by: 'Ana', body: { lostSeq: receipt.seq } }])
})

it('says that a document is lost to whoever proves that it was there, and nothing to anybody else', async () => {
  const { drafter, receipt, later } = await wentBackInTime()
  const enter = (documentId: DocumentId, receipt: Receipt | null) =>
    drafter.ask('document:enter', { documentId, receipt })
  await expect(enter(later.documentId, later.receipt)).rejects.toThrow('document-lost')
  const unproven = [null, receipt, { ...later.receipt, seq: later.receipt.seq + 1 }]
  for (const receipt of unproven)
    await expect(enter(later.documentId, receipt)).rejects.toThrow('not-allowed')

  const closed = async (receipt: Receipt) => {
    const other = new Typist(drafter, later.documentId, 7)
    other.receipt = receipt
    other.connect()
    await until(() => other.closedWith !== null)
    return other.closedWith
  }
  expect(await closed(later.receipt)).toBe(CLOSE.documentLost)
  expect(await closed(receipt)).not.toBe(CLOSE.documentLost)
})

it('takes no notice of a receipt that this server did not sign, nor of one for another document', async () => {
  const { coordinator, documentId, url } = await open.venue()
  const { receipt } = await coordinator.ask('document:enter', { documentId, receipt: null })
  const said = { title: 'Other', language: 'en', from: 'blank' } as const
  const other = await coordinator.ask('document:create', said)
  const foreign = await coordinator.ask('document:enter', { documentId: other.documentId, receipt: null })
  const forged = [
    { ...receipt, seq: receipt.seq + 7 },
    { ...receipt, hash: '0'.repeat(64) },
    { ...receipt, at: receipt.at + 1 },
    { ...receipt, mac: '0'.repeat(64) },
    foreign.receipt,
  ]
  for (const receipt of forged)
    expect(await coordinator.ask('document:enter', { documentId, receipt })).toMatchObject({
      recovering: false,
    })
  expect(await coordinator.ask('document:enter', { documentId, receipt })).toMatchObject({
    recovering: false,
  })
  expect(url).toMatch(/^http/)
})
