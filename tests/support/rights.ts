import type { RefusalCode } from '../../shared/result'
import { RIGHTS, type Action, type Role, type State } from '../../shared/roles'

/** The states in which a cell of the table is looked at, by the names that the matrix has for them. */
export const STATES = {
  open: { document: 'open', provision: 'open' },
  settled: { document: 'open', provision: 'agreedAdRef' },
  /** Plenary mode, for somebody who does not hold the pen. */
  inPlenary: { document: 'inPlenary', provision: 'open' },
  /** Plenary mode, for whoever holds the pen. */
  withPen: { document: 'inPlenary', provision: 'open', holdsPen: true },
  archived: { document: 'archived', provision: 'open' },
  inRecovery: { document: 'inRecovery', provision: 'open' },
  /** Somebody who is admitted to this document only. */
  confined: { document: 'open', provision: 'open', isConfined: true },
  /** A private room, for somebody who acts for a seat of its mechanism. */
  ownRoom: { document: 'open', provision: 'open', isOwnRoom: true },
  /** Somebody who acts for a seat of another meeting than that of the document, and may read both. */
  elsewhere: { document: 'open', provision: 'open', isElsewhere: true },
  /** A document of a meeting that an administrator has opened in emergency. */
  emergency: { document: 'open', provision: 'open', hasEmergencyAccess: true },
  /** A document of a meeting that sits without observers, for somebody who acts for a seat of it. */
  unobserved: { document: 'open', provision: 'open', isClosedSession: true },
  /** The same, for somebody who acts for a seat of another meeting. */
  elsewhereToo: { document: 'open', provision: 'open', isClosedSession: true, isElsewhere: true },
  /** Somebody who acts for the secretariat of the mechanism that it is about. */
  secretariat: { document: 'open', provision: 'open', office: 'secretariat' },
  /** Somebody who acts for the seat of its chair. */
  itsChair: { document: 'open', provision: 'open', office: 'chair' },
} as const satisfies Readonly<Record<string, State>>
export type StateName = keyof typeof STATES

/** One cell: what somebody of a role is told in a state, `yes` or the code of the refusal. */
export interface Cell {
  readonly action: Action
  readonly state: StateName
  readonly role: Role
  readonly told: string
}

/** The columns of the matrix, in this order. */
const COLUMNS = [
  'coordinator',
  'chair',
  'pen',
  'drafter',
  'suggester',
  'observer',
  'translator',
  'administrator',
  'recipient',
] as const satisfies readonly Role[]

