import type { PersonId } from '../shared/ids'
import type { Actor } from '../shared/journal'
import { linkRevoked, linksLost, slipRevoked } from '../shared/keys'
import { decideChangeRole, decideReadmitPerson, decideRevokePerson, type SeatLeft } from '../shared/meetings'
import { ok, refuse } from '../shared/result'
import { isOfHouse } from '../shared/readers'
import { decideHandOver, decideVacate, isAsLeft } from '../shared/sitting'
import type { Bus } from './bus/port'
import type { Handlers } from './handlers'
import { whyNoLink } from './links'
import type { Meeting } from './meeting'
import { createOneAtATime } from './one-at-a-time'
import { placeOf, type Seatings } from './seatings'
import { actorOf, may } from './sessions'
import type { Accounts, LinkRow, PersonRow } from './store/port'

interface Needs {
  readonly accounts: Accounts
  readonly meeting: Meeting
  readonly seatings: Seatings
  readonly bus: Pick<Bus, 'announceRevoked' | 'announceReseated'>
  readonly now: () => number
}

/** Commands about whether somebody is let in, and in which role. */
export type AccessCommand = 'people:revoke' | 'people:readmit' | 'people:changeRole'

/** Who is shown out, who is let in again, and who is given another role. */
export function createAccess(needs: Needs): Handlers<AccessCommand> {
  // two coordinators who show each other out, or take the role from each other, at the same time would leave none
  const oneAtATime = createOneAtATime()
  const revoke = revoking(needs)
  const changeRole = changingRole(needs)
  return {
    'people:revoke': (...said) => oneAtATime(async () => revoke(...said)),
    'people:readmit': readmitting(needs),
    'people:changeRole': (...said) => oneAtATime(async () => changeRole(...said)),
  }
}

function revoking(needs: Needs): Handlers<AccessCommand>['people:revoke'] {
  const { accounts, meeting, seatings, bus, now } = needs
  return async (session, { personId }) => {
    if (!may(session, 'revokePeople') || !isOfHouse(session)) return refuse('not-allowed')
    const person = await accounts.person(personId)
    if (!person) return refuse('not-allowed')
    const by = actorOf(session)
    const isOther = personId !== by.personId
    if (isOther && isTheLast(person, await accounts.people())) return refuse('last-coordinator')
    const held = await seatings.heldBy(personId)
    const seats = held.map(({ meetingId, seatId, heldFor, office, role }) => {
      return { meetingId, seatId, heldFor, office, role }
    })
    const decided = await meeting.decide(() => decideRevokePerson({ personId, seats }, by, now()))
    if (!decided.ok) return decided
    const { sessionIds, links } = await accounts.revokePerson(personId, now())
    bus.announceRevoked({ sessionIds, personId })
    await vacateAll(needs, personId, by)
    const slips = await Promise.all(held.map(({ seatId }) => accounts.revokeSlipsOf(seatId, now())))
    await recordWithdrawn(needs, [...links, ...slips.flat()], by)
    return ok({})
  }
}

/** The record says of it before the door is open again. A seat that is full, gone or another one meanwhile is not given back. */
function readmitting(needs: Needs): Handlers<AccessCommand>['people:readmit'] {
  const { accounts, meeting, now } = needs
  return async (session, { personId }) => {
    if (!may(session, 'readmitPeople') || !isOfHouse(session)) return refuse('not-allowed')
    const person = await accounts.person(personId)
    if (!person) return refuse('not-allowed')
    if (person.revokedAt === null) return ok({})
    const by = actorOf(session)
    const left = (await meeting.read()).shownOut.get(personId) ?? []
    const decided = await meeting.decide(() => decideReadmitPerson(personId, by, now()))
    if (!decided.ok) return decided
    await accounts.readmitPerson(personId)
    await giveBack(needs, { personId, seats: left }, by)
    return ok({})
  }
}

/**
 * Whoever is given another role comes back under it, with all that is open, and not to the old one by a link or slip that
 * they made in it.
 */
function changingRole(needs: Needs): Handlers<AccessCommand>['people:changeRole'] {
  const { accounts, meeting, bus, now } = needs
  return async (session, { personId, role }) => {
    if (!may(session, 'changeRoles')) return refuse('not-allowed')
    const person = await accounts.person(personId)
    if (!person) return refuse('not-allowed')
    const { onlyDocumentId } = person
    for (const one of [person.role, role]) {
      const refused = await whyNoLink(meeting, session, { role: one, onlyDocumentId })
      if (refused) return refuse(refused)
    }
    const by = actorOf(session)
    const isLastCoordinator = isTheLast(person, await accounts.people())
    const decided = await meeting.decide(() =>
      decideChangeRole({ ...person, isLastCoordinator }, role, by, now()),
    )
    if (!decided.ok || decided.value.length === 0) return decided.ok ? ok({}) : decided
    const withdrawal = { links: linksLost(person.role, role), now: now() }
    const withdrawn = await accounts.changeRole(personId, role, withdrawal)
    if (!withdrawn) {
      // the other coordinator has lost the role in this moment: the record says that it came to nothing
      const changed = { personId, role, isLastCoordinator: false }
      await meeting.decide(() => decideChangeRole(changed, person.role, by, now()))
      return refuse('last-coordinator')
    }
    bus.announceReseated({ personId, sessionId: null })
    await recordWithdrawn(needs, withdrawn, by)
    return ok({})
  }
}

/** Whether somebody alone runs the house. */
function isTheLast(person: PersonRow, people: readonly PersonRow[]): boolean {
  const runsHouse = ({ role, onlyDocumentId, revokedAt }: PersonRow) =>
    role === 'coordinator' && onlyDocumentId === null && revokedAt === null
  return runsHouse(person) && !people.some((one) => one.personId !== person.personId && runsHouse(one))
}

/** Whoever is shown out leaves their places to others. */
async function vacateAll({ seatings, now }: Needs, personId: PersonId, by: Actor): Promise<void> {
  for (const { meetingId, seatId } of await seatings.heldBy(personId))
    await seatings.of(meetingId).decide((seating) => decideVacate(seating, { seatId, personId }, by, now()))
}

/** Whoever is let in again sits where they sat, as far as there is a place, the seat is what it was and the meeting not put aside. */
async function giveBack(
  { seatings, now }: Needs,
  { personId, seats }: { readonly personId: PersonId; readonly seats: readonly SeatLeft[] },
  by: Actor,
): Promise<void> {
  for (const left of seats)
    await seatings
      .of(left.meetingId)
      .decide((seating) =>
        seating.isArchived || !isAsLeft(seating, personId, left)
          ? ok([])
          : decideHandOver(seating, { seatId: left.seatId, from: null, to: personId }, by, now()),
      )
}

/** The record says of every link and slip that it opens no door any more. */
async function recordWithdrawn(
  { meeting, seatings, now }: Needs,
  links: readonly LinkRow[],
  by: Actor,
): Promise<void> {
  const roleLinks = links.filter((link) => placeOf(link) === null)
  if (roleLinks.length > 0)
    await meeting.decide(() => ok(roleLinks.map((link) => linkRevoked(link, by, now()))))
  for (const { linkId, ...row } of links) {
    const place = placeOf(row)
    if (!place) continue
    const { meetingId, seatId } = place
    await seatings.of(meetingId).decide(() => ok([slipRevoked({ seatId, linkId }, by, now())]))
  }
}
