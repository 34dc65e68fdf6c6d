import { afterEach } from 'vitest'
import { firstItemOf } from '../../shared/text/yjs-internals'
import type { ForgedPlace } from './forge'
import { Intruder } from './intruder'
import type { Siege } from './siege'
import { Typist } from './typist'

/** Somebody with a clientID of their own who forges updates under it, at the beginning of the text. */
export interface Forger {
  readonly one: Intruder
  readonly client: number
  readonly left: ForgedPlace
  readonly right: ForgedPlace
}

/** Lets forgers come to a siege; each ends with its test. */
export function forgers(at: () => Siege): () => Promise<Forger> {
  const come: Intruder[] = []
  afterEach(() => {
    for (const intruder of come.splice(0)) intruder.end()
  })
  return async () => {
    const { documentId, honest } = at()
    const caller = await at().intruder()
    const client = (await Typist.enter(caller, documentId)).doc.clientID
    const one = await Intruder.open(caller, documentId)
    come.push(one)
    const first = firstItemOf(honest[1].text)
    const next = first?.right
    if (!first || !next) throw new Error('the example has a text')
    return { one, client, left: [first.id.client, first.id.clock], right: [next.id.client, next.id.clock] }
  }
}
