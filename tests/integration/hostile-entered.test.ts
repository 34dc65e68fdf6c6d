import { describe, expect, it } from 'vitest'
import type { DocumentId, MechanismId, ProvisionId } from '../../shared/ids'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { provisionsOf } from '../../shared/text/provisions'
import { savanna } from '../support/registry'
import { officeSeat, Table } from '../support/seats'
import type { Caller, Typist } from '../support/typist'
import { until } from '../support/until'
import { venues } from '../support/venue'

const open = venues()
/** The server repairs a text once it has been quiet for two seconds. */
const REPAIRED = { timeoutMs: 10_000, what: 'the repair' }

/** A secretariat that types for its chair, the chair, and a drafter who means harm. */
async function seated() {
  const { coordinator, documentId } = await open.venue()
  const smd = (await coordinator.ask('registry:add', { draft: savanna })).id as MechanismId
  const table = await Table.open(coordinator, [
    officeSeat(smd, 'chair', 'SMD'),
    officeSeat(smd, 'secretariat', 'SMD secretariat'),
  ])
  const kofi = await open.typist(await table.seatNew('SMD secretariat', 'Kofi'), documentId)
  const aminata = await table.seatNew('SMD', 'Aminata')
  const mallory = await open.typist(await coordinator.invite('drafter', 'Mallory'), documentId)
  return { coordinator, documentId, kofi, aminata, mallory }
}

/** Writes in the text, and waits until it is saved and somebody else has it. */
async function write(by: Typist, edit: (typist: Typist) => void, reader: Typist): Promise<void> {
  const seen = reader.seen.length
  by.doc.transact(() => edit(by), 'typed')
  await until(() => by.waiting === 0 && reader.seen.length > seen, { what: 'the words to arrive' })
}

const enteredIn = async (caller: Caller, documentId: DocumentId) =>
  (await caller.ask('document:enter', { documentId, receipt: null })).entered

/** The id of the one provision in which certain words stand. */
function homeOf({ text }: Typist, words: string): string | undefined {
  const said = ({ segments }: { segments: readonly { content: unknown }[] }) =>
    segments.some(({ content }) => typeof content === 'string' && content.includes(words))
  return provisionsOf(text).find(said)?.shownId
}

/** Waits until words stand in a provision of their own id. @returns the id */
async function repaired(typist: Typist, words: string): Promise<string> {
  const home = () => homeOf(typist, words) ?? ''
  await until(() => home() !== '' && home() !== 'head' && !home().includes('~'), REPAIRED)
  return home()
}

/** Puts a second boundary of the same id between a boundary and its words. */
function twin({ text }: Typist, id: string): void {
  const at = provisionsOf(text).find((provision) => provision.id === id)?.from ?? 0
  text.format(at, 1, { gone: `${id}=1` })
  text.format(at, 1, { gone: null })
  text.insertEmbed(at + 1, { b: id }, { kind: `${id}=operative` })
}

describe('words that wait for a confirmation', () => {
  it('wait on when the first boundary of the text is taken away from before them', async () => {
    const { kofi, mallory, coordinator, documentId } = await seated()
    await write(kofi, ({ text }) => text.insert(1, 'Welcomes '), mallory)
    await write(mallory, (typist) => typist.remove(0, 1), kofi)
    const provisionId = await repaired(mallory, 'Welcomes')
    const waiting = (await enteredIn(coordinator, documentId)).map((one) => one.provisionId)
    expect(waiting).toContain(provisionId)
  })

  it('wait also when they were typed before the first boundary', async () => {
    const { kofi, mallory, coordinator, documentId } = await seated()
    await write(kofi, ({ text }) => text.insert(0, 'Welcomes '), mallory)
    const provisionId = await repaired(mallory, 'Welcomes')
    const waiting = (await enteredIn(coordinator, documentId)).map((one) => one.provisionId)
    expect(waiting).toContain(provisionId)
  })

  it('wait on when another boundary of the same id is put before them', async () => {
    const { kofi, mallory, aminata, coordinator, documentId } = await seated()
    await write(kofi, ({ text }) => text.insert(text.length, 'Welcomes'), mallory)
    const id = homeOf(mallory, 'Welcomes') ?? ''
    await write(mallory, (typist) => twin(typist, id), kofi)
    expect(homeOf(mallory, 'Welcomes')).toBe(`${id}~2`)
    const { provisions } = await aminata.ask('document:read', { documentId })
    const seen = provisions.filter((one) => one.id === id)
    await expect(
      aminata.ask('provision:confirm', {
        documentId,
        provisions: seen.map(({ textHash }) => ({ provisionId: id as never, textHash })),
      }),
    ).rejects.toThrow('text-moved-on')
    const copy = await coordinator.ask('document:duplicate', { documentId, title: 'Copy' })
    expect(await enteredIn(coordinator, copy.documentId)).toHaveLength(2)
    const provisionId = await repaired(mallory, 'Welcomes')
    const waiting = (await enteredIn(coordinator, documentId)).map((one) => one.provisionId)
    expect(waiting).toContain(provisionId)
  })
})

