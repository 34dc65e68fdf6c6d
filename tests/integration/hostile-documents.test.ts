import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newId, type DocumentId, type MechanismId } from '../../shared/ids'
import { COMMANDS } from '../../shared/protocol'
import { SYNC_PATH } from '../../shared/sync'
import { Live } from '../support/live'
import { names, payloadOf } from '../support/naming'
import { post, say, upgradeRequest } from '../support/request'
import { mechanismSeat, Table } from '../support/seats'
import { siege, UNDER_SIEGE } from '../support/siege'
import { Caller } from '../support/typist'

const at = siege()
/** How often each command is timed, for a document that is forbidden and for one that there is not, in turns. */
const ROUNDS = 60

/** People of every standing who are admitted to one other document only. */
let guests: Caller[] = []
let forbidden: DocumentId
let allowed: DocumentId
const lives: Live[] = []

async function guest(role: 'coordinator' | 'chair' | 'drafter', documentId: DocumentId): Promise<Caller> {
  const terms = { role, label: '', onlyDocumentId: documentId }
  const { url } = await at().coordinator.ask('link:create', terms)
  return Caller.signIn(at().url, url.split('#')[1] ?? '', 'Guest')
}

beforeAll(async () => {
  const said = { title: 'Side paper', language: 'en', from: 'blank' } as const
  allowed = (await at().coordinator.ask('document:create', said)).documentId
  forbidden = at().documentId
  guests = await Promise.all(
    (['coordinator', 'chair', 'drafter'] as const).map((role) => guest(role, allowed)),
  )
})

afterEach(() => {
  for (const live of lives.splice(0)) live.close()
})

const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[all.length >> 1] ?? 0

async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await act()
  return performance.now() - started
}

/** Whether two medians are so near to each other that a difference says nothing. */
function isAlike(one: number, two: number): boolean {
  return Math.abs(one - two) <= Math.max(1, 0.3 * Math.min(one, two))
}

/** Medians of two acts, measured in turns; measured again when something else on this machine came between. */
async function expectAlike(what: string, one: () => Promise<unknown>, two: () => Promise<unknown>) {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const [ones, twos]: [number[], number[]] = [[], []]
    for (let i = 0; i < ROUNDS; i += 1) {
      ones.push(await timed(one))
      twos.push(await timed(two))
    }
    const said = `${what}: forbidden ${median(ones).toFixed(2)} ms, unknown ${median(twos).toFixed(2)} ms`
    if (isAlike(median(ones), median(twos))) return console.log(said)
    if (attempt === 2) expect.fail(said)
  }
}

describe('a document that is forbidden', UNDER_SIEGE, () => {
  it('is asked for by every command that names a document', () => {
    const naming = Object.entries(COMMANDS).filter(([, { payload }]) =>
      Object.keys(payload.entries).some((key) => /documentId|stream/i.test(key)),
    )
    const live = ['journal:follow', 'journal:unfollow']
    expect(
      naming
        .map(([name]) => name)
        .filter((name) => !live.includes(name))
        .sort(),
    ).toEqual([...names].sort())
  })

  it.each(names)('is refused over HTTP like one that there is not, to everybody: %s', async (name) => {
    await at().stands(async () => {
      for (const { url, cookie } of guests) {
        const answers = new Set<string>()
        for (const documentId of [forbidden, newId<DocumentId>(), newId<DocumentId>()]) {
          const { status, body, headers } = await post(url, name, payloadOf(name, documentId), { cookie })
          const sent = [...headers].filter(([key]) => key !== 'date')
          answers.add(JSON.stringify({ status, body, sent }).replaceAll(documentId, '?'))
        }
        expect([...answers]).toHaveLength(1)
        expect([...answers][0]).toContain('"status":403')
        expect([...answers][0]).toContain('not-allowed')
      }
    })
  })

  it.each([...names, 'journal:follow'])(
    'is refused on the live socket like one that there is not: %s',
    async (name) => {
      await at().stands(async () => {
        for (const caller of guests) {
          const live = await Live.open(caller)
          lives.push(live)
          for (const documentId of [forbidden, newId<DocumentId>()]) {
            const payload =
              name === 'journal:follow' ? payloadOf('journal:read', documentId) : payloadOf(name, documentId)
            await expect(
              live.ask(name as 'document:read', payload as { documentId: DocumentId }),
            ).rejects.toThrow(/^not-allowed$/)
          }
        }
      })
    },
  )

  it.each(['document:enter', 'document:read', 'words:list', 'recovery:takeBack', 'journal:read'])(
    'is refused as fast as one that there is not: %s',
    async (name) => {
      const { url, cookie } = await guest('coordinator', allowed)
      const unknown = newId<DocumentId>()
      const ask = (documentId: DocumentId) => async () => {
        expect((await post(url, name, payloadOf(name, documentId), { cookie })).status).toBe(403)
      }
      await expectAlike(name, ask(forbidden), ask(unknown))
    },
  )

  it('has the same gate at its sync socket, as fast', async () => {
    const { url, cookie } = await guest('drafter', allowed)
    const unknown = newId<DocumentId>()
    const knock = (documentId: DocumentId) =>
      say(url, upgradeRequest(url, `${SYNC_PATH}${documentId}`, { cookie }), 2_000)
    expect(await knock(forbidden)).toBe(await knock(unknown))
    expect(await knock(forbidden)).toMatch(/^HTTP\/1.1 403 /)
    await expectAlike(
      'the sync socket',
      () => knock(forbidden),
      () => knock(unknown),
    )
  })
})

describe('a private room', UNDER_SIEGE, () => {
  it('is refused as fast as one that there is not, to the coordinator and from another mechanism’s seat', async () => {
    const { coordinator, url } = at()
    const said = { mechanismId: 'ocm' as MechanismId, title: 'Our lines', language: 'en' } as const
    const { documentId: room } = await coordinator.ask('room:open', said)
    const table = await Table.open(coordinator, [mechanismSeat('SMD')])
    const unknown = newId<DocumentId>()
    for (const { cookie } of [coordinator, await table.seatNew('SMD', 'Sam')]) {
      const ask = (documentId: DocumentId) => async () => {
        const answered = await post(url, 'document:read', payloadOf('document:read', documentId), { cookie })
        expect(answered.status).toBe(403)
      }
      await expectAlike('document:read of a private room', ask(room), ask(unknown))
    }
  })
})

describe('to an administrator any document', UNDER_SIEGE, () => {
  it('is refused as fast as one that there is not, over HTTP and at its sync socket', async () => {
    const { coordinator, url } = at()
    const { cookie } = await coordinator.invite('administrator', 'Ada')
    const unknown = newId<DocumentId>()
    for (const name of ['document:enter', 'document:read', 'journal:read']) {
      const ask = (documentId: DocumentId) => async () => {
        const answered = await post(url, name, payloadOf(name, documentId), { cookie })
        expect(answered.status).toBe(403)
      }
      await expectAlike(`${name} by an administrator`, ask(allowed), ask(unknown))
    }
    const knock = (documentId: DocumentId) => () =>
      say(url, upgradeRequest(url, `${SYNC_PATH}${documentId}`, { cookie }), 2_000)
    await expectAlike('the sync socket by an administrator', knock(allowed), knock(unknown))
  })
})
