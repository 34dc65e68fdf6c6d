import { describe, expect, it } from 'vitest'
import { outdatedCaches, wayOf, type Build } from '../../client/worker/rules'

const ORIGIN = 'https://adref.example'
const BUILD: Build = {
  version: 'b2',
  now: ['/', '/icon.svg', '/assets/index-a1.js'],
  later: ['/assets/latin-c3.woff2'],
}
const get = (path: string, mode = 'cors') => ({ method: 'GET', mode, url: new URL(path, ORIGIN).href })
const way = (path: string, mode?: string) => wayOf(get(path, mode), ORIGIN, BUILD)

describe('the worker', () => {
  it('answers for the files of its build, fonts included', () => {
    expect(way('/assets/index-a1.js')).toBe('stored')
    expect(way('/assets/latin-c3.woff2')).toBe('stored')
  })

  it('stands in for every page of ours', () => {
    for (const path of ['/', '/join', '/documents/0198', '/nowhere'])
      expect(way(path, 'navigate')).toBe('page')
  })

  it('stays out of what only the server may answer, also when somebody opens it as a page', () => {
    for (const path of [
      '/api/session:read',
      '/api/openapi.json',
      '/sync/0198',
      '/live/',
      '/healthz',
      '/readyz',
    ])
      for (const mode of ['cors', 'navigate', 'websocket']) expect(way(path, mode)).toBe('network')
    expect(way('/assets/gone-z9.js', 'navigate')).toBe('network')
  })

  it('stores nothing that is not of its build, nothing that is sent, and nothing from elsewhere', () => {
    expect(way('/assets/index-z9.js')).toBe('network')
    expect(wayOf({ ...get('/assets/index-a1.js'), method: 'POST' }, ORIGIN, BUILD)).toBe('network')
    expect(wayOf(get('https://elsewhere.example/icon.svg'), ORIGIN, BUILD)).toBe('network')
  })

  it('leaves the build before it to pages that are still open, and other caches alone', () => {
    expect(outdatedCaches(['theirs', 'adref b0', 'adref b1', 'adref b2'], BUILD)).toEqual(['adref b0'])
    expect(outdatedCaches(['adref b1', 'adref b2'], BUILD)).toEqual([])
  })
})
