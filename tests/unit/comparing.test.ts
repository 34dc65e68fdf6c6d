import { expect, it } from 'vitest'
import { conclude, NOT_COMPARED, type Compared } from '../../client/collab/comparing'

type Verdict = Parameters<typeof conclude>[1]

/** What follows from answers one after the other. */
function after(...verdicts: Verdict[]): string[] {
  let compared: Compared = NOT_COMPARED
  return verdicts.map((verdict) => {
    const conclusion = conclude(compared, verdict)
    compared = conclusion.compared
    return conclusion.then
  })
}

it('rests as soon as a copy reads like the server’s', () => {
  expect(after('same')).toEqual(['rest'])
  expect(after('differs', 'same', 'differs', 'same')).toEqual(['again', 'rest', 'again', 'rest'])
})

it('loads the text afresh when it differs twice in a row, and not before', () => {
  expect(after('differs', 'differs')).toEqual(['again', 'reset'])
  expect(after('differs', 'elsewhere', 'differs')).toEqual(['again', 'again', 'reset'])
  expect(after('differs', 'differs', 'differs', 'same')).toEqual(['again', 'reset', 'again', 'rest'])
})

it('asks again later while the server is elsewhere, and takes it for a difference when nothing ever arrives', () => {
  expect(after('elsewhere', 'elsewhere', 'same')).toEqual(['again', 'again', 'rest'])
  expect(after('elsewhere', 'elsewhere', 'elsewhere', 'elsewhere')).toEqual([
    'again',
    'again',
    'again',
    'reset',
  ])
})
