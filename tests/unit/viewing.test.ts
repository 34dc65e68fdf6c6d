import { expect, it, vi } from 'vitest'
import { Live } from '../../client/live'
import { COMMANDS, READS } from '../../shared/protocol'

it('sends nothing but what only reads while the screen is seen as another role sees it', async () => {
  const asked = vi.fn(() => Promise.resolve(false))
  const live = new Live({
    onDoubt: () => undefined,
    mayAsk: asked,
    holdsBack: (name) => (READS.has(name) ? null : { code: 'viewing-as' }),
    speaker: () => null,
  })
  const refused = await live.ask('people:revoke', { personId: 'p' as never })
  expect(refused).toEqual({ ok: false, refusal: { code: 'viewing-as' } })
  expect(asked).not.toHaveBeenCalled()
  await live.ask('document:list', {})
  expect(asked).toHaveBeenCalledOnce()
})

it('counts no command among those that only read which its summary says changes something', () => {
  const changing = /^(make|set|give|put|bring|end|add|change|reopen|redeem|open|take|have)\b/i
  const wrong = [...READS].filter((name) => changing.test(COMMANDS[name].summary))
  expect(wrong).toEqual(['document:leave'])
})
