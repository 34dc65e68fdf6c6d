// npm test [step...] [filter...]: everything that the project calls passing; ends with "N passed, N failed".
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureBuild } from './build.mjs'
import { CHECKS, runCheck } from './checks.mjs'
import { ensurePackages, runTool, say, secondsSince } from './house.mjs'
import { findChromium } from './programs.mjs'

/** What measures no time, the longest first: two at once share the machine. */
const TOGETHER = ['code', 'fuzz', 'components', 'unit', 'contract', 'types', 'format', 'styles']
const PROJECTS = ['unit', 'contract', 'integration', 'hostile', 'fuzz']
const STEPS = [...CHECKS.map(({ name }) => name), ...PROJECTS, 'e2e']
const NOTHING = { passed: 0, failed: 0, skipped: 0 }

/** Without step names every step runs; other words are handed on to Vitest and Playwright as filters. */
function readArguments(words) {
  const steps = words.filter((word) => STEPS.includes(word))
  return {
    steps: steps.length > 0 ? STEPS.filter((step) => steps.includes(step)) : STEPS,
    filters: words.filter((word) => !STEPS.includes(word)),
  }
}

/** A report that the tool wrote, or null when it ended before it could. */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** A run that ended badly without a failed test (a file that does not load, a stray fault) counts as one failure. */
function countRun({ passed, failed, skipped }, code) {
  return { passed, skipped, failed: code !== 0 && failed === 0 ? 1 : failed }
}

async function runProject(project, filters, folder) {
  const file = path.join(folder, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const args = ['run', '--project', project, '--passWithNoTests', ...reporters, ...filters]
  const code = await runTool('vitest/vitest.mjs', args)
  const report = readReport(file)
  if (!report) return countRun(NOTHING, code)
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report
  const counted = {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles,
    skipped: numPendingTests + numTodoTests,
  }
  return countRun(counted, code)
}

async function runBrowsers(filters, folder) {
  const chromium = await findChromium()
  if (!chromium) {
    say('no Chromium was found or could be installed: install one, or set CHROMIUM_PATH to its path')
    return { ...NOTHING, failed: 1 }
  }
  await ensureBuild()
  const file = path.join(folder, 'e2e.json')
  const env = { ...process.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: file }
  const args = ['test', '--reporter=list,json', '--pass-with-no-tests', ...filters]
  const code = await runTool('@playwright/test/cli.js', args, { env })
  const stats = readReport(file)?.stats
  if (!stats) return countRun(NOTHING, code)
  const { expected, flaky, unexpected, skipped } = stats
  return { ...countRun({ passed: expected + flaky, failed: unexpected, skipped }, code), again: flaky }
}

async function runStep(step, filters, folder) {
  const check = CHECKS.find(({ name }) => name === step)
  if (check) return (await runCheck(check)) ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 }
  return step === 'e2e' ? runBrowsers(filters, folder) : runProject(step, filters, folder)
}

function summaryOf(results) {
  return results.map(
    ({ step, passed, failed, skipped, again = 0, time }) =>
      `  ${step.padEnd(12)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed` +
      `${skipped > 0 ? ` ${skipped} skipped` : ''}${again > 0 ? ` ${again} at the second try` : ''}  ${time}`,
  )
}

/** Runs steps in as many lanes; each lane takes the next step when it has ended one. */
async function runInLanes(lanes, steps, filters, folder) {
  const waiting = [...steps]
  const results = []
  const runLane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const start = performance.now()
      const counted = await runStep(step, filters, folder)
      results.push({ step, ...counted, time: secondsSince(start) })
    }
  }
  await Promise.all(Array.from({ length: lanes }, runLane))
  return results.sort((a, b) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step))
}

await ensurePackages()
const { steps, filters } = readArguments(process.argv.slice(2))
const folder = mkdtempSync(path.join(tmpdir(), 'adref-test-'))
const together = TOGETHER.filter((step) => steps.includes(step))
const alone = steps.filter((step) => !TOGETHER.includes(step))
// Servers and browsers have the machine to themselves.
const results = [
  ...(await runInLanes(2, together, filters, folder)),
  ...(await runInLanes(1, alone, filters, folder)),
]
rmSync(folder, { recursive: true, force: true })
const sum = (key) => results.reduce((total, result) => total + result[key], 0)
console.log(`\n${summaryOf(results).join('\n')}\n`)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0
