// Builds the client and the server when their sources changed. `node scripts/build.mjs` does just that.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { compressFolder } from './compress.mjs'
import { giveUp, run, say, secondsSince } from './house.mjs'
import { buildWorker } from './worker.mjs'

const STAMP = 'dist/.stamp'
const LOCK = 'dist/.building'
/** No build takes longer, on the slowest machine. */
const LONGEST_BUILD_MS = 10 * 60_000
/** A lock is made and signed in two steps. */
const MAKING_LOCK_MS = 5_000
const SOURCES = [
  'client',
  'server',
  'shared',
  'scripts/build.mjs',
  'scripts/compress.mjs',
  'scripts/worker.mjs',
  'vite.config.ts',
  'package-lock.json',
]

/** Builds what is out of date; a second call finds nothing to do. Several processes may call at once. */
export async function ensureBuild() {
  while (!isBuilt()) {
    if (await takeLock()) {
      await buildUnderLock()
      return
    }
  }
}

async function buildUnderLock() {
  const start = performance.now()
  const sources = hashOfSources()
  say('building')
  try {
    rmSync(STAMP, { force: true })
    const code = await run(process.execPath, [path.join('scripts', 'build.mjs'), '--now'])
    if (code !== 0) throw new Error('The build failed; its own message is above.')
    writeFileSync(STAMP, sources)
  } catch (fault) {
    rmSync(LOCK, { force: true })
    giveUp(fault.message)
  }
  rmSync(LOCK, { force: true })
  say(`built in ${secondsSince(start)}`)
}

function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashOfSources()
}

function hashOfSources() {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap(filesIn)) hash.update(`${file}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

function filesIn(place) {
  if (!existsSync(place)) return []
  const found = path.extname(place)
    ? [place]
    : readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
  return found.sort()
}

/** One build at a time. False means that another one has ended meanwhile, so look again. */
async function takeLock() {
  try {
    mkdirSync('dist', { recursive: true })
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
    return true
  } catch (fault) {
    if (fault.code !== 'EEXIST') giveUp(`${path.resolve('dist')} cannot be written: ${fault.message}`)
    await whileBuilding()
    return false
  }
}

async function whileBuilding() {
  let hasSaid = false
  while (existsSync(LOCK)) {
    if (isLeftBehind()) rmSync(LOCK, { force: true })
    else if (!hasSaid) say('waiting for another build')
    hasSaid = true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Whether the builder has ended without taking its lock away: it is gone, or its number is another program's by now. */
function isLeftBehind() {
  try {
    const age = Date.now() - statSync(LOCK).mtimeMs
    const builder = Number(readFileSync(LOCK, 'utf8'))
    return age > LONGEST_BUILD_MS || (builder > 0 ? !isAlive(builder) : age > MAKING_LOCK_MS)
  } catch {
    return false
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    return fault.code === 'EPERM'
  }
}

async function buildClient() {
  // a build is for use, whoever asks for it: test runners set another value, and code for production falls out then
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  await build({ logLevel: 'warn' })
  await buildWorker('dist/client')
  compressFolder('dist/client')
}

async function buildServer() {
  const { build } = await import('esbuild')
  rmSync('dist/server', { recursive: true, force: true })
  await build({
    entryPoints: ['server/main.ts', 'server/cli.ts', 'server/demo.ts'],
    outdir: 'dist/server',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--now')) await Promise.all([buildClient(), buildServer()])
  else await ensureBuild()
}
