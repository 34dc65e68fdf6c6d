import { describe, expect, it } from 'vitest'
import { nextSize, PLAIN, readLook, SIZES, storedLook, type Look } from '../../client/look'

describe('how a browser shows the pages', () => {
  it('comes back as it was chosen', () => {
    const look: Look = { theme: 'dark', contrast: 'high', size: 135, isProjected: true, isTextOnly: true }
    expect(readLook(JSON.stringify(storedLook(look)))).toEqual(look)
    expect(storedLook(PLAIN)).toEqual({})
  })

  it('is plain where nothing, or nothing that makes sense, is stored', () => {
    for (const stored of [null, '', '[]', 'null', '{"theme":"neon","size":"4000","contrast":7}', '{'])
      expect(readLook(stored)).toEqual(PLAIN)
  })

  it('grows and shrinks in steps from 90 to 150 percent', () => {
    expect([SIZES[0], SIZES.at(-1)]).toEqual([90, 150])
    expect(nextSize(100, 1)).toBe(110)
    expect(nextSize(100, -1)).toBe(90)
    expect([nextSize(90, -1), nextSize(150, 1)]).toEqual([null, null])
  })
})
