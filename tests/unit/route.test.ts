import { describe, expect, it } from 'vitest'
import { landingPath, routeOf, tokenOf } from '../../client/route'
import type { DocumentId } from '../../shared/ids'

const documentId = 'abc_-9' as DocumentId
const token = 'A'.repeat(42) + '_'

describe('addresses', () => {
  it('lead home, to the door, and to a document', () => {
    expect(routeOf('/')).toEqual({ page: 'home' })
    expect(routeOf('/join')).toEqual({ page: 'join' })
    expect(routeOf('/documents/abc_-9')).toEqual({ page: 'document', documentId })
    expect(routeOf('/registry')).toEqual({ page: 'registry' })
  })

  it('forgive a slash at the end', () => {
    expect(routeOf('/documents/abc_-9/')).toEqual({ page: 'document', documentId })
    expect(routeOf('/join/')).toEqual({ page: 'join' })
  })

  it.each(['/documents', '/documents/a/b', '/documents/%2e%2e', '/nowhere', '/join/x'])(
    '%s leads nowhere',
    (path) => {
      expect(routeOf(path)).toEqual({ page: 'unknown' })
    },
  )
})

describe('the token of a sign-in link', () => {
  it('is read from the fragment', () => {
    expect(tokenOf(`#${token}`)).toBe(token)
  })

  it.each(['', '#', '#short', `#${token}x`, `#${token}&x=1`])('is not read from %j', (fragment) => {
    expect(tokenOf(fragment)).toBeNull()
  })
})

describe('after signing in', () => {
  it('a person lands at the deep link asked for before', () => {
    expect(landingPath('/documents/abc_-9', null)).toBe('/documents/abc_-9')
  })

  it('a person whose link opens one document lands there', () => {
    expect(landingPath(null, documentId)).toBe('/documents/abc_-9')
  })

  it.each([null, '/', '//elsewhere.example/documents/x', 'https://elsewhere.example'])(
    'everybody else lands at home, whatever was remembered (%j)',
    (wanted) => {
      expect(landingPath(wanted, null)).toBe('/')
    },
  )
})
