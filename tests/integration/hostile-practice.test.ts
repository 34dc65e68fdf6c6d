import { describe, expect, it } from 'vitest'
import { newId, type DocumentId, type ProvisionId, type SeatId } from '../../shared/ids'
import { siege, UNDER_SIEGE } from '../support/siege'
import { Typist, type Caller } from '../support/typist'
import { until } from '../support/until'

const at = siege()
/** As many as one command takes. */
const MANY = 1_000

/** Types in the practice meeting for a chair, on whose seat the same person sits. */
async function practising(caller: Caller): Promise<{ typist: Typist; documentId: DocumentId }> {
  const { documentId } = await caller.ask('practice:open', { language: 'en' })
  await caller.ask('practice:sit', { documentId, seatId: 'practice-smd-chair' as SeatId })
  const typist = await Typist.enter(caller, documentId)
  typist.typedAs = 'practice-smd-secretariat'
  typist.connect()
  await until(() => typist.synced, { what: 'sync' })
  return { typist, documentId }
}

async function write(typist: Typist, edit: (text: Typist['text']) => void): Promise<void> {
  typist.doc.transact(() => edit(typist.text), 'typed')
  await until(() => typist.waiting === 0, { timeoutMs: 30_000, what: 'the text' })
}

describe('one who practises alone', UNDER_SIEGE, () => {
  it('holds nobody up by confirming a thousand provisions again and again', async () => {
    const mallory = await at().intruder('observer')
    const { typist, documentId } = await practising(mallory)
    for (let made = 0; made < MANY; made += 200)
      await write(typist, (text) => {
        for (let i = 0; i < 200; i += 1) {
          text.insertEmbed(text.length, { b: newId() })
          text.insert(text.length, 'x')
        }
      })
    await at().stands(async () => {
      for (let times = 0; times < 12; times += 1) {
        await write(typist, (text) => text.format(1, text.length - 1, { strong: times % 2 ? null : true }))
        const { provisions } = await mallory.ask('document:read', { documentId })
        const seen = provisions.slice(-MANY).map(({ id, textHash }) => {
          return { provisionId: id as ProvisionId, textHash }
        })
        await mallory.ask('provision:confirm', { documentId, provisions: seen })
      }
    })
    typist.disconnect()
    expect(typist.refusal).toBeNull()
  })
})
