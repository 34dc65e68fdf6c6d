import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DocumentId, ProvisionId } from '../../shared/ids'
import { plainTextOf, textHashOfProvision } from '../../shared/text/canonical'
import { provisionsOf, type TextProvision } from '../../shared/text/provisions'
import { fuzzPlan } from '../support/fuzz'
import { Random } from '../support/random'
import { startServer, type TestServer } from '../support/server'
import { Typist, type Caller } from '../support/typist'
import { until } from '../support/until'

const PERSONS = 15
/** An editor stops when the provision freezes; other clients do not; a line that is cut brings its words late. */
const MANNERS = ['polite', 'rude', 'offline'] as const
const plan = fuzzPlan({ runs: 500, msPerRun: 60 })

let server: TestServer
/** Races run faster than people: they take turns, so that nobody is held up for haste. */
let chairs: Caller[]
let drafters: Caller[]
let documentId: DocumentId

beforeAll(async () => {
  server = await startServer()
  const coordinator = await server.signInFirst()
  const card = await coordinator.ask('document:create', { title: 'Races', language: 'en', from: 'example' })
  documentId = card.documentId
  const invited = (role: 'chair' | 'drafter') =>
    Promise.all(Array.from({ length: PERSONS }, (_, i) => coordinator.invite(role, `${role} ${i + 1}`)))
  chairs = await invited('chair')
  drafters = await invited('drafter')
})

afterAll(() => server.close())

it(
  'settles exactly what the chair saw, and leaves every other word with its author',
  async () => {
    const random = new Random(plan.seed)
    const outcomes = { agreed: 0, movedOn: 0, refused: 0 }
    const watcher = await enter(chairs[0]!)
    let typist = await enter(drafters[0]!)
    for (let race = 0; race < plan.runs; race += 1) {
      const chair = chairs[race % PERSONS]!
      const id = await openProvision(watcher, typist, random)
      const manner = MANNERS[random.below(MANNERS.length)]!
      if (manner === 'offline') typist.disconnect()
      const words = startTyping(typist, id, random, race)
      typist.onFreeze = manner === 'polite' ? words.hold : null
      await pause(random)
      const seen = find(watcher, id)
      const verdict = await agree(chair, id, seen)
      const typed = await words.stop()
      if (manner === 'offline') {
        typist.connect()
        await until(() => typist.synced, { what: 'a typist who is back' })
      }
      outcomes[verdict] += 1
      if (verdict === 'agreed') {
        await until(() => typist.refusal !== null || typist.waiting === 0, {
          what: 'an answer to every word',
        })
        const settled = await read(chair, id)
        expect({ race, ...settled }).toMatchObject({
          race,
          status: 'agreedAdRef',
          textHash: textHashOfProvision(seen),
          text: plainTextOf(seen),
        })
        const kept = `${settled.text} ${plainTextOf(find(typist, id))}`
        expect({ race, lost: typed.filter((word) => !kept.includes(word)) }).toEqual({ race, lost: [] })
        await chair.ask('provision:reopen', { documentId, provisionId: id, reason: 'next race' })
      }
      if (typist.refusal !== null) {
        expect(typist.refusal).toBe('provision-settled')
        outcomes.refused += 1
        typist.disconnect()
        typist = await enter(drafters[race % PERSONS]!)
      }
    }
    console.log('gavel races:', outcomes)
    expect(outcomes.agreed).toBeGreaterThan(plan.runs / 10)
    expect(outcomes.refused).toBeGreaterThan(plan.runs / 20)
    watcher.disconnect()
    typist.disconnect()
  },
  plan.timeoutMs,
)

async function enter(caller: Caller): Promise<Typist> {
  const typist = await Typist.enter(caller, documentId)
  typist.connect()
  await until(() => typist.synced, { what: 'a synced typist' })
  return typist
}

/** A provision that both see alike. */
async function openProvision(a: Typist, b: Typist, random: Random): Promise<ProvisionId> {
  const shown = provisionsOf(a.text).filter(({ kind, hidden }) => kind === 'operative' && !hidden)
  const { id } = shown[random.below(shown.length)]!
  await until(() => textHashOfProvision(find(a, id)) === textHashOfProvision(find(b, id)), {
    what: 'one text',
  })
  return id as ProvisionId
}

function find(typist: Typist, id: string): TextProvision {
  const found = provisionsOf(typist.text).find(({ shownId }) => shownId === id)
  if (!found) throw new Error(`no provision ${id}`)
  return found
}

/** Types word after word into a provision until it is told to stop; the words are the answer of `stop`. */
function startTyping(typist: Typist, id: string, random: Random, race: number) {
  const typed: string[] = []
  const limit = random.below(8)
  let stopped = false
  const done = (async () => {
    while (!stopped && typed.length < limit) {
      const { from, to } = find(typist, id)
      const word = `w${race}x${typed.length}.`
      typist.insert(random.below(2) === 0 ? from + 1 : to, word)
      typed.push(word)
      await pause(random)
    }
  })()
  const hold = () => {
    stopped = true
  }
  return {
    hold,
    async stop() {
      await done
      hold()
      return typed
    },
  }
}

async function read(caller: Caller, provisionId: ProvisionId) {
  const { provisions } = await caller.ask('document:read', { documentId })
  const found = provisions.find(({ id }) => id === provisionId)
  if (!found) throw new Error(`the server has no provision ${provisionId}`)
  return found
}

async function agree(
  chair: Caller,
  provisionId: ProvisionId,
  seen: TextProvision,
): Promise<'agreed' | 'movedOn'> {
  try {
    await chair.ask('provision:agree', { documentId, provisionId, textHash: textHashOfProvision(seen) })
    return 'agreed'
  } catch (refusal) {
    expect((refusal as Error).message).toBe('text-moved-on')
    return 'movedOn'
  }
}

function pause(random: Random): Promise<void> {
  const turns = random.below(4)
  return new Promise((resolve) => (turns === 0 ? setImmediate(resolve) : setTimeout(resolve, turns * 2)))
}
