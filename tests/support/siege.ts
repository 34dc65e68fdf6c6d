import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId, ProvisionId } from '../../shared/ids'
import type { Role } from '../../shared/roles'
import { bundleServer, ChildServer } from './child-server'
import { Caller, Typist } from './typist'
import { until } from './until'
import { Witness } from './witness'

/** An honest edit reaches others, and an honest command is answered, within this time, whatever else happens; in milliseconds. */
export const PROMISE_MS = 1_000

/**
 * For tests that attack a server and hold it to its promise: they take their time, and a busy machine may break a
 * promise once or twice. A fault of ours breaks it every time.
 */
export const UNDER_SIEGE = { timeout: 90_000, retry: 2 } as const

/** What an attack may make the server grow by, in MiB. */
const GROWTH_LIMIT_MB = 150
/** How often the honest pair types during an attack, and the memory is looked at, in milliseconds. */
const LOOK_EVERY_MS = 40

/** What an attack did to others. */
export interface Harm {
  /** Longest time that an honest letter took from one person to the other, in milliseconds. */
  readonly letterMs: number
  /** Longest time that an honest command waited for its answer, in milliseconds. */
  readonly commandMs: number
  /** How much larger the server became at its largest, in MiB. */
  readonly grownMb: number
  /** What the server logged meanwhile. */
  readonly log: string
}

/**
 * A real server in a process of its own, with honest people who type while others attack it: a pair in this process,
 * whose clientIDs and text an attack may aim at, and the witnesses in theirs, who say how long things took.
 */
export class Siege {
  readonly server: ChildServer
  readonly coordinator: Caller
  readonly documentId: DocumentId
  readonly honest: readonly [Typist, Typist]
  readonly #witness: Witness

  private constructor(
    server: ChildServer,
    coordinator: Caller,
    honest: readonly [Typist, Typist],
    witness: Witness,
  ) {
    this.server = server
    this.coordinator = coordinator
    this.documentId = honest[0].documentId
    this.honest = honest
    this.#witness = witness
  }

  static async begin(dataDir: string): Promise<Siege> {
    await bundleServer()
    const server = await ChildServer.on(dataDir, { LOG_LEVEL: 'info' })
    const coordinator = await Caller.signIn(server.url, server.firstRunToken, 'Coordinator')
    const said = { title: 'Zero draft', language: 'en', from: 'example' } as const
    const { documentId } = await coordinator.ask('document:create', said)
    const cookieOf = async (name: string) => (await coordinator.invite('drafter', name)).cookie
    const cookies = [await cookieOf('Chipo'), await cookieOf('Dilnoza')] as const
    const witness = await Witness.come({ url: server.url, cookies, documentId })
    const come = async (name: string): Promise<Typist> => {
      const typist = await Typist.enter(await coordinator.invite('drafter', name), documentId)
      typist.connect()
      await until(() => typist.synced, { what: 'an honest drafter in sync' })
      return typist
    }
    return new Siege(server, coordinator, [await come('Amina'), await come('Boris')], witness)
  }

  get url(): string {
    return this.server.url
  }

  /** Somebody of a role who has signed in, and means harm. */
  intruder(role: Role = 'drafter'): Promise<Caller> {
    return this.coordinator.invite(role, 'Mallory')
  }

  /** Ids of the provisions as the server has them. */
  async provisions(): Promise<{ id: ProvisionId; text: string; textHash: string }[]> {
    const { provisions } = await this.coordinator.ask('document:read', { documentId: this.documentId })
    return provisions.map(({ id, text, textHash }) => ({ id: id as ProvisionId, text, textHash }))
  }

  /** Lets a chair settle a provision. @returns the hash of its text */
  async settle(provisionId: ProvisionId): Promise<string> {
    const chair = await this.coordinator.invite('chair', 'Chair')
    const found = (await this.provisions()).find(({ id }) => id === provisionId)
    if (!found) throw new Error(`no provision ${provisionId}`)
    const { textHash } = found
    await chair.ask('provision:agree', { documentId: this.documentId, provisionId, textHash })
    return textHash
  }

  /** Attacks while honest people type and ask, and measures what that does to them and to the server. */
  async during(attack: () => Promise<unknown>): Promise<Harm> {
    const before = await this.#residentMb()
    const from = this.server.said.length
    let largest = before
    let isOver = false
    const look = async (): Promise<void> => {
      await this.#travel()
      largest = Math.max(largest, await this.#residentMb())
    }
    const { letterMs, commandMs } = await this.#witness.during(async () => {
      const attacking = attack().finally(() => (isOver = true))
      attacking.catch(() => undefined)
      do {
        await look()
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      } while (!isOver)
      await attacking
    })
    await look()
    return { letterMs, commandMs, grownMb: largest - before, log: this.server.said.slice(from) }
  }

  /** Attacks, and expects that it did no harm. @returns what the server logged meanwhile */
  async stands(attack: () => Promise<unknown>): Promise<string> {
    const { letterMs, commandMs, grownMb, log } = await this.during(attack)
    expect(this.server.isAlive).toBe(true)
    expect(letterMs, 'an honest letter took this long').toBeLessThan(PROMISE_MS)
    expect(commandMs, 'an honest command took this long').toBeLessThan(PROMISE_MS)
    expect(grownMb, 'the server grew by so much').toBeLessThanOrEqual(GROWTH_LIMIT_MB)
    expect(log).not.toContain('"level":50')
    return log
  }

  /** One letter from one of the honest pair to the other. */
  async #travel(): Promise<void> {
    const [from, to] = this.honest
    const { clientID } = from.doc
    from.insert(from.text.length, '.')
    const clock = Y.getState(from.doc.store, clientID)
    const hasCome = () => Y.getState(to.doc.store, clientID) >= clock
    await until(hasCome, { timeoutMs: 30_000, what: 'the honest letter' })
  }

  async end(): Promise<void> {
    this.#witness.end()
    for (const typist of this.honest) typist.disconnect()
    await this.server.kill()
  }

  async #residentMb(): Promise<number> {
    const status = await readFile(`/proc/${this.server.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024
  }
}

/** One server for all tests of a file. */
export function siege(): () => Siege {
  let dataDir: string
  let under: Siege | null = null

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'adref-siege-'))
    under = await Siege.begin(dataDir)
  }, 60_000)

  afterAll(async () => {
    await under?.end()
    await rm(dataDir, { recursive: true, force: true })
  })

  return () => {
    if (!under) throw new Error('the siege has not begun')
    return under
  }
}
