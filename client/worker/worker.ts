import { cacheNameOf, HAS_UNSAVED, outdatedCaches, SHELL, wayOf, type Build, type Said } from './rules'

/** A page that takes longer than this over the network is shown from what is stored, in milliseconds. */
const NAVIGATION_LIMIT_MS = 3_000
/** A page that does not say within this time whether it has unsaved changes may have some, in milliseconds. */
const ANSWER_LIMIT_MS = 1_000

/** What is used of a worker's surroundings; TypeScript describes them only for programs without a screen. */
interface Surroundings {
  readonly location: Location
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: { includeUncontrolled: boolean }): Promise<readonly Pick<Worker, 'postMessage'>[]>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void
  addEventListener(type: 'message', listener: (event: Lasting & MessageEvent<Said>) => void): void
}

interface Lasting {
  waitUntil(work: Promise<unknown>): void
}

interface Fetching extends Lasting {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

/** Written in by the build. */
declare const BUILD: Build
declare const self: Surroundings

const CACHE = cacheNameOf(BUILD)

self.addEventListener('install', (event) => event.waitUntil(store()))
self.addEventListener('activate', (event) => event.waitUntil(takeOver()))
self.addEventListener('message', (event) => event.waitUntil(hear(event)))
self.addEventListener('fetch', (event) => {
  const way = wayOf(event.request, self.location.origin, BUILD)
  if (way === 'stored') event.respondWith(stored(event.request))
  if (way === 'page') event.respondWith(page(event.request))
})

/** All or nothing: a build of which a file is missing would fail in the middle of the work. */
async function store(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(BUILD.now.map((path) => new Request(path, path === SHELL ? { cache: 'reload' } : {})))
  for (const path of BUILD.later) {
    const known = await caches.match(path, { ignoreVary: true })
    if (known) await cache.put(path, known)
  }
}

async function takeOver(): Promise<void> {
  for (const name of outdatedCaches(await caches.keys(), BUILD)) await caches.delete(name)
  await self.clients.claim()
}

async function stored(request: Request): Promise<Response> {
  const known = await caches.match(request, { ignoreVary: true })
  if (known) return known
  const response = await fetch(request)
  if (response.status === 200) await (await caches.open(CACHE)).put(request, response.clone())
  return response
}

/** The network first, so that a new build is seen at once; the stored page when the server is slow, away or ailing. */
async function page(request: Request): Promise<Response> {
  const shell = await caches.match(SHELL, { cacheName: CACHE, ignoreVary: true })
  if (!shell) return fetch(request)
  const slow = new Promise<null>((resolve) => setTimeout(() => resolve(null), NAVIGATION_LIMIT_MS))
  const response = await Promise.race([fetch(request).catch(() => null), slow])
  return response && response.status < 500 ? response : shell
}

async function hear({ data, ports }: MessageEvent<Said>): Promise<void> {
  if (data.say === 'keep') await keep(data.paths)
  if (data.say === 'take-over') await self.skipWaiting()
  if (data.say === 'offer') {
    ports[0]?.postMessage(!BUILD.now.includes(data.entry))
    if (await isAllSaved()) await self.skipWaiting()
  }
}

async function keep(paths: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE)
  for (const path of BUILD.later) {
    if (paths.includes(path) && !(await cache.match(path, { ignoreVary: true }))) await cache.add(path)
  }
}

/** Whether every open page, hidden ones too, says that nothing of it waits to be saved. */
async function isAllSaved(): Promise<boolean> {
  const pages = await self.clients.matchAll({ includeUncontrolled: true })
  const unsaved = await Promise.all(pages.map(hasUnsaved))
  return !unsaved.includes(true)
}

function hasUnsaved(page: Pick<Worker, 'postMessage'>): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data !== false)
    setTimeout(() => resolve(true), ANSWER_LIMIT_MS)
    page.postMessage(HAS_UNSAVED, [port2])
  })
}
