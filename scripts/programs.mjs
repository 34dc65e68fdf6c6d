// Programs of the system that the tests need. No dependencies.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { say } from './house.mjs'

/** The build without a window does the same with a fifth less work. */
const CHROMIUM_NAMES = [
  'chromium-headless-shell',
  ...['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
]
const APT_LIMIT_MS = 10 * 60_000

/** First of these programs on the PATH, or null. */
export function which(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  return places.find(isProgram) ?? null
}

/**
 * A Chromium to test with: CHROMIUM_PATH, the PATH, the one that Playwright keeps, else the system's package.
 *
 * @returns its path, or null when there is none and none can be installed
 */
export async function findChromium() {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH) return existsSync(CHROMIUM_PATH) ? CHROMIUM_PATH : null
  const found = which(...CHROMIUM_NAMES) ?? (await playwrightsOwn())
  if (found) return found
  for (const name of ['chromium-headless-shell', 'chromium'])
    if (installWithApt(name, 'fonts-noto-core')) return which(name)
  return null
}

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test')
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null
}

function installWithApt(...packages) {
  const asRoot = rootPrefix()
  if (!which('apt-get') || !asRoot) return false
  say(`installing ${packages.join(', ')} with apt-get`)
  const apt = (...args) => {
    const command = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-y', ...args]
    return spawnSync(command[0], command.slice(1), { encoding: 'utf8', timeout: APT_LIMIT_MS })
  }
  apt('update')
  const installed = apt('install', '--no-install-recommends', ...packages)
  if (installed.status !== 0) console.error(installed.stderr)
  return installed.status === 0
}

/** Words to put before a command that needs root, or null when we cannot be root. */
function rootPrefix() {
  if (process.getuid?.() === 0) return []
  if (!which('sudo')) return null
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : null
}

function isProgram(place) {
  try {
    accessSync(place, constants.X_OK)
    return statSync(place).isFile()
  } catch {
    return false
  }
}
