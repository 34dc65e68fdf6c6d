import * as v from 'valibot'
import type { RefusalCode } from './result'

/**
 * What a person is in the house. `coordinator` runs it and hands out links, `chair` gavels, `pen` types for the table
 * in plenary mode, `drafter` types, `suggester` will propose (reads until proposals exist), `observer` reads,
 * `translator` will translate (reads until there is something to translate in), `administrator` looks after people,
 * seats and registry and reads no text, `recipient` receives for the International Migration Review Forum what is adopted
 * and released, and is told of nothing before.
 */
export const ROLES = [
  'coordinator',
  'chair',
  'pen',
  'drafter',
  'suggester',
  'observer',
  'translator',
  'administrator',
  'recipient',
] as const
export const Role = v.picklist(ROLES)
export type Role = (typeof ROLES)[number]

/** For whom one speaks on a mechanism's seat: its chair speaks, its secretariat supports, a delegate takes part. */
export const OFFICES = ['chair', 'secretariat', 'delegate'] as const
export const Office = v.picklist(OFFICES)
export type Office = (typeof OFFICES)[number]

export const ACTIONS = [
  'seeHouse',
  'readText',
  'editText',
  'enterForSeat',
  'confirmWords',
  'gavel',
  'reopen',
  'configureDocument',
  'leadPlenary',
  'passPen',
  'holdPen',
  'createDocument',
  'openPrivateRoom',
  'releaseText',
  'archiveDocument',
  'moveDocument',
  'takeBackText',
  'endRecovery',
  'seePeople',
  'seePresent',
  'handOutLinks',
  'revokePeople',
  'readmitPeople',
  'changeRoles',
  'correctNames',
  'editRegistry',
  'runMeetings',
  'archiveMeeting',
  'manageSeats',
  'openInEmergency',
  'endEmergency',
  'readLog',
  'readOwnLog',
  'checkLog',
  'admitObservers',
  'practise',
] as const
export type Action = (typeof ACTIONS)[number]

/**
 * How a document stands: one in recovery is `inRecovery`, archived or not; an archived one is `archived`, in plenary mode
 * or not.
 */
export const DOCUMENT_STATES = ['open', 'inPlenary', 'archived', 'inRecovery'] as const
export type DocumentStanding = (typeof DOCUMENT_STATES)[number]

/**
 * How a provision stands. A freeze before the gavel is none of these: it asks editors to send what is being typed, and
 * takes no right away.
 */
export const PROVISION_STATES = ['open', 'agreedAdRef'] as const
export type ProvisionStanding = (typeof PROVISION_STATES)[number]

/** In which state of things somebody acts. What is left out is open, and stands in nobody's way. */
export interface State {
  readonly document?: DocumentStanding
  readonly provision?: ProvisionStanding
  /** Whether the pen of the document is in the person's hand. It writes for those only who may hold it in their role. */
  readonly holdsPen?: boolean
  /** Whether the person is admitted to one document only. */
  readonly isConfined?: boolean
  /** Whether the document is a private room of the mechanism for whose seat the person acts. Those of others do not exist. */
  readonly isOwnRoom?: boolean
  /** Whether the person acts for a seat of another meeting than the one that it is about: here they read, whatever the seat gives there. */
  readonly isElsewhere?: boolean
  /** Whether the document is one of a meeting that the person has opened in emergency, and may read for the time being. */
  readonly hasEmergencyAccess?: boolean
  /** Whether a session runs to which the meeting of the document admits no observers. Private rooms and documents of the whole house have no such state. */
  readonly isClosedSession?: boolean
  /** The office in which the person acts for the mechanism that it is about; null for nobody of that mechanism. */
  readonly office?: Office | null
}

