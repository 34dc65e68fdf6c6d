// npm run bench [name...]: three rounds of each benchmark, every round in a fresh process; medians as table and JSON.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { ensurePackages, run, say } from './house.mjs'

const ROUNDS = 3
const ROUND = path.join('scripts', 'bench-round.mjs')

const names = readdirSync('bench')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.basename(file, '.ts'))

function medianOf(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

function holdOf({ atMost, atLeast }) {
  if (atMost !== undefined) return `≤ ${atMost}`
  return atLeast === undefined ? '' : `≥ ${atLeast}`
}

function isHeld({ median, atMost = Infinity, atLeast = -Infinity }) {
  return median <= atMost && median >= atLeast
}

async function runRound(name, folder) {
  const file = path.join(folder, 'round.json')
  const code = await run(process.execPath, ['--expose-gc', '--import', 'tsx', ROUND, name, file])
  if (code !== 0) throw new Error(`${name} failed`)
  return JSON.parse(readFileSync(file, 'utf8'))
}

async function runBenchmark(name, folder) {
  const rounds = []
  for (let i = 1; i <= ROUNDS; i++) {
    say(`${name}: round ${i} of ${ROUNDS}`)
    rounds.push(await runRound(name, folder))
  }
  return rounds[0].figures.map((figure, i) => {
    const values = rounds.map(({ figures }) => figures[i].value)
    return { bench: name, ...figure, values, median: medianOf(values) }
  })
}

function print(figures) {
  const rows = figures.map((figure) => ({
    bench: figure.bench,
    what: figure.what,
    median: Number(figure.median.toPrecision(4)),
    unit: figure.unit,
    hold: holdOf(figure),
    held: holdOf(figure) ? (isHeld(figure) ? 'yes' : 'NO') : '',
  }))
  console.table(rows)
}

function save(figures) {
  mkdirSync('bench-results', { recursive: true })
  const at = new Date().toISOString()
  const machine = { node: process.version, cores: availableParallelism(), processor: cpus()[0]?.model ?? '' }
  const file = path.join('bench-results', `${at.replaceAll(':', '-')}.json`)
  writeFileSync(file, `${JSON.stringify({ at, machine, rounds: ROUNDS, figures }, null, 2)}\n`)
  say(`written to ${file}`)
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !names.includes(name))
if (wanted.length === 0 || unknown.length > 0) {
  console.log(`npm run bench <name...>, where <name> is one of: ${names.join(' ')}`)
  process.exitCode = unknown.length > 0 ? 2 : 0
} else {
  await ensurePackages()
  const folder = mkdtempSync(path.join(tmpdir(), 'adref-bench-'))
  const figures = []
  for (const name of wanted) figures.push(...(await runBenchmark(name, folder)))
  rmSync(folder, { recursive: true, force: true })
  print(figures)
  save(figures)
  process.exitCode = figures.every(isHeld) ? 0 : 1
}
