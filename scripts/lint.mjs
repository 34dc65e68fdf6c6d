// npm run lint [name...]: the checks that need no running program.
import { CHECKS, runCheck } from './checks.mjs'
import { ensurePackages } from './house.mjs'

await ensurePackages()
const wanted = process.argv.slice(2)
const chosen = CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
let failed = 0
for (const check of chosen) if (!(await runCheck(check))) failed++
console.log(`${chosen.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0
