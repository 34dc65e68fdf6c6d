// npm run fuzz <name> [runs] [seed]: a long random search; prints its seed so that a finding can be repeated.
import { readdirSync } from 'node:fs'
import { ensurePackages, runTool } from './house.mjs'

const DEFAULT_RUNS = { binding: 20_000, gate: 50_000, gavel: 5_000, heal: 50_000 }

await ensurePackages()
const [name, runs = DEFAULT_RUNS[name], seed] = process.argv.slice(2)
const files = readdirSync('tests/fuzz').filter((file) => file.endsWith('.test.ts'))
const names = files.map((file) => file.replace(/\.test\.ts$/, ''))
const chosen = files.filter((file) => name && file.startsWith(name))
if (chosen.length === 0 || !Number.isInteger(Number(runs)) || Number(runs) < 1) {
  console.log(`npm run fuzz <name> [runs] [seed], where <name> begins one of: ${names.join(' ')}`)
  process.exitCode = 2
} else {
  const env = { ...process.env, FUZZ_RUNS: String(runs), ...(seed ? { FUZZ_SEED: seed } : {}) }
  const paths = chosen.map((file) => `tests/fuzz/${file}`)
  process.exitCode = await runTool('vitest/vitest.mjs', ['run', '--project', 'fuzz', ...paths], { env })
}
