import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import {
  CalendarDay,
  classAt,
  countsOf,
  languageOfName,
  MECHANISM_CLASSES,
  MECHANISM_STATUSES,
  nameIn,
  totalOf,
  type MechanismId,
  type PartnerId,
} from '../../shared/registry'
import { ReferenceBodies, registryFrom } from '../../shared/registry/reference'
import {
  BodyDraft,
  decideAdd,
  decideChange,
  evolveRegistry,
  MAX_BODIES,
  REGISTRY_STREAM,
  undoOf,
  type BodyChange,
} from '../../shared/registry/rules'
import data from '../../shared/reference/mechanisms.json'
import { actor, Record } from '../support/record'
import { oasis, savanna, wells } from '../support/registry'

const registry = registryFrom(v.parse(ReferenceBodies, data))
const coordinator = actor('coordinator')
const TODAY = '2026-11-28'

/** The registry with an invented mechanism in it, its id, and the record that goes on. */
function withOasis() {
  const record = new Record(REGISTRY_STREAM)
  record.write(decideAdd(registry, oasis, coordinator, 1))
  const read = () => record.fold(registry, evolveRegistry)
  const id = [...read().mechanisms.keys()].at(-1) as MechanismId
  const change = (said: object) =>
    decideChange(read(), { body: 'mechanism', id, ...said }, coordinator, record.entries.length + 1)
  return { record, read, id, change, mechanism: () => read().mechanisms.get(id)! }
}

describe('the reference data', () => {
  it('is taken over body by body, with its sources', () => {
    expect(registry.mechanisms.size).toBe(data.mechanisms.length)
    expect(registry.partners.size).toBe(data.partners.length + data.igoFacilitatedGlobalProcesses.length)
    for (const { id, sources, names, confidence, status } of data.mechanisms)
      expect(registry.mechanisms.get(id as MechanismId)).toMatchObject({ sources, names, confidence, status })
  })

  it('is counted by class and status, as the file itself says', () => {
    const counts = countsOf(registry, TODAY)
    const words = { regional: 'rcp', interregional: 'interregional', global: 'global' } as const
    for (const one of MECHANISM_CLASSES) {
      expect(totalOf(counts, one)).toBe(data.listedCounts[words[one]])
      for (const status of MECHANISM_STATUSES) {
        const listed = data.mechanisms.filter((m) => m.type === words[one] && m.status === status)
        expect(counts[one][status]).toBe(listed.length)
      }
    }
  })

  it('knows mechanisms without a chair, and with two', () => {
    const chairOf = (id: string) => registry.mechanisms.get(id as MechanismId)?.chair.kind
    expect(['arcp', 'midcas', 'bali', 'budapest', 'almaty'].map(chairOf)).toEqual([
      'none',
      'none',
      'co-chairs',
      'chair-and-co-chair',
      'state',
    ])
  })

  it('ties each mechanism to the institutions that it names, and to no others', () => {
    const tied = data.mechanisms.filter(({ association }) => association !== null)
    for (const { id, associations } of registry.mechanisms.values()) {
      const isTied = tied.some((one) => one.id === id)
      expect(associations.length > 0, id).toBe(isTied)
    }
    expect(registry.mechanisms.get('acp-eu' as MechanismId)?.associations).toEqual(['eu', 'oacps'])
    expect(registry.mechanisms.get('prague' as MechanismId)?.associations).toEqual([])
  })

  it('keeps the processes that intergovernmental organizations hold, as partners', () => {
    expect(registry.partners.get('hld' as PartnerId)).toMatchObject({
      kind: 'global-process',
      status: 'ended',
    })
  })
})

describe('a name', () => {
  it('is shown in the language of the reader, in English, in any other, or as the acronym', () => {
    const body = { acronym: 'OCM', names: { en: 'Oasis', ar: 'الواحة' } }
    expect([nameIn(body, 'ar'), languageOfName(body, 'ar')]).toEqual(['الواحة', 'ar'])
    expect([nameIn(body, 'zh'), languageOfName(body, 'zh')]).toEqual(['Oasis', 'en'])
    const spanish = { acronym: 'CCM', names: { es: 'Conferencia' } }
    expect([nameIn(spanish, 'ru'), languageOfName(spanish, 'ru')]).toEqual(['Conferencia', 'es'])
    expect([
      nameIn({ acronym: 'X', names: {} }, 'ru'),
      languageOfName({ acronym: 'X', names: {} }, 'ru'),
    ]).toEqual(['X', null])
  })
})

