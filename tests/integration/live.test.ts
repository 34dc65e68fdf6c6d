import { describe, expect, it } from 'vitest'
import { documentStream } from '../../shared/journal'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues, type Venue } from '../support/venue'

const open = venues()

const keep = (text: string, { documentId }: Venue) =>
  ({ documentId, provisionId: null, text, code: 'provision-settled' }) as const

describe('the live socket', () => {
  it('carries the same commands as HTTP, and refuses alike', async () => {
    const venue = await open.venue()
    const live = await open.live(venue.coordinator)
    const me = await live.ask('session:read', {})
    expect(me).toEqual(await venue.coordinator.ask('session:read', {}))
    await expect(live.ask('provision:agree', {} as never)).rejects.toThrow('malformed')
    await expect(live.ask('nothing:atAll' as never, {} as never)).rejects.toThrow('unknown-command')
    await expect(live.ask('session:signIn', { token: 'x'.repeat(43), name: 'A' })).rejects.toThrow(
      'unknown-command',
    )
    await expect(live.follow('document:unknown')).rejects.toThrow('not-allowed')
  })

  it('cuts whoever sends what no page sends', async () => {
    const venue = await open.venue()
    const nonsense: [string, ...unknown[]][] = [
      ['ask'],
      ['ask', 1, 2, 3],
      ['shout', {}],
      ['ask', 'session:read', {}],
    ]
    for (const [event, ...said] of nonsense) {
      const live = await open.live(venue.coordinator)
      live.send(event, ...said)
      await until(() => !live.isOpen)
    }
    const honest = await open.live(venue.coordinator)
    expect(await honest.ask('document:list', {})).toMatchObject({ documents: [{}] })
  })

  it('cuts whoever floods, and goes on with the others', async () => {
    const venue = await open.venue()
    const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
    const [flood, honest] = [await open.live(ana), await open.live(venue.coordinator)]
    for (let i = 0; i < 5_000; i += 1) flood.send('ask', 'session:read', {}, () => undefined)
    await until(() => !flood.isOpen)
    expect(await honest.ask('document:list', {})).toMatchObject({ documents: [{}] })
  })
})

describe('following a stream', () => {
  it('tells what was, then what comes, each once and in order, while others write', async () => {
    const venue = await open.venue()
    const { coordinator, documentId } = venue
    const stream = documentStream(documentId)
    const [live, late] = [await open.live(coordinator), await open.live(coordinator)]
    await live.follow(stream)
    const writing = Array.from({ length: 60 }, (_, i) =>
      coordinator.ask('words:keep', keep(`words ${i}`, venue)),
    )
    await until(() => live.entries.length > 10)
    await late.follow(stream)
    await Promise.all(writing)
    const { head } = await coordinator.ask('journal:read', { stream, after: 0 })
    await Promise.all([live.reached(head), late.reached(head)])
    for (const { entries } of [live, late]) {
      const shown = entries.filter((entry) => entry.shown)
      expect(shown.map(({ seq }) => seq)).toEqual([1, ...Array.from({ length: 60 }, (_, i) => i + 3)])
      const seqs = entries.map(({ seq }) => seq)
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
      expect(new Set(seqs).size).toBe(seqs.length)
    }
  })

  it('goes on after the last entry that the page has', async () => {
    const venue = await open.venue()
    const { coordinator, documentId } = venue
    const stream = documentStream(documentId)
    const before = await open.live(coordinator)
    const { head } = await before.follow(stream)
    await before.reached(head)
    before.close()
    await coordinator.ask('words:keep', keep('meanwhile', venue))
    const after = await open.live(coordinator)
    await after.follow(stream, head)
    await after.reached(head + 1)
    expect(after.entries.map(({ seq }) => seq)).toEqual([head + 1])
  })

  it('stops when the page says so', async () => {
    const venue = await open.venue()
    const { coordinator, documentId } = venue
    const stream = documentStream(documentId)
    const live = await open.live(coordinator)
    const { head } = await live.follow(stream)
    await live.reached(head)
    await live.ask('journal:unfollow', { stream })
    const other = await open.live(coordinator)
    await other.follow(stream, head)
    await coordinator.ask('words:keep', keep('unheard', venue))
    await other.reached(head + 1)
    expect(live.entries.at(-1)?.seq).toBe(head)
  })

  it('passes over typed text, which comes on the sync socket, but says how far it is', async () => {
    const venue = await open.venue()
    const { coordinator, documentId } = venue
    const live = await open.live(coordinator)
    const { head } = await live.follow(documentStream(documentId))
    const typist = await open.typist(coordinator, documentId)
    await type(typist, 'Welcomes')
    const { seq } = await coordinator.ask('document:read', { documentId })
    expect(seq).toBeGreaterThan(head)
    await live.reached(seq)
    expect(live.entries.filter((entry) => entry.shown).map((entry) => entry.kind)).toEqual([
      'document:created',
    ])
  })

  it('never shows an entry to those it is not for: they get a skip marker in its place', async () => {
    const venue = await open.venue()
    const { documentId } = venue
    const stream = documentStream(documentId)
    const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
    const chair = await (await linkFor(venue, 'chair')).signIn('Chair')
    const [hers, others] = [await open.live(ana), await open.live(chair)]
    await hers.follow(stream)
    await others.follow(stream)
    const { seq } = await ana.ask('words:keep', keep('for me alone', venue))
    const { id, textHash } = await lastProvision(chair, documentId)
    await chair.ask('provision:agree', { documentId, provisionId: id, textHash })
    await Promise.all([hers.reached(seq + 1), others.reached(seq + 1)])
    const theirs = await chair.ask('journal:read', { stream, after: 0 })
    for (const entries of [others.entries, theirs.entries]) {
      expect(entries.find((entry) => entry.seq === seq)).toEqual({ shown: false, stream, seq })
      expect(entries.at(-1)).toMatchObject({ shown: true, seq: seq + 1, by: 'Chair' })
      expect(JSON.stringify(entries)).not.toContain('for me alone')
    }
    expect(hers.entries.find((entry) => entry.seq === seq)).toMatchObject({
      by: 'Ana',
      body: { text: 'for me alone' },
    })
    expect(await chair.ask('words:list', { documentId })).toEqual({ words: [] })
  })

  it('of the house is not for those who were admitted to one document', async () => {
    const venue = await open.venue()
    const guest = await (await linkFor(venue, 'drafter', venue.documentId)).signIn('Guest')
    const live = await open.live(guest)
    await expect(live.follow('meeting:main')).rejects.toThrow('not-allowed')
    expect(await live.follow(documentStream(venue.documentId))).toEqual({ head: 2 })
  })
})
