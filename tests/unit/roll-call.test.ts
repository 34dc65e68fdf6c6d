import { expect, it, vi } from 'vitest'
import { newId } from '../../shared/ids'
import { rollCall } from '../../client/collab/roll-call'

/** Long enough for what was said to arrive. */
const WAIT_MS = 50

it('knows what its own page holds, however busy the page is', async () => {
  const topic = newId()
  const names = [`${topic} old`, `${topic} free`]
  const [old, fresh] = [rollCall(topic), rollCall(topic)]
  old.claim(`${topic} old`)
  const taken = fresh.take(names, 0)
  const until = performance.now() + 20
  while (performance.now() < until);
  expect(await taken).toEqual([`${topic} free`])
  old.close()
  fresh.close()
  const last = rollCall(topic)
  expect(await last.take(names, 0)).toEqual(names)
  last.close()
})

it('answers for every name that it holds, until it lets go of it', async () => {
  const topic = newId()
  const names = ['own', 'adopted'].map((name) => `${topic} ${name}`)
  const [here, there] = [rollCall(topic), await inAnotherPage(topic)]
  expect(await here.take(names, WAIT_MS)).toEqual(names)
  expect(await there.take(names, WAIT_MS)).toEqual([])
  here.release(`${topic} adopted`)
  expect(await there.take(names, WAIT_MS)).toEqual([`${topic} adopted`])
  here.close()
  expect(await there.take(names, WAIT_MS)).toEqual([`${topic} own`])
  there.close()
})

it('gives everything to one of two pages that ask at the same time', async () => {
  const topic = newId()
  const names = [1, 2].map((number) => `${topic} ${number}`)
  const pages = [await inAnotherPage(topic), await inAnotherPage(topic)]
  const taken = await Promise.all(pages.map((page) => page.take(names, WAIT_MS)))
  expect(taken.flat()).toEqual(names)
  expect(taken.filter((some) => some.length > 0)).toHaveLength(1)
  for (const page of pages) page.close()
})

/** A page of its own knows of others only what it is told. */
async function inAnotherPage(topic: string) {
  vi.resetModules()
  return (await import('../../client/collab/roll-call')).rollCall(topic)
}
