import type { EditorView } from 'prosemirror-view'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { composingPlugin } from '../../client/editor/composing'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A view in which an input method composes, and whether changes from elsewhere wait. */
function composer() {
  const now = { composing: true, isDestroyed: false, waits: false }
  const plugin = composingPlugin({
    hold: () => (now.waits = true),
    release: () => (now.waits = false),
  })
  const handlers = plugin.props.handleDOMEvents as Record<string, (view: EditorView) => boolean>
  const hear = (event: string) => handlers[event]?.(now as unknown as EditorView)
  return { now, hear }
}

describe('changes from elsewhere', () => {
  it('wait while an input method composes, and come a moment after it ended', () => {
    const { now, hear } = composer()
    hear('compositionstart')
    expect(now.waits).toBe(true)
    hear('compositionend')
    now.composing = false
    expect(now.waits).toBe(true)
    vi.advanceTimersByTime(100)
    expect(now.waits).toBe(false)
  })

  it('wait on as long as it goes on, and no longer than for the editor when nobody writes any more', () => {
    const { now, hear } = composer()
    hear('compositionstart')
    for (let words = 0; words < 5; words += 1) {
      vi.advanceTimersByTime(4_000)
      hear('compositionupdate')
    }
    expect(now.waits).toBe(true)
    vi.advanceTimersByTime(6_000)
    expect(now.waits).toBe(true)
    now.composing = false
    vi.advanceTimersByTime(100)
    expect(now.waits).toBe(false)
    hear('compositionupdate')
    expect(now.waits).toBe(true)
  })
})
