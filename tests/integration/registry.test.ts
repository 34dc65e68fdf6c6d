import { describe, expect, it } from 'vitest'
import type { MechanismId, PartnerId } from '../../shared/registry'
import { REGISTRY_STREAM } from '../../shared/registry/rules'
import { oasis, savanna, wells } from '../support/registry'
import { post } from '../support/request'
import { Caller } from '../support/typist'
import { linkFor, venues, type Venue } from '../support/venue'

const open = venues()

async function observerOf(venue: Venue): Promise<Caller> {
  return (await linkFor(venue, 'observer')).signIn('Olga')
}

async function addOasis(coordinator: Caller): Promise<MechanismId> {
  return (await coordinator.ask('registry:add', { draft: oasis })).id as MechanismId
}

async function mechanismFor(caller: Caller, id: MechanismId) {
  return (await caller.ask('registry:read', {})).mechanisms.find((one) => one.id === id)
}

describe('the registry', () => {
  it('is open to everybody who is signed in, also to one document only, and to nobody else', async () => {
    const venue = await open.venue()
    const guest = await (await linkFor(venue, 'observer', venue.documentId)).signIn('Guest')
    const { mechanisms, partners, seq } = await guest.ask('registry:read', {})
    expect([mechanisms.length > 0, partners.length > 0, seq]).toEqual([true, true, 0])
    expect(await guest.ask('journal:read', { stream: REGISTRY_STREAM, after: 0 })).toMatchObject({ head: 0 })
    const stranger = await post(venue.url, 'registry:read', {})
    expect(stranger.code).toBe('not-signed-in')
  })

  it('is kept by coordinators only', async () => {
    const venue = await open.venue()
    const id = await addOasis(venue.coordinator)
    const change = { body: 'mechanism', id, status: 'ended' } as const
    for (const role of ['chair', 'drafter', 'suggester', 'observer'] as const) {
      const caller = await (await linkFor(venue, role)).signIn(role)
      await expect(caller.ask('registry:add', { draft: savanna })).rejects.toThrow('not-allowed')
      await expect(caller.ask('registry:change', { change })).rejects.toThrow('not-allowed')
      await expect(caller.ask('registry:add', { draft: wells })).rejects.toThrow('not-allowed')
    }
    expect(await mechanismFor(venue.coordinator, id)).toMatchObject({ status: 'active' })
  })

  it('is not kept by a coordinator of one document only', async () => {
    const venue = await open.venue()
    const guest = await (await linkFor(venue, 'coordinator', venue.documentId)).signIn('Guest')
    await expect(guest.ask('registry:add', { draft: oasis })).rejects.toThrow('not-allowed')
  })

  it('tells others of a change at once, and keeps it in the journal with its author', async () => {
    const venue = await open.venue()
    const observer = await observerOf(venue)
    const live = await open.live(observer)
    await live.follow(REGISTRY_STREAM)
    const id = await addOasis(venue.coordinator)
    const dated = { class: 'interregional', since: '2027-03-01' } as const
    const { seq } = await venue.coordinator.ask('registry:change', {
      change: { body: 'mechanism', id, class: dated },
    })
    await live.reached(seq)
    expect(live.entries.at(-1)).toMatchObject({ kind: 'mechanism:changed', by: null, body: null })
    const whole = await venue.coordinator.ask('journal:read', { stream: REGISTRY_STREAM, after: 0 })
    expect(whole.entries.at(-1)).toMatchObject({
      kind: 'mechanism:changed',
      by: 'Coordinator',
      body: { body: 'mechanism', id, class: dated },
    })
    expect((await mechanismFor(observer, id))?.classes).toEqual([{ class: 'regional', since: null }, dated])
    const { entries } = await observer.ask('journal:read', { stream: REGISTRY_STREAM, after: 0 })
    expect(entries.map((entry) => entry.shown && entry.kind)).toEqual([
      'mechanism:added',
      'mechanism:changed',
    ])
  })

  it('keeps partners as it keeps mechanisms: others see a change at once, and what would mislead is refused', async () => {
    const venue = await open.venue()
    const { coordinator } = venue
    const live = await open.live(await observerOf(venue))
    await live.follow(REGISTRY_STREAM)
    const linkedMechanisms = [await addOasis(coordinator)]
    const { id } = await coordinator.ask('registry:add', { draft: { ...wells, linkedMechanisms } })
    const change = (said: object) =>
      coordinator.ask('registry:change', { change: { body: 'partner', id, ...said } as never })
    const { seq } = await change({ kind: 'union', names: { ar: null } })
    await live.reached(seq)
    expect(live.entries.map((entry) => entry.shown && entry.kind)).toEqual([
      'mechanism:added',
      'partner:added',
      'partner:changed',
    ])
    const { partners } = await coordinator.ask('registry:read', {})
    expect(partners.find((one) => one.id === id)).toMatchObject({
      ...{ kind: 'union', names: { en: 'Wells Regional Forum' }, linkedMechanisms },
    })
    await expect(change({ names: { en: null } })).rejects.toThrow('malformed')
    await expect(change({ kind: 'ministry' })).rejects.toThrow('malformed')
    await expect(change({ linkedMechanisms: ['nobody'] })).rejects.toThrow('body-unknown')
    const clash = { ...wells, acronym: 'wrf' }
    await expect(coordinator.ask('registry:add', { draft: clash })).rejects.toThrow('acronym-taken')
  })

  it('writes no entry for a change that changes nothing', async () => {
    const { coordinator } = await open.venue()
    const id = await addOasis(coordinator)
    const change = { body: 'mechanism', id, acronym: ' OCM\n', status: 'active' } as const
    expect(await coordinator.ask('registry:change', { change })).toEqual({ seq: 1 })
  })

  it('keeps changes that two coordinators make at the same time', async () => {
    const venue = await open.venue()
    const other = await (await linkFor(venue, 'coordinator')).signIn('Other')
    const id = await addOasis(venue.coordinator)
    await Promise.all([
      venue.coordinator.ask('registry:change', { change: { body: 'mechanism', id, names: { ru: 'Оазис' } } }),
      other.ask('registry:change', { change: { body: 'mechanism', id, names: { zh: '绿洲' } } }),
    ])
    expect((await mechanismFor(other, id))?.names).toEqual({ ...oasis.names, ru: 'Оазис', zh: '绿洲' })
  })

  it('is the same after a restart', async () => {
    const { server, coordinator } = await open.venue()
    const id = await addOasis(coordinator)
    const before = await coordinator.ask('registry:read', {})
    await server.app.close()
    const { url } = await open.server({ dataDir: server.dataDir })
    const again = new Caller(url, coordinator.cookie)
    expect(await again.ask('registry:read', {})).toEqual(before)
    expect(await mechanismFor(again, id)).toMatchObject({ acronym: 'OCM' })
  })

  it('refuses what is not in it, and what would mislead', async () => {
    const { coordinator } = await open.venue()
    const id = await addOasis(coordinator)
    const ask = (said: object) =>
      coordinator.ask('registry:change', { change: { body: 'mechanism', id, ...said } as never })
    await expect(ask({ id: 'nobody' as MechanismId })).rejects.toThrow('body-unknown')
    await expect(ask({ associations: ['nobody' as PartnerId] })).rejects.toThrow('body-unknown')
    await expect(ask({ names: { en: null, ar: null } })).rejects.toThrow('malformed')
    await expect(ask({ class: { class: 'regional', since: '2026-02-30' } })).rejects.toThrow('malformed')
    await expect(ask({ class: 'rcp' })).rejects.toThrow('malformed')
    await expect(ask({ sources: Array.from({ length: 31 }, () => 'x') })).rejects.toThrow('malformed')
    await expect(ask({ members: -1 })).rejects.toThrow('malformed')
    await expect(ask({ by: 'somebody else' })).rejects.toThrow('malformed')
    const clash = { ...savanna, acronym: 'Ocm' }
    await expect(coordinator.ask('registry:add', { draft: clash })).rejects.toThrow('acronym-taken')
  })

  it('takes the words of a body as one clean line', async () => {
    const { coordinator } = await open.venue()
    const names = { en: 'Savanna\n Mobility \u202eDialogue' }
    const { id } = await coordinator.ask('registry:add', { draft: { ...savanna, names } })
    expect(await mechanismFor(coordinator, id as MechanismId)).toMatchObject({
      names: { en: 'Savanna Mobility Dialogue' },
    })
  })
})
