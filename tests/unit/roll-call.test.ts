import { expect, it } from 'vitest'
import { newId } from '../../shared/ids'
import { rollCall } from '../../client/collab/roll-call'

it('knows what its own page holds, however busy the page is', async () => {
  const topic = newId()
  const [old, fresh] = [rollCall(topic), rollCall(topic)]
  old.claim(`${topic} old`)
  const asked = fresh.ask(0)
  const until = performance.now() + 20
  while (performance.now() < until);
  expect([...(await asked)]).toEqual([`${topic} old`])
  old.close()
  fresh.close()
  const last = rollCall(topic)
  expect([...(await last.ask(0))]).toEqual([])
  last.close()
})
