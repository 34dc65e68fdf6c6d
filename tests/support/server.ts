import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '../../server/app'
import { readConfig, type Environment } from '../../server/config'
import { Caller } from './typist'

/** A real server in this process, on a free port of the loopback. */
export interface TestServer {
  readonly app: App
  /** Address without a slash at the end. */
  readonly url: string
  readonly dataDir: string
  /** Redeems the first-run link. Once per data folder. */
  signInFirst(name?: string): Promise<Caller>
  /** Closes the server; the data folder stays when it was given. */
  close(): Promise<void>
}

export interface ServerOptions {
  readonly dataDir?: string
  readonly environment?: Environment
  /** The server's clock, in milliseconds since 1970; the system's when left out. */
  readonly now?: () => number
}

/**
 * Starts a server with nothing but what it promises: a data folder and a port.
 *
 * @param dataDir a folder to go on with; without it a fresh one, which goes away with the server
 */
export async function startServer({
  dataDir,
  environment = {},
  now,
}: ServerOptions = {}): Promise<TestServer> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'adref-test-')))
  const app = await createApp(
    readConfig({ PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent', DATA_DIR: folder, ...environment }),
    now ? { now } : {},
  )
  return {
    app,
    url: app.url,
    dataDir: folder,
    signInFirst: (name = 'Coordinator') => Caller.signIn(app.url, tokenOf(app.firstRunLink), name),
    async close() {
      await app.close()
      if (dataDir === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The secret of a sign-in link. */
export function tokenOf(link: string | null): string {
  const token = link?.split('#')[1]
  if (!token) throw new Error(`no sign-in link: ${link}`)
  return token
}
