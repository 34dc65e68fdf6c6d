import { describe, expect, it } from 'vitest'
import { landingPath, keyOf, languageAsked, returnIn, routeOf } from '../../client/route'
import type { DocumentId, ProvisionId } from '../../shared/ids'

const documentId = 'abc_-9' as DocumentId
const provisionId = 'op_1-x' as ProvisionId
const token = 'A'.repeat(42) + '_'

const document = { page: 'document', documentId, provisionId: null }

describe('addresses', () => {
  it('lead home, to the door, and to a document', () => {
    expect(routeOf('/')).toEqual({ page: 'home' })
    expect(routeOf('/join')).toEqual({ page: 'join' })
    expect(routeOf('/documents/abc_-9')).toEqual(document)
    expect(routeOf('/documents/abc_-9/record')).toEqual({ page: 'record', documentId })
    expect(routeOf('/registry')).toEqual({ page: 'registry' })
    expect(routeOf('/rights')).toEqual({ page: 'rights' })
    expect(routeOf('/practice')).toEqual({ page: 'practice', language: null })
    expect(routeOf('/practice/ar')).toEqual({ page: 'practice', language: 'ar' })
  })

  it('forgive a slash at the end', () => {
    expect(routeOf('/documents/abc_-9/')).toEqual(document)
    expect(routeOf('/join/')).toEqual({ page: 'join' })
  })

  it('lead to a provision of a document', () => {
    expect(routeOf('/documents/abc_-9#op_1-x')).toEqual({ ...document, provisionId })
    expect(routeOf('/documents/abc_-9/#op_1-x')).toEqual({ ...document, provisionId })
  })

  it.each(['#', '#a b', '#x=y', '#%22', `#${'a'.repeat(65)}`, '#<img>'])(
    'lead to the document as a whole when the fragment %j names no provision',
    (fragment) => {
      expect(routeOf(`/documents/abc_-9${fragment}`)).toEqual(document)
    },
  )

  it.each([
    '/documents',
    '/documents/a/b',
    '/documents/a/record/b',
    '/documents/a!/record',
    '/documents/%2e%2e',
    '/nowhere',
    '/join/x',
    '/practice/de',
    '/practice/ar/x',
  ])('%s leads nowhere', (path) => {
    expect(routeOf(path)).toEqual({ page: 'unknown' })
  })
})

describe('the key of a sign-in link', () => {
  it('is read from the fragment', () => {
    expect(keyOf(`#${token}`)).toBe(token)
    expect(keyOf('#7q2mx-9kd4p')).toBe('7Q2MX9KD4P')
  })

  it.each(['', '#', '#short', `#${token}x`, `#${token}&x=1`])('is not read from %j', (fragment) => {
    expect(keyOf(fragment)).toBeNull()
  })
})

describe('a return from the identity provider', () => {
  it('is read from the query, and nothing else is', () => {
    expect(returnIn('?arrived=signed-in')).toBe('signed-in')
    expect(returnIn('?refused=credential-unknown')).toEqual({ code: 'credential-unknown' })
    for (const query of ['', '?arrived=elsewhere', '?refused=<b>', '?lang=ar'])
      expect(returnIn(query)).toBeNull()
  })
})

describe('after signing in', () => {
  it('a person lands at the deep link asked for before', () => {
    expect(landingPath('/documents/abc_-9', null)).toBe('/documents/abc_-9')
  })

  it('a person lands at the provision asked for before', () => {
    expect(landingPath('/documents/abc_-9#op_1-x', null)).toBe('/documents/abc_-9#op_1-x')
  })

  it('a person lands at the record asked for before', () => {
    expect(landingPath('/documents/abc_-9/record', null)).toBe('/documents/abc_-9/record')
  })

  it('a person lands at the practice in the language asked for before', () => {
    expect(landingPath('/practice', null)).toBe('/practice')
    expect(landingPath('/practice/ar', null)).toBe('/practice/ar')
  })

  it('only what was understood of a deep link is followed', () => {
    expect(landingPath('/documents/abc_-9#//elsewhere.example', null)).toBe('/documents/abc_-9')
    expect(landingPath('/documents/abc_-9#x#y', null)).toBe('/documents/abc_-9#x')
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

describe('a link', () => {
  it('may ask for one of the six languages', () => {
    expect(languageAsked('?lang=ar')).toBe('ar')
    for (const query of ['', '?lang=', '?lang=de', '?language=ar']) expect(languageAsked(query)).toBeNull()
  })
})
