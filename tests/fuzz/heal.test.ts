import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { groupsOf, headersOf } from '../../shared/text/build'
import { openText } from '../../shared/text/flat'
import { writeBlockFormats, type BlockFormats } from '../../shared/text/formats'
import { heal } from '../../shared/text/heal'
import { provisionsOf, type TextProvision } from '../../shared/text/provisions'
import { fuzzPlan } from '../support/fuzz'
import { Random } from '../support/random'

const plan = fuzzPlan({ runs: 3_000, msPerRun: 4 })
/** Repairs after which nothing may be left: one that moves words into sight can leave something for the next. */
const MOST_REPAIRS = 4

const one = <Value>(random: Random, values: readonly Value[]): Value => {
  const found = values[random.below(values.length)]
  if (found === undefined) throw new Error('nothing to choose from')
  return found
}

/** A block of any kind: header rows also where there can be none, ids that others bear, deleted ones. */
function block(random: Random): BlockFormats {
  return {
    kind: one(random, ['operative', 'preambular', 'row', 'row', 'row']),
    level: random.below(3),
    dir: one(random, [null, null, 'ltr', 'rtl']),
    table: one(random, [null, 't', 't', 'u']),
    header: random.below(3) === 0,
    gone: random.below(4) === 0,
  }
}

/** Writes somewhere what people at one text can leave behind, and what a client without an editor could write. */
function write(text: Y.Text, random: Random, step: number): void {
  const at = random.below(text.length + 1)
  const what = random.below(10)
  if (what < 5) {
    const id = `p${random.below(6)}`
    text.insertEmbed(at, { b: id }, { ...writeBlockFormats(id, block(random)) })
  } else if (what < 7) text.insert(at, `w${step} `, random.below(3) === 0 ? { em: true } : {})
  else if (what === 7) text.insertEmbed(at, { c: `k${random.below(2)}` })
  else if (what === 8 && text.length > 0) text.delete(random.below(text.length), 1)
  else if (text.length > 0) text.format(random.below(text.length), 1, { em: one(random, [true, null]) })
}

function isIll(text: Y.Text, settled: string): boolean {
  const provisions = provisionsOf(text)
  const misplaced = groupsOf(provisions).flatMap(({ table, members }) =>
    members
      .slice(table === null ? 0 : headersOf(members))
      .filter(({ header, id }) => header && id !== settled),
  )
  return misplaced.length > 0 || provisions.some((p) => p.isHead || p.hidden || p.shownId !== p.id)
}

/** What is read of a provision: its words with their formats, and what its boundary says. */
const said = ({ kind, level, dir, table, segments }: TextProvision) => ({
  ...{ kind, level, dir, table },
  words: segments.map(({ content, formats }) => [content, formats.em === true]),
})

const shown = (text: Y.Text) => provisionsOf(text).filter(({ hidden }) => !hidden)

/** What is wrong with the repair of one random text; empty when nothing. */
function run(seed: number): string[] {
  const random = new Random(seed)
  const doc = new Y.Doc()
  const text = openText(doc)
  const steps = 5 + random.below(25)
  for (let step = 0; step < steps; step += 1) write(text, random, step)
  const settled = `p${random.below(6)}`
  const other = new Y.Doc()
  openText(other)
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  const effects: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => effects.push(update))
  const before = JSON.stringify(shown(text).map(said))
  const settledBefore = JSON.stringify(shown(text).find(({ shownId }) => shownId === settled)?.header)
  let made = 0
  let repairs = 0
  const again = () =>
    heal(text, { makeId: () => `new${(made += 1)}`, isSettled: (id: string) => id === settled })
  while (repairs <= MOST_REPAIRS && again()) repairs += 1
  for (const effect of effects) Y.applyUpdate(other, effect)
  const faults: string[] = []
  if (repairs > MOST_REPAIRS) faults.push('repaired for ever')
  if (isIll(text, settled)) faults.push('something is left')
  if (JSON.stringify(shown(text).map(said)) !== before) faults.push('reads differently')
  if (JSON.stringify(shown(text).find(({ shownId }) => shownId === settled)?.header) !== settledBefore)
    faults.push('changed a settled provision')
  if (JSON.stringify(openText(other).toDelta()) !== JSON.stringify(text.toDelta()))
    faults.push('another replica reads differently')
  return faults
}

it('repairs whatever a text holds, without a change of what is read', { timeout: plan.timeoutMs }, () => {
  const failed: string[] = []
  for (let index = 0; index < plan.runs; index += 1) {
    const seed = plan.seed + index
    for (const fault of run(seed)) failed.push(`seed ${seed}: ${fault}`)
  }
  expect(failed).toEqual([])
})
