import * as v from 'valibot'

/**
 * What a person is in the house. `coordinator` runs it and hands out links, `chair` gavels, `drafter` types,
 * `suggester` will propose (reads until proposals exist), `observer` reads.
 */
export const ROLES = ['coordinator', 'chair', 'drafter', 'suggester', 'observer'] as const
export const Role = v.picklist(ROLES)
export type Role = (typeof ROLES)[number]

export const ACTIONS = [
  'readText',
  'editText',
  'gavel',
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
] as const
export type Action = (typeof ACTIONS)[number]

/** One row per action: the roles that may do it. */
const RIGHTS: Readonly<Record<Action, readonly Role[]>> = {
  readText: ROLES,
  editText: ['coordinator', 'chair', 'drafter'],
  gavel: ['chair'],
  createDocument: ['coordinator'],
  archiveDocument: ['coordinator'],
  configureDocument: ['coordinator', 'chair'],
  handOutLinks: ['coordinator'],
  seePeople: ['coordinator', 'chair'],
  revokePeople: ['coordinator'],
  takeBackText: ['coordinator', 'chair', 'drafter'],
  endRecovery: ['coordinator'],
  editRegistry: ['coordinator'],
  runMeetings: ['coordinator'],
  manageSeats: ['coordinator'],
}

/** Whether a role may do an action. The server decides; screens ask the same table. */
export function can(role: Role, action: Action): boolean {
  return RIGHTS[action].includes(role)
}
