// One round of one benchmark, in a process of its own: bench-round.mjs <name> <result file>.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** A round that takes longer than this hangs, in milliseconds; its servers end with it. */
const LIMIT_MS = 480_000

const [name, file] = process.argv.slice(2)
setTimeout(() => {
  console.error(`bench ${name} did not end within ${LIMIT_MS / 1_000} s`)
  process.exit(1)
}, LIMIT_MS).unref()
const benchmark = await import(pathToFileURL(path.resolve('bench', `${name}.ts`)).href)
const figures = await benchmark.run()
if (!Array.isArray(figures))
  throw new Error(`bench/${name}.ts must give figures, see bench/support/figure.ts`)
writeFileSync(file, JSON.stringify({ name: benchmark.name, figures }))
