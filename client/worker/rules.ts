/** What the worker knows about the build that it belongs to. */
export interface Build {
  /** Another one for every build whose files differ. */
  readonly version: string
  /** Paths that are stored at once: the shell and every script and style. */
  readonly now: readonly string[]
  /** Paths that are stored when a page uses them: fonts, each for its own script. */
  readonly later: readonly string[]
}

/** The page that all addresses share. */
export const SHELL = '/'

/** How a request is answered: from what is stored, as a page that can do without the server, or by the network alone. */
export type Way = 'stored' | 'page' | 'network'

/** Where only the server may answer, whoever asks: commands, both sockets, probes and hashed files. */
const SERVER_ONLY = /^\/(api|sync|live|assets|healthz|readyz)(\/|$)/

interface Asked {
  readonly method: string
  readonly mode: string
  readonly url: string
}

/** Decides how a request is answered. Nothing but files of the build is ever stored. */
export function wayOf({ method, mode, url }: Asked, origin: string, build: Build): Way {
  const { origin: asked, pathname } = new URL(url)
  if (method !== 'GET' || asked !== origin) return 'network'
  if (mode === 'navigate') return SERVER_ONLY.test(pathname) ? 'network' : 'page'
  return build.now.includes(pathname) || build.later.includes(pathname) ? 'stored' : 'network'
}

const PREFIX = 'adref '

/** Name of the cache of one build. */
export function cacheNameOf({ version }: Build): string {
  return PREFIX + version
}

/**
 * The caches that go when a build takes over. The one before it stays: pages that are still open go on with its files.
 *
 * @param names every cache of this origin, the oldest first
 */
export function outdatedCaches(names: readonly string[], build: Build): string[] {
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== cacheNameOf(build))
  return others.slice(0, -1)
}

/** What a page says to a worker. */
export type Said =
  /** The page uses these files: they are stored as far as they belong to the build. */
  | { readonly say: 'keep'; readonly paths: readonly string[] }
  /** Take over as soon as no page has unsaved changes. Answered with whether the page's own code is older. */
  | { readonly say: 'offer'; readonly entry: string }
  /** Take over now: the person has asked for it. */
  | { readonly say: 'take-over' }

/** What a worker asks every page before it takes over; the answer is a boolean. */
export const HAS_UNSAVED = 'has-unsaved'
