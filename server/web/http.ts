import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import helmet from 'helmet'
import { SPEAKER } from '../../shared/protocol'
import { ok, refuse, type Refusal, type Result } from '../../shared/result'
import type { Log } from '../log'
import { speaksForAnother, type Session } from '../sessions'
import type { Ask } from './commands'
import { clearToken, readToken } from './cookie'
import type { FaultReporter } from './faults'
import { isHeap } from './heap'
import type { Inbound } from './inbound'
import { openApi } from './openapi'
import { doorOf, type DoorNeeds, type Visitor } from './doors'
import { openProviderDoor, type ProviderDoor } from './provider-door'
import type { OriginCheck } from './origin'
import { languageOf, refusalRead, statusOf } from './refusals'
import { createLoopTurns, type Turns } from './turns'

/** Most commands are a few words; whoever is not signed in has even less to say. In bytes. */
const LIMITS = { stranger: 16 << 10, signedIn: 2 << 20, takingBack: 7_000_000 } as const

/** How many requests are looked at in one turn of the event loop: one line may bring a thousand at once. */
const MAX_PER_LOOP = 10

interface Needs extends DoorNeeds {
  readonly ask: Ask
  readonly inbound: Inbound
  readonly turns: Turns
  readonly faults: FaultReporter
  readonly log: Pick<Log, 'info' | 'warn'>
  readonly mayCome: OriginCheck
  /** Whether a proxy on this machine stands before us. */
  readonly isBehindProxy: boolean
  readonly isDevelopment: boolean
  readonly isStopping: () => boolean
  readonly pingStore: () => Promise<void>
  readonly now: () => number
}

/** The HTTP interface, still without the client's files and without what ends every chain: see `finish`. */
export function createHttp(needs: Needs): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.set('etag', false)
  app.set('trust proxy', needs.isBehindProxy ? 'loopback' : false)
  addProbes(app, needs)
  app.use(helmet(protections(needs)))
  const description = openApi()
  app.get('/api/openapi.json', (_request, response) => void response.json(description))
  app.post('/api/:command', sameSite(needs), command(needs, openProviderDoor(app, needs)))
  app.use('/api', (request, response) => refuseWith(request, response, refuse('unknown-command').refusal))
  return app
}

/** Answers whatever went wrong on the way. Comes after everything else. */
export function finish(app: Express, faults: FaultReporter): void {
  const onError: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    refuseWith(request, response, refusalFor(error, request, faults))
  }
  app.use(onError)
}

/** Whether the store saves costs a commit, and anybody may ask: the answer is good for this long, in milliseconds. */
const PROBE_MS = 1_000

/** Asks at most once in a time; whoever asks meanwhile hears the same. */
function sharedFor<Value>(ms: number, ask: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | null = null
  let askedAt = 0
  return () => {
    const now = performance.now()
    if (!answer || now - askedAt > ms) [answer, askedAt] = [ask(), now]
    return answer
  }
}

function addProbes(app: Express, { isStopping, pingStore }: Needs): void {
  app.get('/healthz', (_request, response) => void response.type('text').send('alive'))
  const whyNotSaving = sharedFor(PROBE_MS, () =>
    pingStore().then(
      () => null,
      () => 'store' as const,
    ),
  )
  app.get('/readyz', async (_request, response) => {
    const why = isStopping() ? 'stopping' : await whyNotSaving()
    response.status(why ? 503 : 200).json(why ? { ready: false, why } : { ready: true })
  })
}

/** Scripts, styles and connections of our own only. The editor sets style attributes; development needs more. */
function protections({ isSecure, isDevelopment }: Needs): Parameters<typeof helmet>[0] {
  const own = ["'self'"]
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: own,
        styleSrc: isDevelopment ? [...own, "'unsafe-inline'"] : own,
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: [...own, 'data:'],
        fontSrc: own,
        connectSrc: own,
        manifestSrc: own,
        workerSrc: own,
        baseUri: ["'none'"],
        formAction: own,
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isSecure,
    referrerPolicy: { policy: 'no-referrer' },
  }
}

/**
 * Only our own pages may post. Browsers say where a request comes from; what says nothing at all is no browser, and
 * no page of another site can send JSON without asking first.
 */
function sameSite({ mayCome, log }: Needs): RequestHandler {
  return (request, response, next) => {
    const site = request.get('sec-fetch-site')
    const origin = request.get('origin')
    const isOurs =
      (site === undefined || site === 'same-origin') &&
      (origin === undefined || mayCome(origin, request.headers.host))
    if (isOurs) return next()
    log.warn(
      { site: site?.slice(0, 20), origin: origin?.slice(0, 200), from: request.ip },
      'a request from elsewhere was refused',
    )
    refuseWith(request, response, refuse('cross-site').refusal)
  }
}

function command(needs: Needs, away: ProviderDoor): RequestHandler<{ command: string }> {
  const mayBegin = createLoopTurns(MAX_PER_LOOP)
  return async (request, response) => {
    // browsers set the clock of their screens by what we decide by
    response.set({ 'Cache-Control': 'no-store', Date: new Date(needs.now()).toUTCString() })
    await mayBegin()
    const answered = await answer(needs, away, { request, response })
    if (!answered.ok) return refuseWith(request, response, answered.refusal)
    response.json(answered.value)
  }
}

