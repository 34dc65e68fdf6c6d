import { HAS_UNSAVED, type Said } from './worker/rules'

/** While a new version waits, it asks this often whether every page has saved its changes, in milliseconds. */
const OFFER_EVERY_MS = 60_000

let holders: readonly (() => boolean)[] = []
let isReady = $state(false)
let waiting: ServiceWorker | null = null
let isWanted = false

/** Names somebody who may hold unsaved changes on this page. Call the result to forget. */
export function mayHoldUnsaved(hasUnsaved: () => boolean): () => void {
  holders = [...holders, hasUnsaved]
  return () => {
    holders = holders.filter((other) => other !== hasUnsaved)
  }
}

/** Whether a newer version than this page's is ready. Reactive. */
export function isRenewalReady(): boolean {
  return isReady
}

/** The person puts it off; the next page that is loaded is of the new version anyway. */
export function putOffRenewal(): void {
  isReady = false
}

/** Lets the new version take over and loads this page again. What is not saved yet is stored in this browser. */
export function renew(): void {
  isWanted = true
  if (waiting?.state === 'installed') say(waiting, { say: 'take-over' })
  else location.reload()
}

/** Asks whether there is a new version, as after the server was away. */
export async function lookForRenewal(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  // offline the question fails, and comes again with the next connection
  await registration?.update().catch(() => null)
}

/** Makes this page work without the server from its next visit on. Only built pages; call it when the page has loaded. */
export async function startWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  serviceWorker.addEventListener('message', answer)
  serviceWorker.addEventListener('controllerchange', () => isWanted && location.reload())
  try {
    const registration = await serviceWorker.register('/worker.js', { updateViaCache: 'none' })
    registration.addEventListener('updatefound', () => watch(registration.installing))
    if (registration.waiting && serviceWorker.controller) offer(registration.waiting)
    keepFonts((await serviceWorker.ready).active)
  } catch (fault) {
    console.warn('this browser keeps no pages for offline work', fault)
  }
}

function answer({ data, ports }: MessageEvent<unknown>): void {
  if (data === HAS_UNSAVED) ports[0]?.postMessage(holders.some((hasUnsaved) => hasUnsaved()))
}

/** The first worker of a browser takes over by itself; a later one waits. */
function watch(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker)
  })
}

function offer(worker: ServiceWorker): void {
  waiting = worker
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data }: MessageEvent<unknown>) => (isReady = data === true)
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src]')
  say(worker, { say: 'offer', entry: entry ? new URL(entry.src).pathname : '' }, [port2])
  const timer = setInterval(() => {
    if (worker.state === 'installed') say(worker, { say: 'offer', entry: '' })
    else clearInterval(timer)
  }, OFFER_EVERY_MS)
}

/** Fonts that were loaded before the worker was there. */
function keepFonts(worker: ServiceWorker | null): void {
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
  if (worker) say(worker, { say: 'keep', paths: loaded })
}

function say(worker: ServiceWorker, said: Said, ports: Transferable[] = []): void {
  worker.postMessage(said, ports)
}
