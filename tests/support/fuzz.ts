/** How much of a random search to do, and from where. */
export interface FuzzPlan {
  readonly runs: number
  readonly seed: number
  /** For the test's own limit. */
  readonly timeoutMs: number
}

/** Short enough that a stuck search is noticed, long enough for a busy machine. */
const LEAST_TIMEOUT_MS = 60_000
/** A machine that does other work at the same time is this much slower than the measured one. */
const SLOW_MACHINE = 10

/**
 * Takes the number of runs and the seed from FUZZ_RUNS and FUZZ_SEED, else the given runs and a fresh seed. Prints
 * the seed, so that a finding can be repeated.
 */
export function fuzzPlan({ runs, msPerRun }: { runs: number; msPerRun: number }): FuzzPlan {
  const chosen = Number(process.env['FUZZ_RUNS'] ?? runs)
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`fuzz: ${chosen} runs, FUZZ_SEED=${seed}`)
  return { runs: chosen, seed, timeoutMs: Math.max(LEAST_TIMEOUT_MS, chosen * msPerRun * SLOW_MACHINE) }
}
