import { describe, expect, it } from 'vitest'
import { fuzzPlan } from '../support/fuzz'
import { GateSession, type MakeHand } from '../support/gate-session'
import { PeerHand } from '../support/peer-hand'
import { Random } from '../support/random'
import { RawHand } from '../support/raw-hand'

const plan = fuzzPlan({ runs: 5_000, msPerRun: 12 })

const makeRaw: MakeHand = (clientId, state, random, newId) => new RawHand(clientId, state, random, newId)
const makePeer: MakeHand = (clientId, state, random) => new PeerHand(clientId, state, random)

interface Kind {
  readonly runs: number
  readonly settles: boolean
  readonly makeHand: MakeHand
}

function run(seed: number, { settles, makeHand }: Kind): GateSession {
  const random = new Random(seed)
  const session = new GateSession(random, 2 + random.below(2), makeHand)
  const steps = 10 + random.below(30)
  for (let step = 0; step < steps && session.faults.length === 0; step += 1) {
    session.step()
    if (settles && random.below(8) === 0) session.settle()
    if (random.below(25) === 0) session.heal()
  }
  session.finish()
  return session
}

function search(kind: Kind): { failed: string[]; submitted: number; refused: number } {
  const failed: string[] = []
  let submitted = 0
  let refused = 0
  for (let index = 0; index < kind.runs; index += 1) {
    const seed = plan.seed + index
    const session = run(seed, kind)
    submitted += session.submitted
    refused += session.refused
    if (session.faults.length > 0) failed.push(`seed ${seed}: ${session.faults.join('; ')}`)
  }
  return { failed, submitted, refused }
}

const share = (part: number): number => Math.ceil(plan.runs * part)

describe('every honest session is let in, and all replicas end up equal', () => {
  it.each<[string, Kind]>([
    ['by the editor', { runs: share(0.3), settles: false, makeHand: makePeer }],
    ['by a client without it', { runs: share(0.5), settles: false, makeHand: makeRaw }],
  ])('%s', { timeout: plan.timeoutMs }, (_who, kind) => {
    const { failed, submitted, refused } = search(kind)
    console.log(`${kind.runs} sessions, ${submitted} updates`)
    expect(failed).toEqual([])
    expect(refused).toBe(0)
  })
})

describe('settled words stay as they were, and only what would change them is refused', () => {
  it.each<[string, Kind]>([
    ['by the editor', { runs: share(0.1), settles: true, makeHand: makePeer }],
    ['by a client without it', { runs: share(0.1), settles: true, makeHand: makeRaw }],
  ])('%s', { timeout: plan.timeoutMs }, (_who, kind) => {
    const { failed, submitted, refused } = search(kind)
    console.log(`${kind.runs} sessions, ${submitted} updates, ${refused} refused for settled words`)
    expect(failed).toEqual([])
  })
})
