import { existsSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { cleanName } from '../shared/characters'
import { newId, type LinkId } from '../shared/ids'
import { ROLES, type Role } from '../shared/roles'
import { handOutAddressOf } from './address'
import { checkRecord, isSound, type Report } from './check'
import { ConfigFault, readConfig, type Config, type Environment } from './config'
import { LINK_LIFETIME_MS, NO_SEAT } from './links'
import type { Database } from './store/database'
import { DatabaseTooNew } from './store/migrations'
import { StoreFault } from './store/port'
import { openSqlite, SQLITE_FILE } from './store/sqlite'
import { openStore } from './store/store'
import { newToken, tokenHashOf } from './tokens'

/** Where the commands write: what was asked for, and what went wrong. */
export interface Output {
  print(line: string): void
  complain(line: string): void
}

/** 0: done, all is well. 1: the record or the machine has faults. 2: the question or the configuration is wrong. */
export type ExitCode = 0 | 1 | 2

/** The command line does not say what to do. */
class Misuse extends Error {}

const HELP = `adref <command>: for the operator, also while the server runs. The folder is DATA_DIR.

  link [--role ROLE] [--label TEXT]   print a new single-use sign-in link
                                      ROLE: ${ROLES.join(', ')}; coordinator when not given
  check                               check the whole record: file, schema, chains, every document rebuilt
  backup FILE                         copy the record into a new file and check the copy
  help                                this text

Ends with 0 when all is well, 1 when there are faults, 2 when the command or the configuration is wrong.`

interface Call {
  readonly words: readonly string[]
  readonly environment: Environment
  readonly out: Output
}

const COMMANDS: Readonly<Record<string, (call: Call) => Promise<ExitCode>>> = {
  link,
  check,
  backup,
  help: async ({ out }) => {
    out.print(HELP)
    return 0
  },
}

/**
 * Runs one command.
 *
 * @param args the command and what follows it
 */
export async function runCli(
  args: readonly string[],
  environment: Environment,
  out: Output,
): Promise<ExitCode> {
  const [name = '', ...words] = args
  try {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (!command) throw new Misuse(name ? `there is no command "${name}"` : 'a command is missing')
    return await command({ words, environment, out })
  } catch (fault) {
    return explain(fault, out)
  }
}

/** Only bugs go further. */
function explain(fault: unknown, out: Output): ExitCode {
  if (fault instanceof Misuse) out.complain(`adref: ${fault.message}\n\n${HELP}`)
  else if (fault instanceof ConfigFault || fault instanceof DatabaseTooNew)
    out.complain(`adref: ${fault.message}`)
  else if (fault instanceof StoreFault) {
    const cause = fault.cause instanceof Error ? `: ${fault.cause.message}` : ''
    out.complain(`adref: ${fault.message}${cause}`)
    return 1
  } else throw fault
  return 2
}

async function link({ words, environment, out }: Call): Promise<ExitCode> {
  const config = readConfig(environment)
  const { role, label } = linkTerms(words)
  if (config.port === 0 && !config.publicUrl) {
    throw new ConfigFault('PORT', '0', 'the port of the running server, so that the link leads there')
  }
  needRecord(config)
  const store = await openStore(config)
  try {
    const token = newToken()
    const createdAt = Date.now()
    await store.accounts.addLink({
      linkId: newId<LinkId>(),
      tokenHash: tokenHashOf(token),
      ...{ role, label, createdAt, expiresAt: createdAt + LINK_LIFETIME_MS },
      ...NO_SEAT,
      ...{ onlyDocumentId: null, createdBy: null, usedAt: null, usedBy: null, revokedAt: null },
    })
    out.print(`${handOutAddressOf(config, config.port)}/join#${token}`)
    return 0
  } finally {
    await store.close()
  }
}

function linkTerms(words: readonly string[]): { role: Role; label: string } {
  const { values } = parsed(words, { role: { type: 'string' }, label: { type: 'string' } }, 0)
  const asked = values.role ?? 'coordinator'
  const role = ROLES.find((known) => known === asked)
  if (!role) throw new Misuse(`there is no role "${asked}"`)
  return { role, label: cleanName((values.label ?? '').slice(0, 200)) }
}

async function check({ words, environment, out }: Call): Promise<ExitCode> {
  parsed(words, {}, 0)
  const database = await openRecord(readConfig(environment))
  try {
    return await checkAndPrint(database, out)
  } finally {
    await database.close()
  }
}

async function backup({ words, environment, out }: Call): Promise<ExitCode> {
  const [name = ''] = parsed(words, {}, 1).positionals
  const config = readConfig(environment)
  const file = resolve(name)
  if (existsSync(file)) throw new Misuse(`${file} exists already; nothing was overwritten`)
  const database = await openRecord(config)
  try {
    await database.backup(file)
  } finally {
    await database.close()
  }
  const copy = await openSqlite(file, 'read')
  try {
    const code = await checkAndPrint(copy, out)
    if (code === 0) out.print(`copied to ${file}`)
    else out.complain(`adref: ${file} was written, but is no good copy`)
    return code
  } finally {
    await copy.close()
  }
}

/** Opens what is there as it is; looking at a record neither makes nor migrates one. */
async function openRecord(config: Config): Promise<Database> {
  return openSqlite(needRecord(config), 'there')
}

/** The file of the record. A command that made an empty one would speak of it as of the one that the server writes. */
function needRecord({ dataDir }: Config): string {
  const file = join(dataDir, SQLITE_FILE)
  if (!existsSync(file)) throw new ConfigFault('DATA_DIR', dataDir, `a folder that holds ${SQLITE_FILE}`)
  return file
}

async function checkAndPrint(database: Database, out: Output): Promise<ExitCode> {
  const report = await checkRecord(database)
  if (report.schema.unknown.length > 0) throw new DatabaseTooNew(report.schema.unknown)
  for (const line of linesOf(report)) out.print(line)
  return isSound(report) ? 0 : 1
}

function linesOf({ schema, file, streams }: Report): string[] {
  const width = Math.max(6, ...streams.map((stream) => stream.stream.length))
  const row = (a: string, b: string, c: string): string => `${a.padEnd(width)}  ${b.padStart(8)}  ${c}`
  return [
    `schema ${schema.version ?? 'none'}`,
    ...schema.missing.map((name) => `schema ${name} is missing: start the server once`),
    ...(file.length > 0 ? file.map((fault) => `file: ${fault}`) : ['file ok']),
    row('stream', 'entries', 'state'),
    ...streams.map(({ stream, entries, fault }) =>
      row(stream, String(entries), fault ? `row ${fault.seq}: ${fault.what}` : 'ok'),
    ),
  ]
}

type Options = Readonly<Record<string, { readonly type: 'string' }>>

/** Reads what follows a command; anything that is too much or too little is misuse. */
function parsed(
  words: readonly string[],
  options: Options,
  count: number,
): { values: Record<string, string | undefined>; positionals: string[] } {
  const { values, positionals } = parsedOrMisused(words, options)
  if (positionals.length > count) throw new Misuse(`"${positionals[count]}" is one word too many`)
  if (positionals.length < count) throw new Misuse('a file is missing')
  return { values, positionals }
}

function parsedOrMisused(words: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
  } catch (fault) {
    throw new Misuse(fault instanceof Error ? fault.message : String(fault))
  }
}

function isTheProgram(): boolean {
  const started = process.argv[1]
  return started !== undefined && import.meta.url === pathToFileURL(realpathSync(started)).href
}

if (isTheProgram()) {
  const out: Output = {
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  }
  process.exitCode = await runCli(process.argv.slice(2), process.env, out)
}