/** The rights as they are promised to the people in the house, written out; `no` and `out` stand for the codes below. */
const MATRIX = `
  seeHouse          open         yes                yes                yes                yes                  yes                  yes                  yes                  yes            no
  readText          open         yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  readText          inPlenary    yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  readText          archived     yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  readText          inRecovery   yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  readText          elsewhere    yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  readText          emergency    yes                yes                yes                yes                  yes                  yes                  yes                  yes            no
  readText          unobserved   yes                yes                yes                yes                  yes                  out                  yes                  no             no
  readText          elsewhereToo out                out                out                out                  out                  out                  out                  no             no
  editText          open         yes                yes                yes                yes                  read-only            read-only            read-only            no             no
  editText          settled      provision-settled  provision-settled  provision-settled  provision-settled    read-only            read-only            read-only            no             no
  editText          inPlenary    pen-elsewhere      pen-elsewhere      pen-elsewhere      pen-elsewhere        read-only            read-only            read-only            no             no
  editText          withPen      yes                yes                yes                pen-elsewhere        read-only            read-only            read-only            no             no
  editText          archived     document-archived  document-archived  document-archived  document-archived    read-only            read-only            read-only            no             no
  editText          inRecovery   in-recovery        in-recovery        in-recovery        in-recovery          read-only            read-only            read-only            no             no
  editText          elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  editText          emergency    yes                yes                yes                yes                  read-only            read-only            read-only            no             no
  editText          unobserved   yes                yes                yes                yes                  read-only            out                  read-only            no             no
  enterForSeat      open         yes                no                 no                 no                   no                   no                   no                   no             no
  enterForSeat      inPlenary    pen-elsewhere      no                 no                 no                   no                   no                   no                   no             no
  enterForSeat      withPen      yes                no                 no                 no                   no                   no                   no                   no             no
  enterForSeat      archived     document-archived  no                 no                 no                   no                   no                   no                   no             no
  enterForSeat      inRecovery   in-recovery        no                 no                 no                   no                   no                   no                   no             no
  enterForSeat      elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  enterForSeat      emergency    yes                no                 no                 no                   no                   no                   no                   no             no
  enterForSeat      unobserved   yes                no                 no                 no                   no                   out                  no                   no             no
  enterForSeat      confined     no                 no                 no                 no                   no                   no                   no                   no             no
  enterForSeat      secretariat  yes                yes                yes                yes                  no                   no                   no                   no             no
  confirmWords      open         not-its-chair      not-its-chair      not-its-chair      not-its-chair        not-its-chair        not-its-chair        not-its-chair        no             no
  confirmWords      inPlenary    not-its-chair      not-its-chair      not-its-chair      not-its-chair        not-its-chair        not-its-chair        not-its-chair        no             no
  confirmWords      archived     not-its-chair      not-its-chair      not-its-chair      not-its-chair        not-its-chair        not-its-chair        not-its-chair        no             no
  confirmWords      inRecovery   not-its-chair      not-its-chair      not-its-chair      not-its-chair        not-its-chair        not-its-chair        not-its-chair        no             no
  confirmWords      elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  confirmWords      emergency    not-its-chair      not-its-chair      not-its-chair      not-its-chair        not-its-chair        not-its-chair        not-its-chair        no             no
  confirmWords      unobserved   not-its-chair      not-its-chair      not-its-chair      not-its-chair        not-its-chair        out                  not-its-chair        no             no
  confirmWords      itsChair     yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  gavel             open         no                 yes                no                 no                   no                   no                   no                   no             no
  gavel             settled      no                 provision-settled  no                 no                   no                   no                   no                   no             no
  gavel             inPlenary    no                 yes                no                 no                   no                   no                   no                   no             no
  gavel             archived     no                 document-archived  no                 no                   no                   no                   no                   no             no
  gavel             inRecovery   no                 in-recovery        no                 no                   no                   no                   no                   no             no
  gavel             elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  gavel             emergency    no                 yes                no                 no                   no                   no                   no                   no             no
  gavel             unobserved   no                 yes                no                 no                   no                   out                  no                   no             no
  reopen            open         no                 not-settled        no                 no                   no                   no                   no                   no             no
  reopen            settled      no                 yes                no                 no                   no                   no                   no                   no             no
  reopen            inPlenary    no                 not-settled        no                 no                   no                   no                   no                   no             no
  reopen            archived     no                 document-archived  no                 no                   no                   no                   no                   no             no
  reopen            inRecovery   no                 in-recovery        no                 no                   no                   no                   no                   no             no
  reopen            elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  reopen            emergency    no                 not-settled        no                 no                   no                   no                   no                   no             no
  reopen            unobserved   no                 not-settled        no                 no                   no                   out                  no                   no             no
  configureDocument open         yes                yes                no                 no                   no                   no                   no                   no             no
  configureDocument inPlenary    yes                yes                no                 no                   no                   no                   no                   no             no
  configureDocument archived     document-archived  document-archived  no                 no                   no                   no                   no                   no             no
  configureDocument inRecovery   in-recovery        in-recovery        no                 no                   no                   no                   no                   no             no
  configureDocument elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  configureDocument emergency    yes                yes                no                 no                   no                   no                   no                   no             no
  configureDocument unobserved   yes                yes                no                 no                   no                   out                  no                   no             no
  configureDocument ownRoom      yes                yes                yes                yes                  no                   no                   no                   no             no
  leadPlenary       open         yes                yes                no                 no                   no                   no                   no                   no             no
  leadPlenary       inPlenary    yes                yes                no                 no                   no                   no                   no                   no             no
  leadPlenary       withPen      yes                yes                yes                no                   no                   no                   no                   no             no
  leadPlenary       archived     document-archived  document-archived  no                 no                   no                   no                   no                   no             no
  leadPlenary       inRecovery   in-recovery        in-recovery        no                 no                   no                   no                   no                   no             no
  leadPlenary       elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  leadPlenary       emergency    yes                yes                no                 no                   no                   no                   no                   no             no
  leadPlenary       unobserved   yes                yes                no                 no                   no                   out                  no                   no             no
  leadPlenary       ownRoom      no                 no                 no                 no                   no                   no                   no                   no             no
  passPen           open         not-in-plenary     not-in-plenary     no                 no                   no                   no                   no                   no             no
  passPen           inPlenary    yes                yes                no                 no                   no                   no                   no                   no             no
  passPen           withPen      yes                yes                yes                no                   no                   no                   no                   no             no
  passPen           archived     document-archived  document-archived  no                 no                   no                   no                   no                   no             no
  passPen           inRecovery   in-recovery        in-recovery        no                 no                   no                   no                   no                   no             no
  passPen           elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  passPen           emergency    not-in-plenary     not-in-plenary     no                 no                   no                   no                   no                   no             no
  passPen           unobserved   not-in-plenary     not-in-plenary     no                 no                   no                   out                  no                   no             no
  holdPen           open         yes                yes                yes                holder-not-entitled  holder-not-entitled  holder-not-entitled  holder-not-entitled  no             no
  archiveDocument   open         yes                no                 no                 no                   no                   no                   no                   no             no
  archiveDocument   inPlenary    yes                no                 no                 no                   no                   no                   no                   no             no
  archiveDocument   archived     yes                no                 no                 no                   no                   no                   no                   no             no
  archiveDocument   inRecovery   in-recovery        no                 no                 no                   no                   no                   no                   no             no
  archiveDocument   elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  archiveDocument   emergency    yes                no                 no                 no                   no                   no                   no                   no             no
  archiveDocument   unobserved   yes                no                 no                 no                   no                   out                  no                   no             no
  archiveDocument   confined     no                 no                 no                 no                   no                   no                   no                   no             no
  archiveDocument   ownRoom      yes                yes                yes                yes                  no                   no                   no                   no             no
  moveDocument      open         yes                no                 no                 no                 no                   no                   no                   no               no
  moveDocument      inPlenary    yes                no                 no                 no                 no                   no                   no                   no               no
  moveDocument      archived     document-archived  no                 no                 no                 no                   no                   no                   no               no
  moveDocument      inRecovery   in-recovery        no                 no                 no                 no                   no                   no                   no               no
  moveDocument      elsewhere    other-meeting      other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        no               no
  moveDocument      unobserved   yes                no                 no                 no                   no                   out                  no                   no             no
  moveDocument      emergency    yes                no                 no                 no                 no                   no                   no                   no               no
  moveDocument      confined     no                 no                 no                 no                 no                   no                   no                   no               no
  moveDocument      ownRoom      no                 no                 no                 no                 no                   no                   no                   no               no
  takeBackText      open         not-in-recovery    not-in-recovery    not-in-recovery    not-in-recovery      not-in-recovery      not-in-recovery      not-in-recovery      no             no
  takeBackText      inPlenary    not-in-recovery    not-in-recovery    not-in-recovery    not-in-recovery      not-in-recovery      not-in-recovery      not-in-recovery      no             no
  takeBackText      archived     not-in-recovery    not-in-recovery    not-in-recovery    not-in-recovery      not-in-recovery      not-in-recovery      not-in-recovery      no             no
  takeBackText      inRecovery   yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  takeBackText      elsewhere    not-in-recovery    not-in-recovery    not-in-recovery    not-in-recovery      not-in-recovery      not-in-recovery      not-in-recovery      no             no
  takeBackText      emergency    not-in-recovery    not-in-recovery    not-in-recovery    not-in-recovery      not-in-recovery      not-in-recovery      not-in-recovery      no             no
  takeBackText      unobserved   not-in-recovery    not-in-recovery    not-in-recovery    not-in-recovery      not-in-recovery      out                  not-in-recovery      no             no
  endRecovery       open         not-in-recovery    no                 no                 no                   no                   no                   no                   no             no
  endRecovery       inPlenary    not-in-recovery    no                 no                 no                   no                   no                   no                   no             no
  endRecovery       archived     not-in-recovery    no                 no                 no                   no                   no                   no                   no             no
  endRecovery       inRecovery   yes                no                 no                 no                   no                   no                   no                   no             no
  endRecovery       elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        no             no
  endRecovery       emergency    not-in-recovery    no                 no                 no                   no                   no                   no                   no             no
  endRecovery       unobserved   not-in-recovery    no                 no                 no                   no                   out                  no                   no             no
  endRecovery       confined     no                 no                 no                 no                   no                   no                   no                   no             no
  endRecovery       ownRoom      not-in-recovery    not-in-recovery    not-in-recovery    not-in-recovery      no                   no                   no                   no             no
  createDocument    open         yes                no                 no                 no                   no                   no                   no                   no             no
  createDocument    elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        other-meeting  no
  createDocument    confined     no                 no                 no                 no                   no                   no                   no                   no             no
  openPrivateRoom   open         yes                yes                yes                yes                  no                   no                   no                   no             no
  openPrivateRoom   confined     no                 no                 no                 no                   no                   no                   no                   no             no
  releaseText       open         no                 no                 no                 no                   no                   no                   no                   no             no
  releaseText       ownRoom      yes                yes                yes                yes                  no                   no                   no                   no             no
  seePeople         open         yes                yes                no                 no                   no                   no                   no                   yes            no
  seePeople         confined     no                 no                 no                 no                   no                   no                   no                   no             no
  seePresent        open         yes                yes                no                 no                 no                   no                   no                   no                   no
  seePresent        elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        other-meeting  no
  seePresent        confined     no                 no                 no                 no                 no                   no                   no                   no                   no
  handOutLinks      open         yes                no                 no                 no                   no                   no                   no                   yes            no
  handOutLinks      confined     no                 no                 no                 no                   no                   no                   no                   no             no
  revokePeople      open         yes                no                 no                 no                   no                   no                   no                   yes            no
  revokePeople      confined     no                 no                 no                 no                   no                   no                   no                   no             no
  readmitPeople     open         yes                no                 no                 no                   no                   no                   no                   yes            no
  readmitPeople     confined     no                 no                 no                 no                   no                   no                   no                   no             no
  changeRoles       open         yes                no                 no                 no                   no                   no                   no                   yes            no
  changeRoles       confined     no                 no                 no                 no                   no                   no                   no                   no             no
  correctNames      open         yes                no                 no                 no                   no                   no                   no                   yes            no
  correctNames      confined     no                 no                 no                 no                   no                   no                   no                   no             no
  editRegistry      open         yes                no                 no                 no                   no                   no                   no                   yes            no
  editRegistry      confined     no                 no                 no                 no                   no                   no                   no                   no             no
  runMeetings       open         yes                no                 no                 no                   no                   no                   no                   yes            no
  runMeetings       confined     no                 no                 no                 no                   no                   no                   no                   no             no
  archiveMeeting    open         yes                no                 no                 no                 no                   no                   no                   no               no
  archiveMeeting    elsewhere    other-meeting      other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting    no
  archiveMeeting    confined     no                 no                 no                 no                 no                   no                   no                   no               no
  manageSeats       open         yes                no                 no                 no                   no                   no                   no                   yes            no
  manageSeats       elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        other-meeting  no
  manageSeats       confined     no                 no                 no                 no                   no                   no                   no                   no             no
  openInEmergency   open         no                 no                 no                 no                   no                   no                   no                   yes            no
  openInEmergency   elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        other-meeting  no
  openInEmergency   confined     no                 no                 no                 no                   no                   no                   no                   no             no
  endEmergency      open         yes                yes                no                 no                   no                   no                   no                   yes            no
  endEmergency      elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        other-meeting  no
  endEmergency      confined     no                 no                 no                 no                   no                   no                   no                   no             no
  readLog           open         yes                yes                no                 no                   no                   no                   no                   no             no
  readOwnLog        open         yes                yes                no                 yes                  yes                  no                   no                   no             no
  readOwnLog        secretariat  yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  readOwnLog        itsChair     yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  checkLog          open         yes                yes                no                 no                   no                   no                   no                   yes            no
  admitObservers    open         yes                yes                no                 no                   no                   no                   no                   no             no
  admitObservers    elsewhere    other-meeting      other-meeting      other-meeting      other-meeting        other-meeting        other-meeting        other-meeting        other-meeting  no
  admitObservers    confined     no                 no                 no                 no                   no                   no                   no                   no             no
  practise          open         yes                yes                yes                yes                  yes                  yes                  yes                  no             no
  practise          confined     no                 no                 no                 no                   no                   no                   no                   no             no
`