async function answer(
  needs: Needs,
  away: ProviderDoor,
  { request, response }: Pick<Visitor, 'request' | 'response'>,
): Promise<Result<unknown>> {
  if (needs.isStopping()) return refuse('stopping')
  const name = request.params.command
  const session = await needs.sessions.read(readToken(request.headers.cookie, needs.isSecure))
  const said = request.get(SPEAKER.header) ?? request.query[SPEAKER.query]
  if (session && speaksForAnother(session, said)) return noted(needs, request, refuse('not-signed-in'))
  const limit = limitFor(name, session)
  const mayRead = session ? needs.inbound(session.personId, bytesOf(request, LIMITS[limit])) : ok(undefined)
  if (!mayRead.ok) return noted(needs, request, mayRead)
  const body = await readBody(request, response, limit)
  if (!body.ok) return noted(needs, request, body)
  const turn = await turnOf(needs, session, response)
  if (!turn.ok) return noted(needs, request, turn)
  const payload = saidIn(request)
  if (!payload.ok) return noted(needs, request, payload)
  request.body = payload.value
  const byDoor = doorOf(name)
  if (byDoor) return noted(needs, request, await byDoor(needs, { request, response, session, away }))
  const answered = await needs.ask(name, request.body, { session, address: request.ip ?? '' })
  if (name === 'session:signOut' && answered.ok) clearToken(response, needs.isSecure)
  return answered
}

/** Waits for the turn of whoever asks; it ends with the response. Strangers are counted by their address. */
async function turnOf({ turns }: Needs, session: Session | null, response: Response): Promise<Result<void>> {
  if (!session) return ok(undefined)
  const turn = await turns(session.personId)
  if (!turn.ok) return turn
  if (response.closed) turn.value()
  else response.once('close', turn.value)
  return ok(undefined)
}

/** Logs a refusal that did not come from a command: those are logged where they are carried out. */
function noted<Value>(
  { log }: Needs,
  { ip, params }: Request<{ command: string }>,
  answered: Result<Value>,
): Result<Value> {
  if (!answered.ok)
    log.info({ command: params.command.slice(0, 80), code: answered.refusal.code, from: ip }, 'refused')
  return answered
}

/** How much a request will bring, as far as it may: what does not say so counts as the most. */
function bytesOf({ headers }: Request<{ command: string }>, most: number): number {
  if (headers['content-encoding'] !== undefined || headers['transfer-encoding'] !== undefined) return most
  return Math.min(most, Number(headers['content-length'] ?? 0))
}

function limitFor(name: string, session: Session | null): keyof typeof LIMITS {
  if (!session) return 'stranger'
  return name === 'recovery:takeBack' ? 'takingBack' : 'signedIn'
}

const readerOf = (limit: number) => express.raw({ type: 'application/json', limit })

const READERS = {
  stranger: readerOf(LIMITS.stranger),
  signedIn: readerOf(LIMITS.signedIn),
  takingBack: readerOf(LIMITS.takingBack),
} as const

/** Reads bytes into `request.body`; what has another content type is left unread and is no payload. */
function readBody(request: Request<{ command: string }>, response: Response, limit: keyof typeof LIMITS) {
  return new Promise<Result<void>>((resolve, reject) => {
    READERS[limit](request, response, (error?: Error | 'router') => {
      if (!(error instanceof Error)) return resolve(ok(undefined))
      const refusal = mistakeIn(error)
      return refusal ? resolve({ ok: false, refusal }) : reject(error)
    })
  })
}

/** Another encoding than that of JSON (RFC 8259 §8.1), which hides what is said and may take seconds to read. */
const IN_ANOTHER_ENCODING = /;\s*charset\s*=\s*"?(?!utf-?8\b)/i

/** What the bytes of a body say in JSON. A long one takes milliseconds to parse, so it is a part of one's turn. */
function saidIn(request: Request<{ command: string }>): Result<unknown> {
  const body: unknown = request.body
  if (!Buffer.isBuffer(body)) return ok(undefined)
  if (IN_ANOTHER_ENCODING.test(request.get('content-type') ?? '')) return refuse('malformed')
  if (isHeap(body)) return refuse('too-large')
  try {
    return ok(JSON.parse(body.toString('utf8')))
  } catch {
    return refuse('malformed')
  }
}

function refuseWith(
  request: Pick<Request, 'get' | 'acceptsLanguages'>,
  response: Response,
  refusal: Refusal,
): void {
  const seconds = refusal.code === 'too-many-attempts' ? refusal.detail?.['seconds'] : undefined
  if (seconds !== undefined) response.set('Retry-After', String(seconds))
  response.status(statusOf(refusal.code)).type('application/problem+json')
  response.send(JSON.stringify({ refusal: refusalRead(refusal, languageOf(request)) }))
}

function refusalFor(error: unknown, request: Request, faults: FaultReporter): Refusal {
  return mistakeIn(error) ?? faults(error, `${request.method} ${request.path.slice(0, 200)}`)
}

/** Errors of the body reader carry the status of a client's mistake; all others are faults of ours, and null here. */
function mistakeIn(error: unknown): Refusal | null {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  if (status === 413) return refuse('too-large').refusal
  return status >= 400 && status < 500 ? refuse('malformed').refusal : null
}
