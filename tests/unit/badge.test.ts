import { describe, expect, it } from 'vitest'
import { badgeOf } from '../../client/collab/badge'

const calm = { online: true, unsaved: false, changes: 0, isKept: true, refusal: null }

describe('the badge', () => {
  it('says saved only when the line is up and nothing waits', () => {
    expect(badgeOf(calm)).toEqual({ state: 'saved' })
  })

  it('says sending while any change waits, also one that changed no provision', () => {
    expect(badgeOf({ ...calm, unsaved: true, changes: 0 })).toEqual({ state: 'sending' })
  })

  it('says offline with the number of changed provisions that are kept here', () => {
    expect(badgeOf({ ...calm, online: false, unsaved: true, changes: 3 })).toEqual({
      state: 'offline',
      changes: 3,
      isKept: true,
    })
  })

  it('says of changes that the browser cannot keep that they are not kept', () => {
    const facts = { ...calm, online: false, unsaved: true, changes: 2, isKept: false }
    expect(badgeOf(facts)).toEqual({ state: 'offline', changes: 2, isKept: false })
  })

  it('says offline with at least one change while anything waits', () => {
    expect(badgeOf({ ...calm, online: false, unsaved: true })).toEqual({
      state: 'offline',
      changes: 1,
      isKept: true,
    })
  })

  it('says offline with nothing kept when everything was acknowledged before', () => {
    expect(badgeOf({ ...calm, online: false })).toEqual({
      state: 'offline',
      changes: 0,
      isKept: true,
    })
  })

  it('says refused with the reason until the person has seen it, whatever else holds', () => {
    for (const online of [true, false]) {
      expect(badgeOf({ ...calm, online, refusal: 'provision-settled' })).toEqual({
        state: 'refused',
        code: 'provision-settled',
      })
    }
  })
})