/** One row of the table: who may, and what stands in the way of everybody. */
export interface Right {
  readonly roles: readonly Role[]
  /** Who may in a private room of the own mechanism, where that is another matter: nobody else is there. */
  readonly inOwnRoom?: readonly Role[]
  /** Who may while a session runs to which the meeting admits no observers, where that is another matter. */
  readonly inClosedSession?: readonly Role[]
  /** Who may besides, in which roles, while they act for the mechanism that it is about in this office. */
  readonly inOffice?: Readonly<Partial<Record<Office, readonly Role[]>>>
  /** Who may besides while they hold the pen. */
  readonly withPen?: readonly Role[]
  /** Who may besides in a meeting that they have opened in emergency. */
  readonly inEmergency?: readonly Role[]
  /** What the others are told; `not-allowed` when nothing is said. */
  readonly otherwise?: RefusalCode
  /** It concerns the whole house: who is admitted to one document only may not. */
  readonly isOfHouse?: true
  /** The states of a document in which nobody may, and what they are told. */
  readonly document?: Readonly<Partial<Record<DocumentStanding, RefusalCode>>>
  /** The states of a provision in which nobody may, and what they are told. */
  readonly provision?: Readonly<Partial<Record<ProvisionStanding, RefusalCode>>>
}

/** As whom one acts where one only reads. */
export const READER: Role = 'observer'

/** Who only looks on: by such a role of their own nobody is of the house. */
const ONLOOKERS: readonly Role[] = ['observer', 'translator', 'recipient']
/** Who takes part, or looks after those who do: to all others there is nothing here before it is released. */
const INSIDERS: readonly Role[] = ROLES.filter((role) => role !== 'recipient')
const READERS: readonly Role[] = INSIDERS.filter((role) => role !== 'administrator')
/** Who stays when observers leave. */
const PARTICIPANTS: readonly Role[] = READERS.filter((role) => role !== READER)
const WRITERS: readonly Role[] = ['coordinator', 'chair', 'pen', 'drafter']
const LEADERS: readonly Role[] = ['coordinator', 'chair']
const COORDINATOR: readonly Role[] = ['coordinator']
/** Who looks after the house, whether or not they read what is written in it. */
const KEEPERS: readonly Role[] = ['coordinator', 'administrator']
const DELEGATES: readonly Role[] = ['drafter', 'suggester']
const CHAIR: readonly Role[] = ['chair']
const ADMINISTRATOR: readonly Role[] = ['administrator']
const CLOSED = { archived: 'document-archived', inRecovery: 'in-recovery' } as const
const WITHOUT_PEN = { ...CLOSED, inPlenary: 'pen-elsewhere' } as const
const ONLY_IN_PLENARY = { ...CLOSED, open: 'not-in-plenary' } as const
const ONLY_IN_RECOVERY = {
  open: 'not-in-recovery',
  inPlenary: 'not-in-recovery',
  archived: 'not-in-recovery',
} as const
const SETTLED = { agreedAdRef: 'provision-settled' } as const
const NOT_SETTLED = { open: 'not-settled' } as const

