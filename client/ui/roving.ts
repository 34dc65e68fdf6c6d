import { on } from 'svelte/events'

/**
 * Makes the buttons of a bar one stop of Tab: arrow keys lead from one to the next in the direction of reading, Home and
 * End to the first and the last. Lists that open from it have keys of their own.
 *
 * @returns call it to stop
 */
export function roving(bar: HTMLElement): () => void {
  const all = () => [...bar.querySelectorAll<HTMLElement>('button:not([role="option"])')]
  const shown = () => all().filter((item) => item.checkVisibility())
  let stop: HTMLElement | undefined

  const settle = () => {
    const items = shown()
    if (!stop || !items.includes(stop)) stop = items[0]
    for (const item of all()) item.tabIndex = item === stop ? 0 : -1
  }
  const arrive = ({ target }: Event) => {
    if (!(target instanceof HTMLElement) || !all().includes(target)) return
    stop = target
    settle()
  }
  const keydown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const next = itemFor(event.key, shown(), getComputedStyle(bar).direction === 'rtl')
    if (!next) return
    event.preventDefault()
    next.focus()
  }

  const heard = [
    on(bar, 'focusin', arrive),
    // after the buttons themselves had the key
    on(bar, 'keydown', keydown),
    on(bar, 'toggle', settle, { capture: true }),
  ]
  const tools = new MutationObserver(settle)
  tools.observe(bar, { childList: true, subtree: true })
  const room = new ResizeObserver(settle)
  room.observe(bar)
  settle()
  return () => {
    for (const stopHearing of heard) stopHearing()
    tools.disconnect()
    room.disconnect()
  }
}

/** The item to which a key leads from the one that has the focus; behind the last comes the first. */
function itemFor(key: string, items: readonly HTMLElement[], isRtl: boolean): HTMLElement | undefined {
  const at = items.findIndex((item) => item === document.activeElement)
  if (at < 0) return undefined
  if (key === 'Home') return items[0]
  if (key === 'End') return items.at(-1)
  const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[key]
  return by === undefined ? undefined : items.at((at + by) % items.length)
}
