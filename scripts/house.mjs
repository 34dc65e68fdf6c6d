// What the scripts share. No dependencies: it runs before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The folder of the project; every script works from there. */
export const root = path.resolve(import.meta.dirname, '..')
process.chdir(root)

/** Tells what goes on before the server speaks. */
export function say(text) {
  console.log(`[adref] ${text}`)
}

/** Ends the script with a reason that a person can act upon. */
export function giveUp(reason) {
  console.error(`[adref] ${reason}`)
  process.exit(1)
}

/**
 * Runs a program with the terminal's own output.
 *
 * @returns exit code; 1 when a signal ended it or it could not be started
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options })
    child.on('error', () => resolve(1))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** Runs a JavaScript file of an installed package with this Node. */
export function runTool(file, args, options) {
  return run(process.execPath, [path.join('node_modules', file), ...args], options)
}

/** Seconds since a `performance.now()`, as people read them. */
export function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}

/** Ends the script when Node is too old to run the server. */
export function needNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  giveUp(`Node 20.19 or newer is needed; this is ${process.versions.node}.`)
}

/** Installs what package-lock.json names, when it is not installed already. */
export async function ensurePackages() {
  needNode()
  if (arePackagesInstalled()) return
  say('installing packages (npm ci)')
  const start = performance.now()
  const args = ['ci', '--include=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const code = npm?.endsWith('.js') ? await run(process.execPath, [npm, ...args]) : await run('npm', args)
  if (code !== 0) giveUp('npm ci failed; its own message is above.')
  say(`packages installed in ${secondsSince(start)}`)
}

/** npm leaves a lock file of what it really installed: equal to ours means there is nothing to do. */
function arePackagesInstalled() {
  const installed = 'node_modules/.package-lock.json'
  if (!existsSync(installed)) return false
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages
  const want = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  return Object.entries(want).every(
    ([place, { version, integrity, optional }]) =>
      place === '' ||
      (have[place] ? have[place].version === version && have[place].integrity === integrity : optional),
  )
}
