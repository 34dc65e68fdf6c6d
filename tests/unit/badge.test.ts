import { describe, expect, it } from 'vitest'
import { badgeOf } from '../../client/collab/badge'
import { Badge } from '../../client/pages/document/badge.svelte'

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

describe('a refusal', () => {
  const codeOf = ({ shown }: Badge) => (shown.state === 'refused' ? shown.code : null)

  it('is shown while its words are written again, and no more once all of them are in the text', () => {
    const badge = new Badge()
    badge.retries('update-gap')
    expect(codeOf(badge)).toBe('update-gap')
    badge.settled(null)
    expect(codeOf(badge)).toBeNull()
  })

  it('stays until the person has seen it, whatever else is refused and saved meanwhile', () => {
    const badge = new Badge()
    badge.settled('provision-settled')
    badge.retries('update-gap')
    expect(codeOf(badge)).toBe('update-gap')
    badge.settled(null)
    expect(codeOf(badge)).toBe('provision-settled')
    badge.forgive()
    expect(codeOf(badge)).toBeNull()
  })
})
