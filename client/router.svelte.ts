import { questionBeforeLeaving } from './leaving'
import { routeOf, type Route } from './route'

const WANTED = 'adref.wanted'

/** The place shown, kept in step with the address bar. */
export class Router {
  #route = $state.raw<Route>(placeShown())
  /** The address of what is shown. */
  #path = location.href

  get route(): Route {
    return this.#route
  }

  /** Follows the browser's own buttons and plain clicks on our links; call the result to stop. */
  listen(): () => void {
    const onPopState = () => this.#followHistory()
    const onClick = (event: MouseEvent) => this.#followLink(event)
    addEventListener('popstate', onPopState)
    addEventListener('click', onClick)
    return () => {
      removeEventListener('popstate', onPopState)
      removeEventListener('click', onClick)
    }
  }

  /** Moves to a path of this house. */
  go(path: string): void {
    history.pushState(null, '', path)
    this.#show()
    scrollTo(0, 0)
  }

  /** Moves to a path in place of the present one, so that "back" does not return here. */
  replace(path: string): void {
    history.replaceState(null, '', path)
    this.#show()
  }

  /** Remembers, for this tab, the place that a person without a session asked for, down to the provision. */
  rememberWanted(): void {
    try {
      sessionStorage.setItem(WANTED, location.pathname + location.hash)
    } catch {
      // without storage the person lands at home instead
    }
  }

  /** The place remembered, once. */
  takeWanted(): string | null {
    try {
      const wanted = sessionStorage.getItem(WANTED)
      sessionStorage.removeItem(WANTED)
      return wanted
    } catch {
      return null
    }
  }

  /** The browser has gone back or on already: where something would be lost, it is taken back here until that is decided. */
  #followHistory(): void {
    const question = questionBeforeLeaving(placeShown())
    if (!question) return this.#show()
    history.pushState(null, '', this.#path)
    question(() => history.back())
  }

  #show(): void {
    this.#route = placeShown()
    this.#path = location.href
  }

  #followLink(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || hasModifier(event)) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || link.origin !== location.origin || link.target !== '' || link.hasAttribute('download'))
      return
    const isDeep = link.hash !== '' && routeOf(link.pathname).page === 'document'
    if ((link.hash !== '' && !isDeep) || link.pathname.startsWith('/api/')) return
    event.preventDefault()
    const go = () => this.go(link.pathname + link.hash)
    const question = questionBeforeLeaving(routeOf(link.pathname + link.hash))
    if (question) question(go)
    else go()
  }
}

const placeShown = () => routeOf(location.pathname + location.hash)
const hasModifier = (event: MouseEvent) => event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