/** The table of rights: one row for each action. The server decides by it, and screens ask the same rows. */
export const RIGHTS: Readonly<Record<Action, Right>> = {
  seeHouse: { roles: INSIDERS },
  readText: { roles: READERS, inClosedSession: PARTICIPANTS, inEmergency: ADMINISTRATOR },
  editText: { roles: WRITERS, otherwise: 'read-only', document: WITHOUT_PEN, provision: SETTLED },
  enterForSeat: {
    ...{ roles: COORDINATOR, inOffice: { secretariat: WRITERS }, isOfHouse: true },
    document: WITHOUT_PEN,
  },
  confirmWords: { roles: [], inOffice: { chair: READERS }, otherwise: 'not-its-chair', document: CLOSED },
  gavel: { roles: CHAIR, document: CLOSED, provision: SETTLED },
  reopen: { roles: CHAIR, document: CLOSED, provision: NOT_SETTLED },
  configureDocument: { roles: LEADERS, inOwnRoom: WRITERS, document: CLOSED },
  /** Whoever holds the pen is in plenary mode already: there is only its end to lead. */
  leadPlenary: { roles: LEADERS, inOwnRoom: [], withPen: ['pen'], document: CLOSED },
  passPen: { roles: LEADERS, withPen: ['pen'], document: ONLY_IN_PLENARY },
  holdPen: { roles: ['coordinator', 'chair', 'pen'], otherwise: 'holder-not-entitled' },
  createDocument: { roles: COORDINATOR, isOfHouse: true },
  openPrivateRoom: { roles: WRITERS, isOfHouse: true },
  releaseText: { roles: [], inOwnRoom: WRITERS },
  archiveDocument: {
    ...{ roles: COORDINATOR, inOwnRoom: WRITERS, isOfHouse: true },
    document: { inRecovery: 'in-recovery' },
  },
  /** A private room stays with its mechanism. */
  moveDocument: { roles: COORDINATOR, inOwnRoom: [], isOfHouse: true, document: CLOSED },
  takeBackText: { roles: READERS, document: ONLY_IN_RECOVERY },
  endRecovery: { roles: COORDINATOR, inOwnRoom: WRITERS, isOfHouse: true, document: ONLY_IN_RECOVERY },
  seePeople: { roles: ['coordinator', 'chair', 'administrator'], isOfHouse: true },
  /** Of those who see the people, whoever reads what is written there. */
  seePresent: { roles: LEADERS, isOfHouse: true },
  handOutLinks: { roles: KEEPERS, isOfHouse: true },
  revokePeople: { roles: KEEPERS, isOfHouse: true },
  readmitPeople: { roles: KEEPERS, isOfHouse: true },
  /** Besides, whoever changes a role may hand out links of both. */
  changeRoles: { roles: KEEPERS, isOfHouse: true },
  correctNames: { roles: KEEPERS, isOfHouse: true },
  editRegistry: { roles: KEEPERS, isOfHouse: true },
  runMeetings: { roles: KEEPERS, isOfHouse: true },
  /** Its documents go with it, so it is for those who archive documents. */
  archiveMeeting: { roles: COORDINATOR, isOfHouse: true },
  manageSeats: { roles: KEEPERS, isOfHouse: true },
  openInEmergency: { roles: ADMINISTRATOR, isOfHouse: true },
  /** Those who are told of it can end it, as can whoever has it. */
  endEmergency: { roles: ['coordinator', 'chair', 'administrator'], isOfHouse: true },
  /** Whoever reads a stream without these is told in it what the room needs to know; see `FACTS` in `record.ts`. */
  readLog: { roles: LEADERS },
  readOwnLog: {
    roles: [...LEADERS, ...DELEGATES],
    inOffice: { chair: READERS, secretariat: READERS },
  },
  checkLog: { roles: [...LEADERS, ...ADMINISTRATOR] },
  admitObservers: { roles: LEADERS, isOfHouse: true },
  practise: { roles: READERS, isOfHouse: true },
}

/** Whether somebody of a role only looks on: by such a role of their own they are not of the house. */
export function looksOn(role: Role): boolean {
  return ONLOOKERS.includes(role)
}

/** Whether somebody who acts in a role may read text at all: to whoever may not, there are no documents. */
export function readsText(role: Role): boolean {
  return RIGHTS.readText.roles.includes(role)
}

/** Whether somebody who acts in a role is told that there are meetings, mechanisms and people at all. */
export function seesHouse(role: Role): boolean {
  return RIGHTS.seeHouse.roles.includes(role)
}

/** Whether somebody who acts in a role looks after people and seats, and reads no text. */
export function administers(role: Role): boolean {
  return RIGHTS.manageSeats.roles.includes(role) && !readsText(role)
}

/** Who asks and where, as far as it decides whether somebody may at all. */
export type Admission = Pick<
  State,
  | 'isConfined'
  | 'isOwnRoom'
  | 'isElsewhere'
  | 'isClosedSession'
  | 'hasEmergencyAccess'
  | 'office'
  | 'holdsPen'
>