/** What is written short in the matrix. */
const SHORT: Readonly<Record<string, RefusalCode>> = { no: 'not-allowed', out: 'session-without-observers' }

/** Every cell of the matrix, as it is promised. */
export const CELLS: readonly Cell[] = MATRIX.trim()
  .split('\n')
  .map((row) => row.trim().split(/\s+/))
  .flatMap(([action, state, ...told]) =>
    COLUMNS.map((role, column): Cell => {
      const said = told[column]
      if (said === undefined) throw new Error(`the row of ${action} in ${state} has too few cells`)
      const of = { action: action as Action, state: state as StateName, role }
      return { ...of, told: SHORT[said] ?? said }
    }),
  )

/** What is done in a meeting, and to no document of it. */
const IN_A_MEETING: readonly Action[] = [
  ...(['createDocument', 'archiveMeeting', 'manageSeats', 'seePresent', 'admitObservers'] as const),
  ...(['openInEmergency', 'endEmergency'] as const),
]

/** The states in which an action is looked at: those on which its row of the table can depend. */
export function statesOf(action: Action): readonly StateName[] {
  const { isOfHouse, provision, document, inOwnRoom, inClosedSession, inOffice, withPen } = RIGHTS[action]
  const isOfDocument = document !== undefined || action === 'readText'
  const asksForPen = withPen !== undefined || document?.inPlenary === 'pen-elsewhere'
  return [
    'open',
    ...(provision ? (['settled'] as const) : []),
    ...(isOfDocument ? (['inPlenary', 'archived', 'inRecovery'] as const) : []),
    ...(asksForPen ? (['withPen'] as const) : []),
    ...(isOfDocument ? (['unobserved'] as const) : []),
    ...(inClosedSession ? (['elsewhereToo'] as const) : []),
    ...(isOfDocument || IN_A_MEETING.includes(action) ? (['elsewhere'] as const) : []),
    ...(isOfDocument ? (['emergency'] as const) : []),
    ...(isOfHouse ? (['confined'] as const) : []),
    ...(inOwnRoom ? (['ownRoom'] as const) : []),
    ...(inOffice?.secretariat ? (['secretariat'] as const) : []),
    ...(inOffice?.chair ? (['itsChair'] as const) : []),
  ]
}
