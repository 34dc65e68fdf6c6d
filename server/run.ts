import { createApp, type App } from './app'
import { ConfigFault, readConfig } from './config'
import { makeFolder } from './store/folder'
import { FolderTaken, holdFolder } from './store/folder-lock'

/** Exit codes: a wrong setting is 2, everything else that keeps the server from running is 1. */
const EXIT = { fault: 1, wrongSetting: 2 } as const

/** Runs the server in this process until it is told to stop. */
export async function run({ isDevelopment = false } = {}): Promise<void> {
  await untilStopped(async () => {
    const config = readConfig(process.env)
    makeDataFolder(config.dataDir)
    const release = await holdFolder(config.dataDir)
    const app = await createApp(config, { isDevelopment })
    say(app)
    return { close: () => app.close().finally(release) }
  })
}

/** Starts something in this process and closes it when the process is told to stop; says what keeps it from running. */
export async function untilStopped(start: () => Promise<Pick<App, 'close'>>): Promise<void> {
  // whoever reads what is said may have gone, or its disk may be full: no reason to stop
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
  const closeWhenTold = listenForSignals()
  try {
    closeWhenTold(await start())
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = error instanceof ConfigFault ? EXIT.wrongSetting : EXIT.fault
  }
}

/** Throws `ConfigFault` when the folder of the record is not there and cannot be made. */
function makeDataFolder(path: string): void {
  try {
    makeFolder(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigFault('DATA_DIR', path, `a folder, or a place where one can be made (${reason})`)
  }
}

function say({ url, firstRunLink }: App): void {
  const first = firstRunLink
    ? `\n  Nobody has signed in yet. Open this link within 24 hours to become the coordinator; it works once:\n  ${firstRunLink}\n`
    : ''
  process.stdout.write(`\n  Adref is running at ${url}\n${first}\n`)
}

/**
 * The first signal closes in order and lets the process end by itself, also when it comes before there is anything to
 * close; a second one ends it at once.
 */
function listenForSignals(): (app: Pick<App, 'close'>) => void {
  let isTold = false
  let running: Pick<App, 'close'> | null = null
  const close = () => {
    running?.close().catch((error: unknown) => {
      process.stderr.write(`${explain(error)}\n`)
      process.exitCode = EXIT.fault
    })
  }
  const onSignal = () => {
    if (isTold) process.exit(EXIT.fault)
    isTold = true
    close()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return (app) => {
    running = app
    if (isTold) close()
  }
}

/** What Node says of a port or an address that it could not have. */
type ListenFault = NodeJS.ErrnoException & { readonly port?: number; readonly address?: string }

function explain(error: unknown): string {
  if (error instanceof ConfigFault) return error.message
  if (error instanceof FolderTaken) return `Adref cannot run: ${error.message}.`
  if (!(error instanceof Error)) return String(error)
  const { code, port, address } = error as ListenFault
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program: set PORT to another one.`
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${address}: set HOST to one that it has.`
  if (code === 'EACCES' && port) return `This user may not listen on port ${port}: set PORT to another one.`
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `Adref cannot run: ${error.message}${cause}`
}