/** Whether a role may ever do an action, however things stand. */
export function isEntitled(role: Role, action: Action, admission: Admission = {}): boolean {
  const { isConfined, isOwnRoom, isElsewhere, isClosedSession } = admission
  const { hasEmergencyAccess, office, holdsPen } = admission
  const right = RIGHTS[action]
  const { inOwnRoom = right.roles, inOffice, withPen = [], inEmergency = [], isOfHouse } = right
  const roles = (isClosedSession ? right.inClosedSession : null) ?? right.roles
  if (isElsewhere) return roles.includes(READER) && roles.includes(role)
  const byOffice = office ? (inOffice?.[office] ?? []) : []
  const byPen = holdsPen ? withPen : []
  const byEmergency = hasEmergencyAccess ? inEmergency : []
  const entitled = [...(isOwnRoom ? inOwnRoom : roles), ...byOffice, ...byPen, ...byEmergency]
  return entitled.includes(role) && !(isOfHouse && isConfined)
}

/**
 * What does not count when the screens of roles are compared: the record is not shown as others see it, and emergency
 * access opens what those above read at all times.
 */
const OF_NO_ACCOUNT: readonly Action[] = ['openInEmergency', 'readLog', 'readOwnLog', 'checkLog']

/**
 * Whether somebody leaves the texts of a meeting while a session runs to which it admits no observers: whoever acts there
 * as one, also for a seat of another meeting.
 */
export function leavesClosedSession(role: Role, admission: Admission = {}): boolean {
  const staysIn = (isClosedSession: boolean) =>
    isEntitled(role, 'readText', { ...admission, isClosedSession })
  return staysIn(false) && !staysIn(true)
}

/** The roles that may less, and nothing that this one may not: the screen can be seen as they see it. */
export function rolesBelow(role: Role): readonly Role[] {
  const rightsOf = (one: Role) =>
    [false, true].flatMap((isOwnRoom) =>
      ACTIONS.filter(
        (action) => !OF_NO_ACCOUNT.includes(action) && isEntitled(one, action, { isOwnRoom }),
      ).map((action) => `${action} ${isOwnRoom}`),
    )
  const own = rightsOf(role)
  return ROLES.filter((other) => {
    const others = rightsOf(other)
    return others.length < own.length && others.every((action) => own.includes(action))
  })
}

/**
 * Why a role may not do an action in a state, or null when it may: who it is comes before how things stand. Of what is
 * done to a document, whoever reads none hears what is said of one that there is not, and who has left a closed session
 * hears of that.
 */
export function whyNot(role: Role, action: Action, state: State = {}): RefusalCode | null {
  const { otherwise = 'not-allowed', document, provision } = RIGHTS[action]
  if (!seesHouse(role)) return 'not-allowed'
  if (state.isClosedSession && isInText(action) && leavesClosedSession(role, state))
    return 'session-without-observers'
  if (!isEntitled(role, action, state)) {
    if (isOfDocument(action) && !readsText(role)) return 'not-allowed'
    return state.isElsewhere ? 'other-meeting' : otherwise
  }
  const standing = document?.[state.document ?? 'open']
  const isFree = standing === 'pen-elsewhere' && writesWithPen(role, state)
  return (isFree ? null : standing) ?? provision?.[state.provision ?? 'open'] ?? null
}

/** Whether the pen is in the hand of somebody who may hold it as they act now: a role that is taken away dries it up. */
export function writesWithPen(role: Role, state: State): boolean {
  return state.holdsPen === true && isEntitled(role, 'holdPen', state)
}

/** Whether an action is done to a document that is there, or in its room. */
function isOfDocument(action: Action): boolean {
  return action === 'holdPen' || isInText(action) || RIGHTS[action].inOwnRoom !== undefined
}

/** Whether an action is done to a document by somebody who has it open. */
function isInText(action: Action): boolean {
  return action === 'readText' || RIGHTS[action].document !== undefined
}

/** Whether a role may do an action in a state. The server decides; screens ask the same table. */
export function can(role: Role, action: Action, state?: State): boolean {
  return whyNot(role, action, state) === null
}
