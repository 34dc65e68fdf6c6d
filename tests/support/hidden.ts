import { expect, it } from 'vitest'
import { newId, type DocumentId } from '../../shared/ids'
import { documentStream, type StreamId } from '../../shared/journal'
import { MAIN_STREAM } from '../../shared/meetings'
import { SYNC_PATH } from '../../shared/sync'
import { names, payloadOf } from './naming'
import { post, say, upgradeRequest } from './request'
import type { Live } from './live'
import type { Caller } from './typist'
import { until } from './until'
import type { venues, Venue } from './venue'

/** A document that is there for some in the house, and for others not. */
export interface Hidden {
  readonly venue: Venue
  readonly documentId: DocumentId
  /** A word that its title says, and that is typed in it. */
  readonly secret: string
  /** The stream in which it is listed, and one of that kind that there is not. */
  readonly lists: readonly StreamId[]
  /** The stream in which it is listed, where it says other things to them: of the document it says nothing. */
  readonly beside?: StreamId
  /** Whether its list is the stream of the house, where something that is not shown leaves a gap in the numbers. */
  readonly leavesGaps?: true
  /** What nobody may be told besides: names, and ids of what it belongs to. */
  readonly untold?: readonly string[]
  readonly outsiders: () => Promise<Caller[]>
  /** Types the word in it, names it otherwise, makes two more and puts it aside. */
  readonly stir: () => Promise<void>
  /** Somebody who then finds all three by the word. */
  readonly insider: Caller
}

/** What holds for everybody for whom a document is not there: they cannot tell it from one that there is not. */
export function hiddenFromOthers(open: ReturnType<typeof venues>, made: () => Hidden): void {
  it.each(names)('is like one that there is not, over HTTP and the live socket: %s', async (name) => {
    const { venue, documentId, outsiders } = made()
    for (const caller of await outsiders()) {
      const live = await open.live(caller)
      const answers = new Set<string>()
      for (const id of [documentId, newId<DocumentId>()]) {
        const payload = payloadOf(name, id)
        const { status, body } = await post(venue.url, name, payload, { cookie: caller.cookie })
        answers.add(`${status} ${body}`.replaceAll(id, '?'))
        await expect(
          live.ask(name as 'document:read', payload as { documentId: DocumentId }),
        ).rejects.toThrow(/^not-allowed$/)
      }
      expect([...answers]).toHaveLength(1)
    }
  })

  it('has no sync socket', async () => {
    const { venue, documentId, outsiders } = made()
    for (const { cookie } of await outsiders()) {
      const knock = (id: DocumentId) =>
        say(venue.url, upgradeRequest(venue.url, `${SYNC_PATH}${id}`, { cookie }), 2_000)
      expect(await knock(documentId)).toBe(await knock(newId<DocumentId>()))
      expect(await knock(documentId)).toMatch(/^HTTP\/1.1 403 /)
    }
  })

  it('has no stream, nor has the list in which it stands', async () => {
    const { documentId, lists, outsiders } = made()
    for (const caller of await outsiders()) {
      const live = await open.live(caller)
      for (const stream of [documentStream(documentId), ...lists]) {
        await expect(live.follow(stream)).rejects.toThrow(/^not-allowed$/)
        await expect(caller.ask('journal:read', { stream, after: 0 })).rejects.toThrow(/^not-allowed$/)
      }
    }
  })

  it('is in no list, count, search or stream, whatever happens in it', async () => {
    const { venue, secret, untold = [], beside, leavesGaps = false, outsiders, stir, insider } = made()
    const all = await outsiders()
    const seen = () => Promise.all(all.map((caller) => everythingFor(caller, secret, leavesGaps)))
    const lives = await Promise.all(all.map((caller) => open.live(caller)))
    const besides = beside ? await Promise.all(all.map((caller) => besideIt(open, caller, beside))) : []
    const before = await seen()
    const heads = await Promise.all(lives.map((live) => live.follow(MAIN_STREAM, 1_000).catch(() => null)))

    await stir()
    expect((await insider.ask('document:search', { query: secret })).found).toHaveLength(3)
    expect(await seen()).toEqual(before)
    expect(JSON.stringify(before)).not.toContain(`${secret} `)
    for (const word of untold) expect(JSON.stringify(before)).not.toContain(`"${word}"`)
    for (const said of besides) expect(await said()).not.toMatch(new RegExp([secret, ...untold].join('|')))
    if (leavesGaps) return nothingShown(lives)
    // what comes next to everybody follows what was there before, and is all that came
    await venue.coordinator.ask('document:rename', { documentId: venue.documentId, title: 'First draft' })
    for (const [index, live] of lives.entries()) {
      const head = heads[index]?.head
      if (head === undefined) continue
      await live.reached(head + 1)
      expect(live.entries.map(({ seq }) => seq)).toEqual([head + 1])
    }
  })
}

/** All that a stream says to somebody from now on and when they ask for it, as soon as it is asked. */
async function besideIt(open: ReturnType<typeof venues>, caller: Caller, stream: StreamId) {
  const live = await open.live(caller)
  await live.follow(stream)
  return async () => {
    const { entries, head } = await caller.ask('journal:read', { stream, after: 0 })
    await live.reached(head)
    return JSON.stringify([entries, live.entries])
  }
}

/** Everybody was told of the latest that happened in the house, and not what it was. */
async function nothingShown(lives: readonly Live[]): Promise<void> {
  for (const live of lives) {
    await until(() => live.entries.length > 0, { what: 'a gap' })
    expect(live.entries.filter(({ shown }) => shown)).toEqual([])
  }
}

/** All that somebody is told of the house without naming anything in it. */
async function everythingFor(caller: Caller, word: string, leavesGaps: boolean): Promise<unknown> {
  const said = (refused: unknown) => String(refused)
  const everything = {
    list: await caller.ask('document:list', {}),
    found: await caller.ask('document:search', { query: word }),
    meetings: await caller.ask('meeting:list', {}),
    people: await caller.ask('people:list', {}).catch(said),
    links: await caller.ask('link:list', {}).catch(said),
    main: await caller
      .ask('journal:read', { stream: MAIN_STREAM, after: 0 })
      .then(
        ({ entries, head }) => (leavesGaps ? entries.filter(({ shown }) => shown) : { entries, head }),
        said,
      ),
  }
  // whoever lists the people is alive by doing so
  return JSON.parse(JSON.stringify(everything), (key, value: unknown) => (key === 'lastSeenAt' ? 0 : value))
}
