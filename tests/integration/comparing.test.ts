import { toBase64 } from 'lib0/buffer'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { contentHashOf } from '../../shared/text/canonical'
import { linkFor, type, venues } from '../support/venue'

const open = venues()

it('tells a replica whether it shows what the server shows at the same state', async () => {
  const venue = await open.venue()
  const { documentId } = venue
  const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
  const typist = await open.typist(ana, documentId)
  await type(typist, 'Welcomes the report')
  const vector = toBase64(Y.encodeStateVector(typist.doc))
  const contentHash = contentHashOf(typist.text)
  const compare = (said: { vector?: string; contentHash?: string }) =>
    ana.ask('document:compare', { documentId, vector, contentHash, ...said })

  expect(await compare({})).toEqual({ verdict: 'same' })
  expect(await compare({ contentHash: '0'.repeat(64) })).toEqual({ verdict: 'differs' })
  const { contentHash: read } = await ana.ask('document:read', { documentId })
  expect(read).toBe(contentHash)

  typist.remove(typist.text.length - 6, 6)
  await type(typist, 'work')
  expect(await compare({})).toEqual({ verdict: 'elsewhere' })
  const now = {
    vector: toBase64(Y.encodeStateVector(typist.doc)),
    contentHash: contentHashOf(typist.text),
  }
  expect(await compare(now)).toEqual({ verdict: 'same' })
  await expect(compare({ vector: toBase64(new Uint8Array([5, 1])) })).rejects.toThrow('malformed')
})

it('lets everybody compare who may read, and nobody else', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const observer = await (await linkFor(venue, 'observer')).signIn('Olga')
  const typist = await open.typist(observer, documentId)
  const said = {
    vector: toBase64(Y.encodeStateVector(typist.doc)),
    contentHash: contentHashOf(typist.text),
  }
  // the typist's answer to the server's first question, an empty one, may still be on its way
  await expect
    .poll(() => observer.ask('document:compare', { documentId, ...said }))
    .toEqual({ verdict: 'same' })
  const other = await coordinator.ask('document:create', { title: 'Other', language: 'en', from: 'blank' })
  const guest = await (await linkFor(venue, 'chair', other.documentId)).signIn('Guest')
  await expect(guest.ask('document:compare', { documentId, ...said })).rejects.toThrow('not-allowed')
})
