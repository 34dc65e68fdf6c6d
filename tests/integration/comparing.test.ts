import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { contentHashOf, stateHashOf } from '../../shared/text/canonical'
import { linkFor, type, venues } from '../support/venue'

const open = venues()
const stateOf = ({ doc }: { readonly doc: Y.Doc }) =>
  stateHashOf(Y.decodeStateVector(Y.encodeStateVector(doc)))

it('tells a replica whether it shows what the server shows at the same state', async () => {
  const venue = await open.venue()
  const { documentId } = venue
  const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
  const typist = await open.typist(ana, documentId)
  await type(typist, 'Welcomes the report')
  const stateHash = stateOf(typist)
  const contentHash = contentHashOf(typist.text)
  const compare = (said: { stateHash?: string; contentHash?: string }) =>
    ana.ask('document:compare', { documentId, stateHash, contentHash, ...said })

  expect(await compare({})).toEqual({ verdict: 'same' })
  expect(await compare({ contentHash: '0'.repeat(64) })).toEqual({ verdict: 'differs' })
  const { contentHash: read } = await ana.ask('document:read', { documentId })
  expect(read).toBe(contentHash)

  typist.remove(typist.text.length - 6, 6)
  await type(typist, 'work')
  expect(await compare({})).toEqual({ verdict: 'elsewhere' })
  const now = {
    stateHash: stateOf(typist),
    contentHash: contentHashOf(typist.text),
  }
  expect(await compare(now)).toEqual({ verdict: 'same' })
  await expect(compare({ stateHash: 'no hash' })).rejects.toThrow('malformed')
})

it('lets everybody compare who may read, and nobody else', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const observer = await (await linkFor(venue, 'observer')).signIn('Olga')
  const typist = await open.typist(observer, documentId)
  const said = {
    stateHash: stateOf(typist),
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