describe('the instruction on which words were entered', () => {
  it('is not named for words of others that one has split into a provision of one’s own', async () => {
    const { kofi, mallory, coordinator, documentId } = await seated()
    await write(kofi, ({ text }) => text.insert(text.length, 'Welcomes the report'), mallory)
    const id = 'own-provision' as ProvisionId
    const behind = mallory.text.length - 'the report'.length
    await write(mallory, ({ text }) => text.insertEmbed(behind, { b: id }, { kind: `${id}=operative` }), kofi)
    const said = { documentId, provisionIds: [id], note: 'Mallory' }
    await expect(mallory.caller.ask('provision:instruct', said)).rejects.toThrow('nothing-entered')
    await kofi.caller.ask('provision:instruct', { ...said, note: 'Ms Diallo' })
    const waiting = await enteredIn(coordinator, documentId)
    expect(waiting.map(({ provisionId, instruction }) => [provisionId === id, instruction])).toEqual([
      [false, ''],
      [true, 'Ms Diallo'],
    ])
  })
})

const provisions = (from: number, count: number): ProvisionSource[] =>
  Array.from({ length: count }, (_, i) => ({ id: `pasted-${from + i}`, runs: [`Requests ${from + i}`] }))

/** Writes so many provisions at the end in one go, as a paste does, and waits for the answer. */
async function paste(by: Typist, from: number, count: number): Promise<void> {
  compose(by.text, provisions(from, count), by.text.length, 'typed')
  await until(() => by.waiting === 0 || by.refusal !== null, { timeoutMs: 30_000, what: 'an answer' })
}

const SLOW = { timeout: 90_000 } as const

describe('what may wait for one chair', SLOW, () => {
  it('is a long text that its secretariat pastes; more of it is refused until the chair has confirmed some', async () => {
    const { kofi, aminata, coordinator, documentId, mallory } = await seated()
    await paste(kofi, 0, 1_500)
    expect(kofi.refusal).toBeNull()
    await until(() => provisionsOf(mallory.text).length > 1_500, { what: 'the paste to arrive' })
    expect(await enteredIn(coordinator, documentId)).toHaveLength(1_500)
    await paste(kofi, 2_000, 600)
    expect(kofi.refusal).toBe('too-many-unconfirmed')

    const again = await open.typist(kofi.caller, documentId)
    again.doc.transact(() => again.insert(again.text.length, ' at once'), 'typed')
    await until(() => again.waiting === 0, { what: 'words in what waits already' })
    expect(again.refusal).toBeNull()

    const { provisions: read } = await aminata.ask('document:read', { documentId })
    const seen = read.filter(({ id }) => id.startsWith('pasted')).slice(0, 1_000)
    await aminata.ask('provision:confirm', {
      documentId,
      provisions: seen.map(({ id, textHash }) => ({ provisionId: id as ProvisionId, textHash })),
    })
    await paste(again, 2_000, 600)
    expect(again.refusal).toBeNull()
    expect(await enteredIn(coordinator, documentId)).toHaveLength(1_100)
  })

  it('is not made more by somebody who splits what waits thousands of times', async () => {
    const { kofi, mallory } = await seated()
    await write(kofi, ({ text }) => text.insert(text.length, 'w'.repeat(5_000)), mallory)
    const end = mallory.text.length
    mallory.doc.transact(() => {
      for (let i = 0; i < 2_400; i += 1) mallory.text.insertEmbed(end - 1 - i * 2, { b: `split-${i}` })
    }, 'typed')
    await until(() => mallory.waiting === 0 || mallory.refusal !== null, {
      timeoutMs: 30_000,
      what: 'an answer',
    })
    expect(mallory.refusal).toBe('too-many-unconfirmed')
  })

  it('is only what stands in the text', async () => {
    const { kofi, documentId, coordinator } = await seated()
    for (let round = 0; round < 3; round += 1) {
      const from = kofi.text.length
      await paste(kofi, round * 1_000, 1_000)
      kofi.doc.transact(() => kofi.remove(from, kofi.text.length - from), 'typed')
      await until(() => kofi.waiting === 0 || kofi.refusal !== null, { what: 'an answer' })
      expect(kofi.refusal).toBeNull()
    }
    expect(await enteredIn(coordinator, documentId)).toHaveLength(3_000)
  })
})
