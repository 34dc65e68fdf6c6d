/**
 * Says how high an element is that lies over the end of the window, for what stands above it to make room.
 *
 * @param property custom property of the page that holds its height; gone with the element
 * @returns an attachment for the element
 */
export function heightAs(property: `--${string}`): (element: HTMLElement) => () => void {
  const { style } = document.documentElement
  return (element) => {
    const sizes = new ResizeObserver(() => style.setProperty(property, `${String(element.offsetHeight)}px`))
    sizes.observe(element)
    return () => {
      sizes.disconnect()
      style.removeProperty(property)
    }
  }
}
