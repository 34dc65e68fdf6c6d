import type { LinkId, PersonId, SessionId } from '../../shared/ids'
import type { LinkRow, PersonRow, SessionRow } from '../../server/store/port'

export const NOW = 1_000_000

/** A link as it lies in the store, by a name. */
export const link = (name: string, more: Partial<LinkRow> = {}): LinkRow => ({
  linkId: name as LinkId,
  tokenHash: `hash of ${name}`,
  ...{ codeHash: null, meetingId: null, seatId: null },
  role: 'drafter',
  label: '',
  onlyDocumentId: null,
  createdBy: null,
  createdAt: NOW,
  expiresAt: NOW + 1_000,
  ...{ usedAt: null, usedBy: null, revokedAt: null },
  ...more,
})

/** A person, by name. */
export const person = (name: string, more: Partial<PersonRow> = {}): PersonRow => ({
  personId: name as PersonId,
  name,
  role: 'drafter',
  onlyDocumentId: null,
  createdAt: NOW,
  revokedAt: null,
  ...more,
})

/** A session of a person. */
export const session = (name: string, personId: string, more: Partial<SessionRow> = {}): SessionRow => ({
  sessionId: name as SessionId,
  tokenHash: `hash of ${name}`,
  personId: personId as PersonId,
  ...{ meetingId: null, seatId: null },
  ...{
    createdAt: NOW,
    lastSeenAt: NOW,
    expiresAt: NOW + 10_000,
    browser: 'Firefox',
    revokedAt: null,
    lockedAt: null,
  },
  ...more,
})
