import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createApp, type App } from './app'
import { ConfigFault, readConfig, type Environment } from './config'
import { furnish, type Invitations } from './furnishing'
import { makeFolder } from './store/folder'
import { holdFolder } from './store/folder-lock'

/** A running server with the example negotiation in it. */
export interface Demonstration {
  readonly url: string
  /** Absolute path of the folder of the record. */
  readonly dataDir: string
  /** Whether the folder goes away when the demonstration closes. */
  readonly isTemporary: boolean
  readonly invitations: Invitations
  close(): Promise<void>
}

/**
 * Starts a server of its own and furnishes it. Every demonstration begins anew, in a folder that holds nothing else:
 * a temporary one or, when `DATA_DIR` names one, that. Throws `ConfigFault` when there is something in it already.
 */
export async function openDemonstration(environment: Environment): Promise<Demonstration> {
  const said = environment.DATA_DIR?.trim()
  const dataDir = said ? emptyFolder(resolve(said)) : await mkdtemp(join(tmpdir(), 'adref-demo-'))
  const isTemporary = !said
  const sweep = async () => {
    if (isTemporary) await rm(dataDir, { recursive: true, force: true })
  }
  try {
    return await open({ ...withDefaults(environment), DATA_DIR: dataDir }, { dataDir, isTemporary, sweep })
  } catch (error) {
    await sweep()
    throw error
  }
}

/** What the terminal says when the demonstration is ready. */
export function introduce({ url, dataDir, isTemporary, invitations }: Demonstration): string {
  const { chair, mechanism, secretariat, observer } = invitations
  const folder = isTemporary
    ? `${dataDir}, and goes away when it stops`
    : `${dataDir}; to go on with it later: DATA_DIR=${dataDir} npm start`
  return `
  The demonstration of Adref is running at ${url}
  Its record is in ${folder}.

  It is the evening of the first day of an invented meeting. The text has had its first reading:
  30 of 48 provisions are agreed ad referendum, the others stand in brackets or open.

  Four links, each for one person and good once. Open them in browsers or private windows of their own.

  The chair, who types and brings down the gavel:
  ${chair}

  A mechanism that works in Arabic (the seat of the Oasis Consultation on Migration, types):
  ${mechanism}

  A secretariat, which types for its chair (Savanna Mobility Dialogue):
  ${secretariat}

  An observer, who reads:
  ${observer}

`
}

interface Place {
  readonly dataDir: string
  readonly isTemporary: boolean
  readonly sweep: () => Promise<void>
}

async function open(
  environment: Environment,
  { dataDir, isTemporary, sweep }: Place,
): Promise<Demonstration> {
  const release = await holdFolder(dataDir)
  let app: App | null = null
  const stop = async () => {
    await app?.close()
    release()
  }
  try {
    app = await createApp(readConfig(environment))
    const close = () => stop().then(sweep)
    return { url: app.url, dataDir, isTemporary, invitations: await furnish(app), close }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Any free port, beside a server that runs for a real meeting; and a host name of its own, because browsers keep one
 * cookie for all ports of a host: whoever is signed in there stays so.
 */
function withDefaults(environment: Environment): Environment {
  const otherwise = { PORT: '0', HOST: 'localhost', LOG_LEVEL: 'warn' }
  const said = Object.entries(environment).filter(([, value]) => value?.trim())
  return { ...otherwise, ...Object.fromEntries(said) }
}

/** A record that is there already is nothing to play with. */
function emptyFolder(path: string): string {
  const isTaken = existsSync(path) && readdirSync(path).length > 0
  if (isTaken) {
    const allowed = `an empty folder: a demonstration begins anew; to go on with one, use DATA_DIR=${path} npm start`
    throw new ConfigFault('DATA_DIR', path, allowed)
  }
  makeFolder(path)
  return path
}
