import { expect, it } from 'vitest'
import { ACTIONS, can, ROLES, type Action, type Role } from '../../shared/roles'

/** The table of rights as it is promised to the people in the house. */
const PROMISED: Readonly<{ [Who in Role]: readonly Action[] }> = {
  coordinator: [
    'readText',
    'editText',
    'createDocument',
    'archiveDocument',
    'configureDocument',
    'handOutLinks',
    'seePeople',
    'revokePeople',
    'takeBackText',
    'endRecovery',
    'editRegistry',
    'runMeetings',
    'manageSeats',
  ],
  chair: ['readText', 'editText', 'gavel', 'configureDocument', 'seePeople', 'takeBackText'],
  drafter: ['readText', 'editText', 'takeBackText'],
  suggester: ['readText'],
  observer: ['readText'],
}

it.each(ROLES)('lets a %s do what was promised and nothing else', (role) => {
  expect(ACTIONS.filter((action) => can(role, action))).toEqual(PROMISED[role])
})
