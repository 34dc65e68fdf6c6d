import { build } from 'esbuild'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentId } from '../../shared/ids'

/** What a benchmark may ask its server. */
export type Question =
  | { readonly ask: 'make'; readonly text: readonly string[] }
  | { readonly ask: 'import'; readonly update: string }
  | { readonly ask: 'issue'; readonly documentId: DocumentId; readonly people: readonly string[] }
  | { readonly ask: 'open'; readonly documentId: DocumentId }
  | { readonly ask: 'cpu' }
  | { readonly ask: 'usage' }
  | { readonly ask: 'stop' }

/** What a server process has used so far. */
export interface Usage {
  readonly cpuMs: number
  readonly heapBytes: number
  readonly rssBytes: number
}

/** Ours, or a plain y-websocket server: the same machine at the same time, so that the two can be compared. */
export type Program = 'sync-server' | 'peer-server'

/** Shorter windows and smaller crowds, to see whether a benchmark runs at all. */
export const IS_QUICK = process.env.BENCH_QUICK === '1'

const hasTaskset = (() => {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** A server on the first core; this process, which makes the load, goes to the second. */
export class ServerChild {
  readonly url: string
  readonly dataDir: string
  readonly #child: ChildProcess
  readonly #asked = new Map<number, { resolve: (value: unknown) => void; reject: (fault: Error) => void }>()
  #next = 1

  private constructor(child: ChildProcess, url: string, dataDir: string) {
    this.#child = child
    this.url = url
    this.dataDir = dataDir
    child.on('message', ({ id, value, fault }: { id: number; value?: unknown; fault?: string }) => {
      const asked = this.#asked.get(id)
      this.#asked.delete(id)
      if (fault === undefined) asked?.resolve(value)
      else asked?.reject(new Error(fault))
    })
    child.on('exit', () => {
      for (const { resolve } of this.#asked.values()) resolve(null)
    })
  }

  /** Starts a server. @param dataDir a folder to go on with; without it a fresh one */
  static async start(program: Program = 'sync-server', dataDir?: string): Promise<ServerChild> {
    const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'adref-bench-')))
    pin(process.pid, 1)
    const child = spawn(process.execPath, ['--expose-gc', ...profiling(), await bundle(program)], {
      env: { ...process.env, DATA_DIR: folder, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    if (child.pid) pin(child.pid, 0)
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', ({ value }: { value: string }) => resolve(value))
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    })
    return new ServerChild(child, url, folder)
  }

  make(text: readonly string[]): Promise<DocumentId> {
    return this.#ask<DocumentId>({ ask: 'make', text })
  }

  /** Makes a document of one update. */
  import(update: Uint8Array): Promise<DocumentId> {
    return this.#ask<DocumentId>({ ask: 'import', update: Buffer.from(update).toString('base64') })
  }

  /** A clientID per person. */
  issue(documentId: DocumentId, people: readonly string[]): Promise<number[]> {
    return this.#ask<number[]>({ ask: 'issue', documentId, people })
  }

  open(documentId: DocumentId): Promise<number> {
    return this.#ask<number>({ ask: 'open', documentId })
  }

  /** Processor time used so far, in milliseconds. */
  cpuMs(): Promise<number> {
    return this.#ask<number>({ ask: 'cpu' })
  }

  /** Processor time and memory, after collecting garbage. */
  usage(): Promise<Usage> {
    return this.#ask<Usage>({ ask: 'usage' })
  }

  /** Ends it as an operator does. */
  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    void this.#ask({ ask: 'stop' })
    await ended
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    this.#child.kill('SIGKILL')
    await ended
  }

  /** Ends it and removes its data. */
  async close(): Promise<void> {
    await this.stop()
    await rm(this.dataDir, { recursive: true, force: true })
  }

  #ask<Answer>(question: Question): Promise<Answer> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve: (value) => resolve(value as Answer), reject })
      this.#child.send({ id, question })
    })
  }
}

/** `BENCH_PROFILE` names a folder for processor profiles of the servers. */
function profiling(): string[] {
  const folder = process.env.BENCH_PROFILE
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : []
}

/** The server as it would be built, so that no loader of sources stands in its way. */
async function bundle(program: Program): Promise<string> {
  const outfile = `dist/bench/${program}.js`
  await build({
    entryPoints: [`bench/support/${program}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  return outfile
}

function pin(pid: number, core: number): void {
  if (!hasTaskset) return
  try {
    execFileSync('taskset', ['-a', '-cp', String(core), String(pid)], { stdio: 'ignore' })
  } catch {
    // A machine with one core: everything shares it.
  }
}
