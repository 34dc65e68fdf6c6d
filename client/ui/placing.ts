/** Room between what opens and the edges of the window, in pixels. */
const EDGE_PX = 8

/** Room between what opens and the place to which it belongs, in pixels. */
const GAP_PX = 4

/** A place in the window, as a browser measures it. */
export type Beside = Pick<DOMRect, 'top' | 'bottom' | 'left' | 'right'>

/** Puts what opens below a place, or above it where there is more room, and never over the edge of the window. */
export function placeBeside(opened: HTMLElement, { top, bottom, left, right }: Beside): void {
  const { width, height } = opened.getBoundingClientRect()
  const isBelow = bottom + height + EDGE_PX <= innerHeight || bottom < innerHeight / 2
  const isRtl = getComputedStyle(opened).direction === 'rtl'
  const start = isRtl ? innerWidth - right : left
  const most = innerWidth - width - EDGE_PX
  opened.style.insetBlockStart = `${String(isBelow ? bottom + GAP_PX : top - height - GAP_PX)}px`
  opened.style.insetInlineStart = `${String(Math.max(EDGE_PX, Math.min(start, most)))}px`
}