describe('adding a body', () => {
  it('changes the counters', () => {
    const before = countsOf(registry, TODAY)
    const after = countsOf(withOasis().read(), TODAY)
    expect(after.regional.active).toBe(before.regional.active + 1)
    expect(totalOf(after, 'global')).toBe(totalOf(before, 'global'))
  })

  it('is for coordinators', () => {
    for (const role of ['chair', 'drafter', 'suggester', 'observer'] as const)
      expect(decideAdd(registry, oasis, actor(role), 1)).toMatchObject({ refusal: { code: 'not-allowed' } })
  })

  it('is refused under an acronym that another of its kind has, however written', () => {
    const { read } = withOasis()
    const again = decideAdd(read(), { ...oasis, acronym: 'ocm' }, coordinator, 2)
    expect(again).toMatchObject({ refusal: { code: 'acronym-taken', detail: { acronym: 'OCM' } } })
    expect(decideAdd(read(), savanna, coordinator, 2).ok).toBe(true)
  })

  it('is refused with a tie to a body that is not there', () => {
    const adrift = { ...oasis, associations: ['nobody' as PartnerId] }
    expect(decideAdd(registry, adrift, coordinator, 1)).toMatchObject({ refusal: { code: 'body-unknown' } })
  })

  it('ends when there are very many', () => {
    const mechanisms = new Map(
      Array.from({ length: MAX_BODIES }, (_, i) => {
        const id = `m${i}` as MechanismId
        const { body: _body, class: _class, ...facts } = oasis
        return [id, { ...facts, id, acronym: id, classes: [{ class: 'regional' as const, since: null }] }]
      }),
    )
    expect(decideAdd({ ...registry, mechanisms }, oasis, coordinator, 1)).toMatchObject({
      refusal: { code: 'too-large' },
    })
  })

  it('needs a name in one language at least, without anything that misleads', () => {
    expect(v.safeParse(BodyDraft, { ...oasis, names: {} }).success).toBe(false)
    expect(v.safeParse(BodyDraft, { ...oasis, names: { ar: ' \u202e ' } }).success).toBe(false)
    expect(v.safeParse(BodyDraft, { ...oasis, names: { ar: 'مشاورات الواحة' } }).success).toBe(true)
  })
})

describe('a class', () => {
  it('holds from its day on, and the older one until then', () => {
    const { record, change, mechanism } = withOasis()
    record.write(change({ class: { class: 'interregional', since: '2027-03-01' } }))
    expect(classAt(mechanism(), '2027-02-28')).toBe('regional')
    expect(classAt(mechanism(), '2027-03-01')).toBe('interregional')
  })

  it('is counted on the day that is asked for', () => {
    const { record, change, read } = withOasis()
    record.write(change({ class: { class: 'interregional', since: '2027-03-01' } }))
    const before = countsOf(read(), '2027-02-28')
    const after = countsOf(read(), '2027-03-01')
    expect(after.regional.active).toBe(before.regional.active - 1)
    expect(after.interregional.active).toBe(before.interregional.active + 1)
  })

  it('finds its place in time whenever it is recorded', () => {
    const { record, change, mechanism } = withOasis()
    record.write(change({ class: { class: 'global', since: '2030-01-01' } }))
    record.write(change({ class: { class: 'interregional', since: '2020-01-01' } }))
    expect(mechanism().classes.map((one) => one.class)).toEqual(['regional', 'interregional', 'global'])
  })

  it('is corrected by recording another for the same day', () => {
    const { record, change, mechanism } = withOasis()
    record.write(change({ class: { class: 'interregional', since: '2027-03-01' } }))
    record.write(change({ class: { class: 'regional', since: '2027-03-01' } }))
    expect(mechanism().classes).toEqual([{ class: 'regional', since: null }])
    expect(record.entries).toHaveLength(3)
  })

  it('can be corrected from the beginning', () => {
    const { record, change, mechanism } = withOasis()
    record.write(change({ class: { class: 'global', since: null } }))
    expect(classAt(mechanism(), '1990-01-01')).toBe('global')
  })

  it('has a day of the calendar', () => {
    const isDay = (day: string) => v.safeParse(CalendarDay, day).success
    expect(['2024-02-29', '2023-02-29', '2026-13-01', '2026-1-1', 'today'].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ])
  })
})

