import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { build } from 'esbuild'

const BUNDLE = 'dist/test-server/main.js'

/** A native module, the tool that builds pages, and what is loaded when it is asked for only. */
const NOT_BUNDLED = ['@photostructure/sqlite', 'vite', '@simplewebauthn/server', 'openid-client']

/** What packages written for `require` take for granted. */
const FOR_REQUIRE = `import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);`

/** Bundles the server with its packages once, so that a child starts in a fraction of a second. */
export async function bundleServer(): Promise<void> {
  await build({
    entryPoints: ['server/main.ts'],
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: NOT_BUNDLED,
    banner: { js: FOR_REQUIRE },
    minifyWhitespace: true,
    logLevel: 'error',
  })
}

/** A real server in a process of its own, which a test may kill at any moment and start again on the same data. */
export class ChildServer {
  readonly url: string
  /** Folder of its data. */
  readonly dataDir: string
  readonly #port: number
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | null = null
  #said = ''

  private constructor(port: number, dataDir: string, environment: Readonly<Record<string, string>>) {
    this.#port = port
    this.dataDir = dataDir
    this.#environment = environment
    this.url = `http://127.0.0.1:${port}`
  }

  /** Starts a server on a free port of the loopback. `bundleServer` must have run. */
  static async on(dataDir: string, environment: Readonly<Record<string, string>> = {}): Promise<ChildServer> {
    const server = new ChildServer(await freePort(), dataDir, environment)
    await server.start()
    return server
  }

  /** Everything that the process has written since its start: its log. */
  get said(): string {
    return this.#said
  }

  /** Whether the process lives. */
  get isAlive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Number of the process; throws before the first start. */
  get pid(): number {
    const pid = this.#child?.pid
    if (pid === undefined) throw new Error('the server was never started')
    return pid
  }

  /** The single-use link printed at the first start. */
  get firstRunToken(): string {
    const token = /\/join#([A-Za-z0-9_-]{43})/.exec(this.#said)?.[1]
    if (!token) throw new Error(`no first-run link in: ${this.#said}`)
    return token
  }

  /** Starts the process and resolves when it is ready and has said so. */
  async start(): Promise<void> {
    const environment = { HOST: '127.0.0.1', PORT: String(this.#port), DATA_DIR: this.dataDir }
    const child = spawn(process.execPath, [BUNDLE], {
      env: {
        ...process.env,
        ...environment,
        PUBLIC_URL: this.url,
        LOG_LEVEL: 'warn',
        NODE_ENV: 'production',
        ...this.#environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#said = ''
    const keep = (chunk: Buffer) => (this.#said += chunk.toString())
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    while (!(await this.#isReady()) || !this.#said.includes('Adref is running')) {
      if (child.exitCode !== null) throw new Error(`the server ended at its start: ${this.#said}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** Ends the process as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Stops the process where it stands: sockets stay open, nothing is answered. */
  pause(): void {
    this.#child?.kill('SIGSTOP')
  }

  /** Lets a paused process go on. */
  resume(): void {
    this.#child?.kill('SIGCONT')
  }

  /** Ends the process as an operator does. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok
    } catch {
      return false
    }
  }
}

/** A port of the loopback that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  if (typeof address !== 'object' || address === null) throw new Error('a listening probe has a port')
  probe.close()
  await once(probe, 'close')
  return address.port
}
