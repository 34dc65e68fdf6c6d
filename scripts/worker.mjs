// Builds the service worker of a built client and writes into it which files belong to the build.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** Stored when a page uses them: nobody needs the fonts of every script. */
const LATER = /\.woff2$/
/** Small files beside the hashed ones that every page asks for. */
const BESIDE = ['/icon.svg', '/look.js']

export async function buildWorker(folder) {
  const { build } = await import('esbuild')
  const assets = readdirSync(path.join(folder, 'assets'))
    .filter((name) => /\.(js|css|woff2)$/.test(name))
    .map((name) => `/assets/${name}`)
    .sort()
  const index = readFileSync(path.join(folder, 'index.html'))
  const known = {
    version: createHash('sha256').update(index).update(assets.join('\n')).digest('hex').slice(0, 16),
    now: ['/', ...BESIDE, ...assets.filter((name) => !LATER.test(name))],
    later: assets.filter((name) => LATER.test(name)),
  }
  await build({
    entryPoints: ['client/worker/worker.ts'],
    outfile: path.join(folder, 'worker.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { BUILD: JSON.stringify(known) },
    logLevel: 'warning',
  })
}
