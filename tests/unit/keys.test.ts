import { expect, it } from 'vitest'
import { linksLost } from '../../shared/keys'

it('takes with a role the links and slips that the new one may not hand out', () => {
  expect(linksLost('coordinator', 'observer')).toBe('all')
  expect(linksLost('administrator', 'drafter')).toBe('all')
  expect(linksLost('coordinator', 'administrator')).toBe('ofDocuments')
  expect(linksLost('administrator', 'coordinator')).toBe('none')
})

it('leaves what was handed out from a seat: a role that hands out none takes none with it', () => {
  expect(linksLost('drafter', 'observer')).toBe('none')
  expect(linksLost('observer', 'coordinator')).toBe('none')
})
