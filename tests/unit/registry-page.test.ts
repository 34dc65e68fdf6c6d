import { describe, expect, it } from 'vitest'
import { changeFrom, draftFrom, enteredFrom } from '../../client/pages/registry/entered'
import {
  EVERYTHING,
  mechanismsThatFit,
  partnersThatFit,
  type Wanted,
} from '../../client/pages/registry/finding'
import {
  partnerChangeFrom,
  partnerDraftFrom,
  partnerEnteredFrom,
} from '../../client/pages/registry/partner-entered'
import type { Mechanism, MechanismId, Partner, PartnerId } from '../../shared/registry'
import { oasis, savanna, wells } from '../support/registry'

const TODAY = '2026-11-28'

function mechanism(draft: typeof oasis, more: Partial<Mechanism> = {}): Mechanism {
  const { body: _, class: first, ...facts } = draft
  return { id: draft.acronym as MechanismId, ...facts, classes: [{ class: first, since: null }], ...more }
}

const OASIS = mechanism(oasis)
const SAVANNA = mechanism(savanna, { status: 'dormant' })
const { body: _, ...facts } = wells
const WELLS: Partner = { id: 'wells' as PartnerId, ...facts }
const found = (wanted: Partial<Wanted>, day = TODAY) =>
  mechanismsThatFit([SAVANNA, OASIS], { ...EVERYTHING, ...wanted }, day).map(({ acronym }) => acronym)

describe('finding a mechanism', () => {
  it('finds everything in the order of the acronyms when nothing is asked for', () => {
    expect(found({})).toEqual(['OCM', 'SMD'])
  })

  it('finds words of any name, in any order, however they are spelled', () => {
    expect(found({ words: 'الواحه مشاورات' })).toEqual(['OCM'])
    expect(found({ words: 'mobilite SAVANE' })).toEqual(['SMD'])
    expect(found({ words: 'ocm' })).toEqual(['OCM'])
    expect(found({ words: 'oasis savanna' })).toEqual([])
  })

  it('finds by region and by status', () => {
    expect(found({ region: 'west-africa' })).toEqual(['SMD'])
    expect(found({ status: 'active' })).toEqual(['OCM'])
    expect(found({ status: 'active', region: 'west-africa' })).toEqual([])
  })

  it('finds by the class of the day', () => {
    const later = { class: 'global', since: '2027-01-01' } as const
    const moved = { ...OASIS, classes: [...OASIS.classes, later] }
    const on = (day: string) => mechanismsThatFit([moved], { ...EVERYTHING, class: 'global' }, day).length
    expect([on('2026-12-31'), on('2027-01-01')]).toEqual([0, 1])
  })
})

describe('finding a partner', () => {
  it('goes by the names', () => {
    expect(partnersThatFit([WELLS], { ...EVERYTHING, words: 'forum WELLS' })).toEqual([WELLS])
    expect(partnersThatFit([WELLS], { ...EVERYTHING, words: 'savanna' })).toEqual([])
  })
})

describe('the form', () => {
  it('says a new mechanism as it was entered', () => {
    const entered = { ...enteredFrom(OASIS, TODAY), acronym: ' OCM ', aka: 'Oasis\n\n Wells ' }
    expect(draftFrom(entered)).toEqual({ ...oasis, aka: ['Oasis', 'Wells'] })
  })

  it('says only what was changed', () => {
    const before = enteredFrom(OASIS, TODAY)
    expect(changeFrom(OASIS, before, enteredFrom(OASIS, TODAY))).toEqual({ body: 'mechanism', id: 'OCM' })
    const names = { ...before.names, ar: '', zh: '绿洲' }
    expect(changeFrom(OASIS, before, { ...before, names, status: 'ended' })).toEqual({
      ...{ body: 'mechanism', id: 'OCM', status: 'ended' },
      names: { ar: null, zh: '绿洲' },
    })
  })

  it('says a class with its day', () => {
    const before = enteredFrom(OASIS, TODAY)
    const dated = { class: 'global', since: '2027-01-01' } as const
    expect(changeFrom(OASIS, before, { ...before, ...dated })).toMatchObject({ class: dated })
    const ever = { class: 'global', since: '' } as const
    expect(changeFrom(OASIS, before, { ...before, ...ever })).toMatchObject({
      class: { class: 'global', since: null },
    })
  })
})

describe('the form of a partner', () => {
  it('says a new one as it was entered', () => {
    const entered = { ...partnerEnteredFrom(WELLS), acronym: ' WRF ', note: ' ', members: undefined }
    expect(partnerDraftFrom(entered)).toEqual({ ...wells, members: null })
  })

  it('says only what was changed', () => {
    const before = partnerEnteredFrom(WELLS)
    const ofIt = { body: 'partner', id: 'wells' }
    expect(partnerChangeFrom(WELLS, before, partnerEnteredFrom(WELLS))).toEqual(ofIt)
    const entered = { ...before, names: { ...before.names, ar: '', ru: 'Форум' }, facilitator: 'IOM' }
    expect(partnerChangeFrom(WELLS, before, entered)).toEqual({
      ...{ ...ofIt, facilitator: 'IOM' },
      names: { ar: null, ru: 'Форум' },
    })
  })
})
