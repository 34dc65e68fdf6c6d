import { expect, it } from 'vitest'
import { fuzzPlan } from '../support/fuzz'
import { GateSession } from '../support/gate-session'
import { Random } from '../support/random'

const plan = fuzzPlan({ runs: 1_000, msPerRun: 20 })

function run(seed: number, settles: boolean): GateSession {
  const random = new Random(seed)
  const session = new GateSession(random, 2 + random.below(2))
  const steps = 10 + random.below(30)
  for (let step = 0; step < steps && session.faults.length === 0; step += 1) {
    session.step()
    if (settles && random.below(8) === 0) session.settle()
    if (random.below(25) === 0) session.heal()
  }
  session.finish()
  return session
}

function search(settles: boolean): { failed: string[]; submitted: number; refused: number } {
  const failed: string[] = []
  let submitted = 0
  let refused = 0
  for (let index = 0; index < plan.runs; index += 1) {
    const seed = plan.seed + index
    const session = run(seed, settles)
    submitted += session.submitted
    refused += session.refused
    if (session.faults.length > 0) failed.push(`seed ${seed}: ${session.faults.join('; ')}`)
  }
  return { failed, submitted, refused }
}

it('lets every honest session in, and all replicas end up equal', { timeout: plan.timeoutMs }, () => {
  const { failed, submitted, refused } = search(false)
  console.log(`${plan.runs} sessions, ${submitted} updates`)
  expect(failed).toEqual([])
  expect(refused).toBe(0)
})

it('keeps settled words as they were, and refuses only what would change them', { timeout: plan.timeoutMs }, () => {
  const { failed, submitted, refused } = search(true)
  console.log(`${plan.runs} sessions, ${submitted} updates, ${refused} refused for settled words`)
  expect(failed).toEqual([])
})