describe('changing a body', () => {
  it('leaves what it does not name as it was', () => {
    const { record, change, mechanism } = withOasis()
    const before = mechanism()
    record.write(change({ status: 'dormant', names: { fr: 'Consultation de l’Oasis' } }))
    const names = { ...before.names, fr: 'Consultation de l’Oasis' }
    expect(mechanism()).toEqual({ ...before, status: 'dormant', names })
  })

  it('takes a name away, but not the last one', () => {
    const { record, change, mechanism } = withOasis()
    record.write(change({ names: { ar: null } }))
    expect(mechanism().names).toEqual({ en: 'Oasis Consultation on Migration' })
    expect(change({ names: { en: null } })).toMatchObject({ refusal: { code: 'malformed' } })
  })

  it('makes no entry when nothing is different', () => {
    const { change } = withOasis()
    expect(change({ status: 'active', class: { class: 'regional', since: '2027-01-01' } })).toEqual({
      ok: true,
      value: [],
    })
  })

  it('is for coordinators, of bodies that are there', () => {
    const { id, read } = withOasis()
    const said = { body: 'mechanism', id, status: 'ended' } as const
    expect(decideChange(read(), said, actor('observer'), 2)).toMatchObject({
      refusal: { code: 'not-allowed' },
    })
    const lost = { ...said, id: 'nobody' as MechanismId }
    expect(decideChange(read(), lost, coordinator, 2)).toMatchObject({ refusal: { code: 'body-unknown' } })
  })

  it('links a partner with the mechanism that is tied to it, and lets go of it again', () => {
    const { record, change, read, id } = withOasis()
    const linked = () => read().partners.get('las' as PartnerId)?.linkedMechanisms
    const before = linked()
    record.write(change({ associations: ['las' as PartnerId] }))
    expect(linked()).toEqual([...(before ?? []), id])
    record.write(change({ associations: [] }))
    expect(linked()).toEqual(before)
  })

  it('changes a partner too', () => {
    const record = new Record(REGISTRY_STREAM)
    const id = 'segib' as PartnerId
    const said = { body: 'partner', id, names: { zh: '伊比利亚美洲秘书处' }, confidence: 'high' } as const
    record.write(decideChange(registry, said, coordinator, 1))
    const partner = record.fold(registry, evolveRegistry).partners.get(id)
    expect(partner).toMatchObject({ confidence: 'high', names: { zh: '伊比利亚美洲秘书处' } })
  })

  it('adds a partner, under an acronym that no other partner has, with mechanisms that are there', () => {
    const record = new Record(REGISTRY_STREAM)
    record.write(decideAdd(registry, wells, coordinator, 1))
    const read = () => record.fold(registry, evolveRegistry)
    const { body: _, ...facts } = wells
    expect([...read().partners.values()].at(-1)).toMatchObject(facts)
    const twice = decideAdd(read(), { ...wells, acronym: 'wrf' }, coordinator, 2)
    expect(twice).toMatchObject({ refusal: { code: 'acronym-taken' } })
    const adrift = { ...wells, acronym: 'W', linkedMechanisms: ['nobody' as MechanismId] }
    expect(decideAdd(read(), adrift, coordinator, 2)).toMatchObject({ refusal: { code: 'body-unknown' } })
    expect(decideAdd(read(), wells, actor('chair'), 2)).toMatchObject({ refusal: { code: 'not-allowed' } })
  })

  it('unties a mechanism from a partner that is no longer linked with it, and a link alone ties nothing', () => {
    const { record, change, read, id, mechanism } = withOasis()
    const las = 'las' as PartnerId
    const link = (linkedMechanisms: MechanismId[]) =>
      record.write(decideChange(read(), { body: 'partner', id: las, linkedMechanisms }, coordinator, 9))
    link([id])
    expect(mechanism().associations).toEqual([])
    record.write(change({ associations: [las] }))
    link([])
    expect(mechanism().associations).toEqual([])
  })
})

describe('taking a change back', () => {
  it('says everything that was said, as it was before', () => {
    const { record, change, mechanism, id } = withOasis()
    const before = mechanism()
    const dated = { class: 'interregional', since: '2027-03-01' } as const
    const said: BodyChange = {
      ...{ body: 'mechanism', id, status: 'ended', members: null, class: dated },
      names: { ar: null, zh: '绿洲' },
    }
    record.write(change(said))
    const { id: _id, body: _body, ...back } = undoOf(before, said) ?? {}
    record.write(change(back))
    expect(mechanism()).toEqual(before)
  })

  it('says the names of a partner too', () => {
    const partner = registry.partners.get('las' as PartnerId)!
    const said: BodyChange = { body: 'partner', id: partner.id, acronym: 'L', names: { zh: '新' } }
    expect(undoOf(partner, said)).toEqual({
      ...said,
      acronym: partner.acronym,
      names: { zh: partner.names.zh ?? null },
    })
  })

  it('says nothing when nothing changed, or when the classes cannot be put back by one change', () => {
    const { record, change, mechanism, id } = withOasis()
    record.write(change({ class: { class: 'interregional', since: '2027-03-01' } }))
    record.write(change({ class: { class: 'global', since: '2028-03-01' } }))
    const said = (since: string): BodyChange => ({ body: 'mechanism', id, class: { class: 'global', since } })
    expect(undoOf(mechanism(), said('2028-03-01'))).toBeNull()
    expect(undoOf(mechanism(), said('2027-03-01'))).toBeNull()
  })
})
