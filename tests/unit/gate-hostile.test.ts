import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { compose } from '../../shared/text/compose'
import { documentOf } from '../../shared/text/build'
import { textHashOf } from '../../shared/text/canonical'
import { segmentsOf } from '../../shared/text/flat'
import { Replica } from '../../server/collab/replica'
import { Desk, editing, READING, readable, senderOf } from '../support/desk'
import { fuzzPlan } from '../support/fuzz'
import { Random } from '../support/random'
import { countWork } from '../support/work'

const MINE = [50, 51, 52]
/** Time after which the search ends, so that a slow machine does less of it. */
const BUDGET_MS = 6_000
/** Longest that one update may hold the process, in processor time. */
const LIMIT_MS = 50
const SETTLED = editing({ b: 'provision-settled' })

const plan = fuzzPlan({ runs: 20_000, msPerRun: 1 })

function firstText(): Uint8Array {
  const desk = new Desk(1)
  compose(desk.text, [
    { id: 'a', kind: 'preambular', runs: ['Recalls 😀 the ', { text: 'report', formats: { em: true } }] },
    {
      id: 'b',
      level: 1,
      runs: ['Agrees ', { text: 'firmly', formats: { strong: true } }, { footnote: 'f' }],
    },
    { id: 'c', runs: ['Requests'] },
    { id: 'f', kind: 'footnote', runs: ['note'] },
  ])
  return Y.encodeStateAsUpdate(desk.doc)
}

/** Honest updates of one person after one another, each with the state that it was written for. */
function honestUpdates(random: Random, state: Uint8Array): Uint8Array[] {
  const desk = new Desk(MINE[random.below(MINE.length)] ?? 50, state)
  const { text } = desk
  const edits: (() => void)[] = [
    () => text.insert(random.below(9), 'x😀y', {}),
    () => desk.delete(random.below(8), 2),
    () => text.format(random.below(9), 9, { strong: random.below(2) === 0 ? true : null }),
    () => desk.begin(random.below(9), `n${random.below(9)}`),
    () => {
      // a desk may have deleted the settled provision itself; the gate lets nobody do so
      if (readable(text).includes('[b]')) text.format(desk.offsetOf('b'), 1, { gone: 'b=1', kind: 'b=title' })
    },
    () => text.insertEmbed(random.below(9), { x: 'c' }),
  ]
  for (let count = 1 + random.below(4); count > 0; count -= 1)
    desk.doc.transact(() => edits[random.below(edits.length)]?.())
  return [...desk.take(), Y.encodeStateAsUpdate(desk.doc)]
}

function mutate(random: Random, update: Uint8Array, other: Uint8Array): Uint8Array {
  const chance = random.below(7)
  if (chance === 0) return update.slice(0, random.below(update.length + 1))
  if (chance === 1) {
    const cut = random.below(update.length)
    return Uint8Array.from([...update.slice(0, cut), ...other.slice(random.below(other.length))])
  }
  const bytes = Uint8Array.from(update)
  const flips = 1 + random.below(3)
  for (let flip = 0; flip < flips && chance < 6; flip += 1) {
    const at = random.below(bytes.length)
    bytes[at] = random.below(2) === 0 ? random.below(256) : ((bytes[at] ?? 0) + random.below(3) - 1) & 255
  }
  if (chance !== 6) return bytes
  const at = random.below(bytes.length + 1)
  const noise = Array.from({ length: 1 + random.below(6) }, () => random.below(256))
  return Uint8Array.from([...bytes.slice(0, at), ...noise, ...bytes.slice(at)])
}

/** What the replica says, for comparing. */
const saysOf = (replica: Replica): string =>
  JSON.stringify([segmentsOf(replica.text), Y.encodeStateVector(replica.doc)])

it(
  'stands every mutated update: it never throws, hangs or grows, and stays equal to a replay of what it let in',
  { timeout: plan.timeoutMs },
  () => {
    const random = new Random(plan.seed)
    let journal = [firstText()]
    let replica = Replica.from(journal)
    const answers = new Map<string, number>()
    const slow: number[] = []
    const end = performance.now() + BUDGET_MS
    const heap = process.memoryUsage().heapUsed
    let pool = honestUpdates(random, journal[0] ?? new Uint8Array())
    for (let index = 0; index < plan.runs && performance.now() < end; index += 1) {
      if (index % 20 === 0) pool = honestUpdates(random, Y.encodeStateAsUpdate(replica.doc))
      const one = pool[random.below(pool.length)] ?? new Uint8Array()
      const update = mutate(random, one, pool[random.below(pool.length)] ?? one)
      const policy = random.below(10) === 0 ? READING : SETTLED
      const before = saysOf(replica)
      const workMs = countWork()
      const result = replica.submit(update, senderOf(...MINE), policy)
      if (workMs() > LIMIT_MS) slow.push(index)
      const code = result.ok ? (result.value.effect ? 'in' : 'nothing') : result.refusal.code
      answers.set(code, (answers.get(code) ?? 0) + 1)
      if (result.ok && result.value.effect) journal.push(result.value.effect)
      else expect(saysOf(replica), `seed ${plan.seed}, update ${index}`).toBe(before)
      if (index % 50 === 0) {
        expect(saysOf(Replica.from(journal)), `seed ${plan.seed}, update ${index}`).toBe(saysOf(replica))
        expect(textHashOf(replica.text, 'b')).toBe(textHashOf(Replica.from([firstText()]).text, 'b'))
        documentOf(replica.text).check()
      }
      if (journal.length > 60) replica = Replica.from((journal = [firstText()]))
    }
    console.log('answers', Object.fromEntries([...answers].sort(([, a], [, b]) => b - a)))
    expect(answers.get('in')).toBeGreaterThan(0)
    // one or two may meet a collection of garbage; a hang would show every time
    expect(slow.length).toBeLessThan(3)
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(150 << 20)
  },
)
