import { expect, it } from 'vitest'
import { Plenary } from '../../client/pages/document/plenary.svelte'
import { Shelved } from '../../client/pages/document/shelved.svelte'
import type { PersonId } from '../../shared/ids'
import { can } from '../../shared/roles'

const [boris, penda] = ['boris', 'penda'] as PersonId[] as [PersonId, PersonId]

/** An entry of the document as a page hears it, with the name of whoever holds the pen from then on. */
const entry = (kind: string, body: Record<string, unknown> = {}, holder?: string) => ({
  ...{ kind, body },
  ...(holder !== undefined && { holder }),
})

it('knows who holds the pen, by the name that the server says or that was seen in the room', () => {
  const plenary = new Plenary()
  plenary.hear(entry('document:plenaryBegun', { holderId: boris }, 'Boris'))
  expect(plenary.stored()).toEqual({ holderId: boris, holder: 'Boris' })
  plenary.hear(entry('document:penPassed', { holderId: penda }, ''))
  expect(plenary.stored()).toEqual({ holderId: penda, holder: '' })
  plenary.see([{ personId: penda, name: 'Penda' }])
  plenary.see([])
  expect(plenary.holder).toBe('Penda')
  plenary.hear(entry('document:renamed', { title: 'Other' }))
  expect(plenary.holderId).toBe(penda)
  plenary.hear(entry('document:plenaryEnded'))
  expect(plenary.stored()).toBe(null)
  expect(plenary.holder).toBe('')
})

it('takes over what the server says, and what this browser stored of it', () => {
  const plenary = new Plenary()
  plenary.enter({ holderId: penda, holder: 'Penda' })
  expect(plenary.stored()).toEqual({ holderId: penda, holder: 'Penda' })
  plenary.enter(null)
  expect(plenary.holderId).toBe(null)
})

it('lets the page of the holder write, and no other', () => {
  const shelved = new Shelved()
  const mayEdit = (personId: PersonId) => can('chair', 'editText', shelved.stateFor(personId))
  expect(mayEdit(boris)).toBe(true)
  shelved.hear(entry('document:plenaryBegun', { holderId: penda }))
  expect([mayEdit(boris), mayEdit(penda)]).toEqual([false, true])
  expect(can('drafter', 'editText', shelved.stateFor(penda))).toBe(false)
  shelved.hear(entry('document:archived'))
  expect(mayEdit(penda)).toBe(false)
})
