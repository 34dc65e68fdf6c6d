import { describe, expect, it } from 'vitest'
import { capsOf, keysOf, SHORTCUTS } from '../../client/editor/shortcuts'

const shortcuts = Object.values(SHORTCUTS)

describe.each([true, false])('the shortcuts (on a Mac: %s)', (onMac) => {
  it('have no key twice', () => {
    const keys = shortcuts.flatMap((shortcut) => [...keysOf(shortcut, onMac), ...(shortcut.alsoKeys ?? [])])
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
  })

  it('are each explained once', () => {
    const labels = shortcuts.map(({ label }) => label)
    expect(new Set(labels).size).toBe(labels.length)
  })
})

describe('the caps of a key', () => {
  it.each([
    ['Mod-z', false, ['Ctrl', 'Z']],
    ['Shift-Mod-z', false, ['Ctrl', 'Shift', 'Z']],
    ['Shift-Mod-z', true, ['Shift', 'Meta', 'Z']],
    ['Alt-ArrowUp', true, ['Alt', 'ArrowUp']],
    ['Mod-/', false, ['Ctrl', '/']],
    ['F3', false, ['F3']],
  ] as const)('%s (on a Mac: %s) are %j', (key, onMac, caps) => expect(capsOf(key, onMac)).toEqual(caps))
})
