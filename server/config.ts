import { resolve } from 'node:path'
import * as v from 'valibot'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** How this server runs, from its environment. */
export interface Config {
  /** 0 lets the system choose a free port. */
  readonly port: number
  /** Address to listen on. */
  readonly host: string
  /** Address that people open, without a slash at the end; null for `http://<host>:<port>`. */
  readonly publicUrl: string | null
  /** Absolute path of the folder with the embedded database. */
  readonly dataDir: string
  readonly logLevel: LogLevel
  /** The identity provider that people may sign in with, or null. */
  readonly provider: ProviderConfig | null
}

/** An OpenID Connect provider, and who we are to it. */
export interface ProviderConfig {
  readonly issuer: string
  readonly clientId: string
  /** Empty for a public client. */
  readonly clientSecret: string
  /** What people call it: "Sign in with …". */
  readonly name: string
}

/** Something in the environment makes no sense: the program says so and ends with code 2. */
export class ConfigFault extends Error {
  readonly variable: string
  constructor(variable: string, was: string, allowed: string) {
    super(`${variable} is "${was}", but must be ${allowed}`)
    this.name = 'ConfigFault'
    this.variable = variable
  }
}

interface Variable<Value> {
  readonly schema: v.GenericSchema<unknown, Value>
  /** Completes the sentence "… must be". */
  readonly allowed: string
  readonly otherwise: Value
}

const variable = <Value>(
  schema: v.GenericSchema<unknown, Value>,
  allowed: string,
  otherwise: Value,
): Variable<Value> => ({ schema, allowed, otherwise })

const PORT = variable(
  v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.maxValue(65_535)),
  'a whole number from 0 to 65535',
  3_000,
)
const HOST = variable(
  v.pipe(v.string(), v.regex(/^[A-Za-z0-9._:%-]{1,253}$/)),
  'a host name or an address to listen on, such as 127.0.0.1 or 0.0.0.0',
  '127.0.0.1',
)
const PUBLIC_URL = variable(
  v.pipe(
    v.string(),
    v.check(isPlainOrigin),
    v.transform((url) => new URL(url).origin),
  ),
  'an http or https address without path, user or query, such as https://adref.example.org',
  null,
)
const DATA_DIR = variable(
  v.pipe(
    v.string(),
    v.check((path) => !path.includes('\0')),
    v.transform((path) => resolve(path)),
  ),
  'the path of a folder',
  resolve('data'),
)
const LOG_LEVEL = variable<LogLevel>(v.picklist(LOG_LEVELS), `one of ${LOG_LEVELS.join(', ')}`, 'info')

const OIDC_ISSUER = variable<string | null>(
  v.pipe(v.string(), v.check(isIssuer)),
  'the https address of an OpenID Connect provider (http on this machine only), without query',
  null,
)
const OIDC_CLIENT_ID = variable<string | null>(
  v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,200}$/)),
  'the name by which the provider of OIDC_ISSUER knows this house; it is needed with OIDC_ISSUER',
  null,
)
const OIDC_CLIENT_SECRET = variable(
  v.pipe(v.string(), v.regex(/^[\x20-\x7e]{0,1000}$/)),
  'the secret that the provider gave out, or empty when it gave none',
  '',
)
const OIDC_NAME = variable<string | null>(
  v.pipe(v.string(), v.maxLength(60)),
  'what people call the provider, in at most 60 signs',
  null,
)

/** Recognized, so that nobody believes the data to be where it is not. */
const NOT_SERVED = {
  DATABASE_URL:
    'empty: this version keeps its data in the embedded database in DATA_DIR and serves no other yet',
  REDIS_URL: 'empty: this version runs as one process and serves no Redis yet',
} as const

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment; an empty variable counts as not set. Throws `ConfigFault` for the first wrong value. */
export function readConfig(environment: Environment): Config {
  for (const [name, allowed] of Object.entries(NOT_SERVED)) {
    if (said(environment, name))
      throw new ConfigFault(name, withoutPassword(said(environment, name)), allowed)
  }
  return {
    port: read(environment, 'PORT', PORT),
    host: read(environment, 'HOST', HOST),
    publicUrl: read<string | null>(environment, 'PUBLIC_URL', PUBLIC_URL),
    dataDir: read(environment, 'DATA_DIR', DATA_DIR),
    logLevel: read(environment, 'LOG_LEVEL', LOG_LEVEL),
    provider: readProvider(environment),
  }
}

function readProvider(environment: Environment): ProviderConfig | null {
  const issuer = read(environment, 'OIDC_ISSUER', OIDC_ISSUER)
  const clientId = read(environment, 'OIDC_CLIENT_ID', OIDC_CLIENT_ID)
  const clientSecret = read(environment, 'OIDC_CLIENT_SECRET', OIDC_CLIENT_SECRET)
  const name = read(environment, 'OIDC_NAME', OIDC_NAME)
  if (issuer === null) return null
  if (clientId === null) throw new ConfigFault('OIDC_CLIENT_ID', '', OIDC_CLIENT_ID.allowed)
  return { issuer, clientId, clientSecret, name: name ?? new URL(issuer).hostname }
}

/**
 * Address that people open, without a slash at the end.
 *
 * @param port the port that is really listened on
 */
export function addressOf(config: Pick<Config, 'publicUrl' | 'host'>, port: number): string {
  if (config.publicUrl) return config.publicUrl
  const everywhere = ['0.0.0.0', '::', '[::]'].includes(config.host)
  const host = everywhere ? '127.0.0.1' : config.host.includes(':') ? `[${config.host}]` : config.host
  return `http://${host}:${port}`
}

function read<Value>(
  environment: Environment,
  name: string,
  { schema, allowed, otherwise }: Variable<Value>,
): Value {
  const text = said(environment, name)
  if (!text) return otherwise
  const parsed = v.safeParse(schema, text)
  if (!parsed.success) throw new ConfigFault(name, isSecret(name) ? '…' : text, allowed)
  return parsed.output
}

const isSecret = (name: string) => name === 'OIDC_CLIENT_SECRET'

function said(environment: Environment, name: string): string {
  return environment[name]?.trim() ?? ''
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, search, hash, username, password } = new URL(text)
  const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isHere)
  return isSafe && !search && !hash && !username && !password
}

function isPlainOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (!['http:', 'https:'].includes(url.protocol)) return false
  return url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password
}

/** The password in a connection string belongs in no log. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//…@')
}
