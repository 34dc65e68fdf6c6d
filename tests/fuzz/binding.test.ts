import { expect, it } from 'vitest'
import { runBinding } from '../support/binding-fuzz'

/** How many runs; `npm run fuzz binding` asks for many more. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 500)
const SEED = Number(process.env.FUZZ_SEED ?? 1)

it(
  `loses, doubles and parts nothing when three people draft apart and together (${RUNS} runs from seed ${SEED})`,
  { timeout: 60_000 + RUNS * 300 },
  () => {
    console.info(`binding fuzz: ${RUNS} runs from seed ${SEED}`)
    const found = Array.from({ length: RUNS }, (_none, run) =>
      runBinding(SEED + run, { headers: true, drags: true, runs: true }),
    ).flat()
    expect(
      found.map(({ seed, problem, detail, log }) => `seed ${seed} ${problem}: ${detail}\n${log.join('; ')}`),
    ).toEqual([])
  },
)
