import { describe, expect, it } from 'vitest'
import type { DocumentId } from '../../shared/ids'
import { blockValue } from '../../shared/text/formats'
import type { Answer } from '../../shared/protocol'
import { forge, type ForgedStruct } from '../support/forge'
import { forgers, type Forger } from '../support/forger'
import { post } from '../support/request'
import { siege, UNDER_SIEGE } from '../support/siege'
import { Caller } from '../support/typist'

const at = siege()
const forger = forgers(at)

type Receipt = Answer<'document:enter'>['receipt']

describe('a receipt', UNDER_SIEGE, () => {
  const enter = (caller: Caller, documentId: DocumentId, receipt: Receipt | null = null) =>
    caller.ask('document:enter', { documentId, receipt })

  const other = (hex: string) => hex.replace(/^./, (first) => (first === '0' ? '1' : '0'))

  it('that was made up, altered or taken from elsewhere puts nothing into recovery', async () => {
    const { coordinator, documentId } = at()
    const mallory = await at().intruder()
    const said = { title: 'Other', language: 'en', from: 'blank' } as const
    const elsewhere = (await coordinator.ask('document:create', said)).documentId
    const { receipt: genuine } = await enter(mallory, documentId)
    const { receipt: foreign } = await enter(mallory, elsewhere)
    const forged: Receipt[] = [
      { seq: 9_999, hash: 'a'.repeat(64), at: Date.now(), mac: 'b'.repeat(64) },
      { ...genuine, seq: genuine.seq + 1 },
      { ...genuine, seq: 0 },
      { ...genuine, seq: Number.MAX_SAFE_INTEGER },
      { ...genuine, hash: other(genuine.hash) },
      { ...genuine, at: genuine.at + 1 },
      { ...genuine, mac: other(genuine.mac) },
      { ...genuine, mac: '0'.repeat(64) },
      foreign,
      { ...foreign, seq: genuine.seq },
    ]
    await at().stands(async () => {
      for (const receipt of forged) {
        expect(await enter(mallory, documentId, receipt)).toMatchObject({ recovering: false })
        expect(await enter(mallory, elsewhere, receipt === foreign ? genuine : receipt)).toMatchObject({
          recovering: false,
        })
      }
    })
  })

  it.each([
    ['of another shape', { seq: 1, hash: 'a', at: 1, mac: 'b' }],
    ['with a number that is none', { seq: -1, hash: 'a'.repeat(64), at: 1, mac: 'b'.repeat(64) }],
    ['that is a list', [1]],
  ])('%s is refused', async (_, receipt) => {
    const { url, cookie } = await at().intruder()
    const answered = await post(url, 'document:enter', { documentId: at().documentId, receipt }, { cookie })
    expect(answered.code).toBe('malformed')
  })

  it('forged five hundred times holds nobody up', async () => {
    const mallory = await at().intruder()
    const { receipt } = await enter(mallory, at().documentId)
    await at().stands(async () => {
      const tried = Array.from({ length: 500 }, (_, i) =>
        enter(mallory, at().documentId, { ...receipt, seq: i, mac: other(receipt.mac) }),
      )
      const entered = await Promise.all(tried)
      expect(entered.every(({ recovering }) => !recovering)).toBe(true)
    })
  })
})

describe('a single-use link', UNDER_SIEGE, () => {
  it('redeemed fifty times at once gives exactly one session', async () => {
    const terms = { role: 'drafter', label: '', onlyDocumentId: null } as const
    const { url } = await at().coordinator.ask('link:create', terms)
    const token = url.split('#')[1] ?? ''
    const before = (await at().coordinator.ask('people:list', {})).people.length
    const log = await at().stands(async () => {
      const all = await Promise.allSettled(
        Array.from({ length: 50 }, (_, i) => Caller.signIn(at().url, token, `Double ${i}`)),
      )
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })
    expect((await at().coordinator.ask('people:list', {})).people).toHaveLength(before + 1)
    expect(log).toMatch(/link-spent|too-many-attempts/)
  })

  it('of the first run is good for nobody any more', async () => {
    await expect(Caller.signIn(at().url, at().server.firstRunToken, 'Second')).rejects.toThrow()
  })
})

describe('somebody else', UNDER_SIEGE, () => {
  /** What everybody reads, without the dots that the honest pair types at the end. */
  const read = async () =>
    (await at().provisions()).map(({ id, text }) => `${id} ${text.replace(/\.+$/, '')}`)

  const attacks: [string, string, (by: Forger) => Uint8Array][] = [
    [
      'writes again what an honest person has written',
      'clock-reused',
      ({ left, right }) => {
        const { clientID } = at().honest[0].doc
        return forge([{ client: clientID, clock: 0, structs: [{ string: 'x', origin: left, right }] }])
      },
    ],
    [
      'goes on where an honest person will write next',
      'foreign-client',
      ({ left, right }) => {
        const { doc } = at().honest[0]
        const clock = doc.store.clients.get(doc.clientID)?.at(-1)
        const next = clock ? clock.id.clock + clock.length : 0
        return forge([{ client: doc.clientID, clock: next, structs: [{ string: 'x', origin: left, right }] }])
      },
    ],
    [
      'squats a clientID that nobody was given',
      'foreign-client',
      ({ left, right }) => forge([{ client: 4_242, structs: [{ string: 'x', origin: left, right }] }]),
    ],
    [
      'deletes what an honest person will write',
      'future-delete',
      () => forge([], [[at().honest[0].doc.clientID, 100_000, 1]]),
    ],
  ]

  it.each(attacks)('%s and is refused', async (_, code, update) => {
    const by = await forger()
    const before = await read()
    const log = await at().stands(async () => {
      expect(await by.one.submit(update(by))).toBe(code)
    })
    expect(log).toContain(code)
    expect(await read()).toEqual(before)
  })

  it('gives a provision the id of another and is refused', async () => {
    const by = await forger()
    const before = await read()
    const id = (await at().provisions())[3]?.id ?? ''
    const structs: ForgedStruct[] = [
      { format: ['kind', blockValue(id, 'operative')], origin: by.left, right: by.right },
      { embed: { b: id }, origin: [by.client, 0], right: by.right },
      { format: ['kind', null], origin: [by.client, 1], right: by.right },
    ]
    const log = await at().stands(async () => {
      expect(await by.one.submit(forge([{ client: by.client, structs }]))).not.toBe('saved')
    })
    expect(log).toContain('refused')
    expect(await read()).toEqual(before)
  })
})
