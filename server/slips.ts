import { randomBytes } from 'node:crypto'
import { newId, type LinkId, type MeetingId, type SeatId } from '../shared/ids'
import type { Actor, EntryDraft } from '../shared/journal'
import { slipRevoked, slipsMade } from '../shared/keys'
import type { FreshSlip, Slip } from '../shared/protocol/seats'
import { ok, refuse, type Result } from '../shared/result'
import { vacanciesOf, type Seat, type Seating } from '../shared/seats'
import { CODE_LENGTH, codeFrom, writtenCode } from '../shared/slips'
import type { Handlers } from './handlers'
import { joinAddress, stateOf } from './links'
import type { NameOf } from './names'
import type { Seatings } from './seatings'
import { actingAt, actorOf, whyMayNot, type Session } from './sessions'
import type { Accounts, LinkRow } from './store/port'
import type { StreamState } from './stream-state'
import { newToken, tokenHashOf } from './tokens'

/** Slips are printed two weeks before a meeting, and must still work on its last day. */
export const SLIP_LIFETIME_MS = 30 * 24 * 3_600_000

interface Needs {
  readonly accounts: Accounts
  readonly seatings: Seatings
  readonly nameOf: NameOf
  /** Address of the house without a slash at the end. */
  readonly publicUrl: () => string
  readonly now: () => number
}

export type SlipCommand = 'slip:make' | 'slip:list' | 'slip:revoke'

/** Slips: single-use links bound to a seat, with a code to type beside the address. */
export function createSlips({ accounts, seatings, nameOf, publicUrl, now }: Needs): Handlers<SlipCommand> {
  function newSlip(session: Session, meetingId: MeetingId, seat: Seat): { row: LinkRow; fresh: FreshSlip } {
    const token = newToken()
    const code = codeFrom(randomBytes(CODE_LENGTH))
    const createdAt = now()
    const expiresAt = createdAt + SLIP_LIFETIME_MS
    const linkId = newId<LinkId>()
    const { seatId } = seat
    const row: LinkRow = {
      ...{ linkId, meetingId, seatId, tokenHash: tokenHashOf(token), codeHash: tokenHashOf(code) },
      ...{ role: seat.role, label: seat.label, onlyDocumentId: null, createdBy: session.personId },
      ...{ createdAt, expiresAt, usedAt: null, usedBy: null, revokedAt: null },
    }
    const url = joinAddress(publicUrl(), token)
    return { row, fresh: { linkId, seatId, url, code: writtenCode(code), expiresAt } }
  }

  async function slipRead(row: LinkRow & { readonly seatId: SeatId }): Promise<Slip> {
    const { linkId, seatId, createdAt, expiresAt } = row
    const usedBy = row.usedBy && (await nameOf(row.usedBy))
    return { linkId, seatId, createdAt, expiresAt, state: stateOf(row, now()), usedBy }
  }

  return {
    async 'slip:make'(session, { meetingId, seatIds, perSeat }) {
      const found = await tableOf(seatings, session, meetingId)
      if (!found.ok) return found
      const { seats, isArchived } = (await found.value.read()).state
      if (isArchived) return refuse('meeting-archived')
      const asked = [...seats.values()].filter(({ seatId }) => seatIds.includes(seatId))
      if (asked.length < new Set(seatIds).size) return refuse('seat-unknown')
      const made = asked.flatMap((seat) => {
        const length = Math.min(perSeat, vacanciesOf(seat))
        return Array.from({ length }, () => newSlip(session, meetingId, seat))
      })
      const by = actorOf(actingAt(session, meetingId))
      const slips = made.map(({ fresh }) => fresh)
      await found.value.decide(() => ok(recordOf(slips, by, now())))
      const rows = made.map(({ row }) => row)
      if (await accounts.renewSlips(rows, now())) return ok({ slips })
      await found.value.decide(() => ok(slips.map((slip) => slipRevoked(slip, by, now()))))
      return refuse('session-revoked')
    },

    async 'slip:list'(session, { meetingId }) {
      const found = await tableOf(seatings, session, meetingId)
      if (!found.ok) return found
      const rows = (await accounts.slipsOf(meetingId)).filter(isSlip)
      return ok({ slips: await Promise.all(rows.map(slipRead)) })
    },

    async 'slip:revoke'(session, { meetingId, linkId }) {
      const found = await tableOf(seatings, session, meetingId)
      if (!found.ok) return found
      const slip = await accounts.link(linkId)
      if (!slip || !isSlip(slip) || slip.meetingId !== meetingId) return refuse('not-allowed')
      if (!(await accounts.revokeLink(linkId, now()))) return refuse('link-spent')
      await found.value.decide(() => ok([slipRevoked(slip, actorOf(actingAt(session, meetingId)), now())]))
      return ok({})
    },
  }
}

/** A meeting whose seats the session may give out. */
async function tableOf(
  seatings: Pick<Seatings, 'readable'>,
  session: Session,
  meetingId: MeetingId,
): Promise<Result<StreamState<Seating>>> {
  const found = await seatings.readable(session, meetingId)
  const refused = found.ok ? whyMayNot(actingAt(session, meetingId), 'manageSeats') : null
  return refused ? refuse(refused) : found
}

/** What the record says of new slips, before any of them opens the door. */
function recordOf(slips: readonly FreshSlip[], by: Actor, at: number): EntryDraft[] {
  return [...new Set(slips.map(({ seatId }) => seatId))].map((seatId) => {
    const own = slips.filter((slip) => slip.seatId === seatId)
    return slipsMade({ seatId, linkIds: own.map(({ linkId }) => linkId) }, by, at)
  })
}

const isSlip = (row: LinkRow): row is LinkRow & { readonly seatId: SeatId } => row.seatId !== null
