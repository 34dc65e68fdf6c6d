import { expect, it } from 'vitest'
import {
  ACTIONS,
  can,
  DOCUMENT_STATES,
  isEntitled,
  leavesClosedSession,
  PROVISION_STATES,
  readsText,
  ROLES,
  rolesBelow,
  whyNot,
} from '../../shared/roles'
import { CELLS, STATES, statesOf } from '../support/rights'

it('has one promise for each role, action and state', () => {
  const cells = ACTIONS.flatMap((action) =>
    statesOf(action).flatMap((state) => ROLES.map((role) => `${action} ${state} ${role}`)),
  )
  expect(CELLS.map(({ action, state, role }) => `${action} ${state} ${role}`).sort()).toEqual(cells.sort())
})

it.each(CELLS)('keeps the promise of $action when it is $state, to a $role: $told', (cell) => {
  const { role, action, state, told } = cell
  expect(whyNot(role, action, STATES[state]) ?? 'yes').toBe(told)
  expect(can(role, action, STATES[state])).toBe(told === 'yes')
})

it('entitles whoever may do an action in some state', () => {
  const states = [false, true].flatMap((isOwnRoom) =>
    DOCUMENT_STATES.flatMap((document) =>
      PROVISION_STATES.map((provision) => ({ isOwnRoom, document, provision })),
    ),
  )
  for (const action of ACTIONS)
    for (const role of ROLES)
      for (const isOwnRoom of [false, true]) {
        const may = states.some((state) => state.isOwnRoom === isOwnRoom && can(role, action, state))
        expect([action, role, isEntitled(role, action, { isOwnRoom })]).toEqual([action, role, may])
      }
})

it('says who may before it says how things stand', () => {
  expect(whyNot('observer', 'gavel', { document: 'inRecovery', provision: 'agreedAdRef' })).toBe(
    'not-allowed',
  )
  expect(whyNot('chair', 'gavel', { document: 'inRecovery', provision: 'agreedAdRef' })).toBe('in-recovery')
})

it('can be seen with fewer rights only, and never with one that the role has not', () => {
  const readers = ['suggester', 'observer', 'translator'] as const
  expect(rolesBelow('coordinator')).toEqual(['pen', 'drafter', ...readers, 'administrator', 'recipient'])
  expect(rolesBelow('chair')).toEqual(['pen', 'drafter', ...readers, 'recipient'])
  expect(rolesBelow('pen')).toEqual(['drafter', ...readers, 'recipient'])
  expect(rolesBelow('drafter')).toEqual([...readers, 'recipient'])
  for (const role of [...readers, 'administrator'] as const) expect(rolesBelow(role)).toEqual(['recipient'])
  expect(rolesBelow('recipient')).toEqual([])
})

it('gives a translator the rights of an observer, until there is something to translate in, and a place in every session', () => {
  for (const action of ACTIONS)
    for (const state of Object.values(STATES).filter((one) => !('isClosedSession' in one)))
      expect([action, whyNot('translator', action, state)]).toEqual([
        action,
        whyNot('observer', action, state),
      ])
})

it('tells an administrator of no document, and in no state of one, more than that it is not for them', () => {
  const ofHouse = [
    'seeHouse',
    'seePeople',
    'handOutLinks',
    'revokePeople',
    'readmitPeople',
    'changeRoles',
    'correctNames',
    'editRegistry',
    'runMeetings',
    'manageSeats',
    'openInEmergency',
    'endEmergency',
    'checkLog',
  ]
  expect(ACTIONS.filter((action) => isEntitled('administrator', action))).toEqual(ofHouse)
  expect(ROLES.filter((role) => !readsText(role))).toEqual(['administrator', 'recipient'])
})

it('gives a recipient no right at all, and says no more than that', () => {
  expect(ACTIONS.filter((action) => isEntitled('recipient', action))).toEqual([])
  for (const action of ACTIONS)
    for (const state of Object.values(STATES)) expect(whyNot('recipient', action, state)).toBe('not-allowed')
})

it('sends those who observe out of a session without observers, and nobody else', () => {
  expect(ROLES.filter((role) => leavesClosedSession(role))).toEqual(['observer'])
  expect(leavesClosedSession('translator', { isElsewhere: true })).toBe(true)
  expect(can('translator', 'readText', { isClosedSession: true })).toBe(true)
  expect(can('observer', 'practise', { isClosedSession: true })).toBe(true)
})
