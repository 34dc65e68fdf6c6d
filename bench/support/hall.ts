import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import type { DocumentId } from '../../shared/ids'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { provisionsOf } from '../../shared/text/provisions'
import buildFirst from '../../tests/support/built'
import { ChildServer } from '../../tests/support/child-server'
import { Caller, Typist } from '../../tests/support/typist'
import { until } from '../../tests/support/until'
import { cursorOf } from './crowd'

const PROVISIONS = 1_500
const WORDS_EACH = 33
const GUESTS = 30
/** A third of the guests stand around the place at which one types, the others all over the text. */
const NEAR = 10
const MOVES_PER_SECOND = 30

/** Place of the provision in which one types, in the middle of the text. */
export const TYPED_AT = PROVISIONS / 2

/** Places of the provisions in which the guests stand. */
export const GUESTS_AT: readonly number[] = Array.from({ length: GUESTS }, (_none, i) =>
  i < NEAR ? TYPED_AT - NEAR / 2 + i : i * (PROVISIONS / GUESTS),
)

/** A real server with one long document, and guests at it who show where they are. */
export interface Hall {
  readonly url: string
  readonly documentId: DocumentId
  readonly sources: readonly ProvisionSource[]
  /** A single-use link for one more drafter. */
  link(): Promise<string>
  /** Lets the guests' carets move on, until the returned function is called. */
  moveCarets(): () => void
  /** The guests type by turns. */
  typeElsewhere(keys: number, everyMs: number): Promise<void>
  close(): Promise<void>
}

/** Starts the server as it is built, writes the document and lets the guests in. */
export async function openHall(): Promise<Hall> {
  await buildFirst()
  const dataDir = await mkdtemp(join(tmpdir(), 'adref-bench-'))
  const server = await ChildServer.on(dataDir)
  const host = await Caller.signIn(server.url, server.firstRunToken, 'Coordinator')
  const { documentId } = await host.ask('document:create', { title: 'Long', language: 'en', from: 'blank' })
  const sources = longText()
  await write(await Guest.enter(host, documentId), sources)
  const guests = await Promise.all(
    Array.from({ length: GUESTS }, async (_none, i) =>
      Guest.enter(await host.invite('drafter', `Guest ${i}`), documentId),
    ),
  )
  guests.forEach((guest, i) => guest.stepInto(GUESTS_AT[i] ?? 0))
  return {
    url: server.url,
    documentId,
    sources,
    link: async () =>
      (await host.ask('link:create', { role: 'drafter', label: 'Typist', onlyDocumentId: null })).url,
    moveCarets: () => movingOn(guests),
    typeElsewhere: (keys, everyMs) => typing(guests, keys, everyMs),
    async close() {
      for (const guest of guests) guest.leave()
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function longText(): ProvisionSource[] {
  return Array.from({ length: PROVISIONS }, (_none, index) => {
    const words = Array.from(
      { length: WORDS_EACH },
      (_no, word) => WORDS[(index * 7 + word * 3) % WORDS.length],
    )
    return { id: `p${index}`, kind: index < 30 ? 'preambular' : 'operative', runs: [`${words.join(' ')}.`] }
  })
}

const WORDS =
  'the mechanisms recall that migration consultations among States remain voluntary informal and open while each region keeps its own rhythm'.split(
    ' ',
  )

async function write(host: Guest, sources: readonly ProvisionSource[]): Promise<void> {
  compose(host.typist.text, sources, host.typist.text.length, 'typed')
  await until(() => host.typist.waiting === 0, { what: 'the long text to be saved' })
  host.leave()
}

function movingOn(guests: readonly Guest[]): () => void {
  let turn = 0
  const timer = setInterval(() => guests[turn++ % guests.length]?.step(), 1_000 / MOVES_PER_SECOND)
  return () => clearInterval(timer)
}

async function typing(guests: readonly Guest[], keys: number, everyMs: number): Promise<void> {
  for (let key = 0; key < keys; key += 1) {
    guests[key % guests.length]?.type()
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

/** Somebody with a caret in the text. */
class Guest {
  readonly typist: Typist
  #place: Y.RelativePosition | null = null
  #cursors = 0

  private constructor(typist: Typist) {
    this.typist = typist
  }

  static async enter(caller: Caller, documentId: DocumentId): Promise<Guest> {
    const typist = await Typist.enter(caller, documentId)
    typist.connect()
    await until(() => typist.synced, { what: 'a guest in sync' })
    return new Guest(typist)
  }

  /** Puts the caret at the beginning of a provision, counted from 0. */
  stepInto(index: number): void {
    const provision = provisionsOf(this.typist.text)[index]
    if (!provision) throw new Error(`no provision ${index}`)
    this.#show(provision.from + 1)
  }

  /** Moves the caret on by one letter. */
  step(): void {
    this.#show(this.#at + 1)
  }

  type(): void {
    const at = this.#at
    this.typist.insert(at, 'x')
    this.#show(at + 1)
  }

  leave(): void {
    this.typist.disconnect()
  }

  get #at(): number {
    const place = this.#place && Y.createAbsolutePositionFromRelativePosition(this.#place, this.typist.doc)
    return place?.index ?? 0
  }

  #show(index: number): void {
    const { text, doc } = this.typist
    this.#place = Y.createRelativePositionFromTypeIndex(text, index, -1)
    this.typist.say(cursorOf(doc.clientID, ++this.#cursors, Y.relativePositionToJSON(this.#place)))
  }
}
