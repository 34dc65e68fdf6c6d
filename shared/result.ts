/**
 * Every expected "no" of Adref. Each code has a message in all six locales under `refusal.<code>` that says what
 * happened, what became of the person's work, and what to do next.
 */
export const REFUSAL_CODES = [
  // who and where
  'not-signed-in',
  'not-allowed',
  'link-spent',
  'session-revoked',
  'credential-unknown',
  'too-many-passkeys',
  'provider-unavailable',
  'provider-refused',
  'identity-taken',
  'cross-site',
  'too-many-attempts',
  'too-much-open',
  'stopping',
  // seats
  'seat-full',
  'seat-unknown',
  'chair-taken',
  'secretariat-has-no-gavel',
  'other-seat',
  'other-meeting',
  'not-for-yourself',
  'own-role',
  'last-coordinator',
  // sessions of a meeting
  'session-without-observers',
  'no-session-running',
  'session-stays-closed',
  // forms
  'changed-meanwhile',
  // input
  'malformed',
  'too-large',
  'unknown-command',
  // a bug or a broken machine; `detail.number` is in the log
  'fault',
  // text
  'text-moved-on',
  'provision-settled',
  'provision-unknown',
  'not-settled',
  'not-its-chair',
  'nothing-to-confirm',
  'nothing-entered',
  'too-many-unconfirmed',
  'freezing',
  'read-only',
  'in-recovery',
  'not-in-recovery',
  'lost-in-restore',
  'document-lost',
  'document-archived',
  'practice-stays',
  'meeting-archived',
  // plenary mode
  'pen-elsewhere',
  'not-in-plenary',
  'holder-absent',
  'holder-not-entitled',
  // versions and storage
  'schema-version',
  'not-saving',
  // the screen shows what another role would see
  'viewing-as',
  // the registry
  'body-unknown',
  'acronym-taken',
  // the gate: the update itself
  'update-malformed',
  'update-too-large',
  'foreign-client',
  'clock-reused',
  'update-gap',
  'future-delete',
  'clock-limit',
  'content-not-allowed',
  'split-character',
  'provision-broken',
  'duplicate-id',
  'disconnected',
] as const

export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** Plain facts that the message of a refusal may name. */
export type RefusalDetail = Readonly<Record<string, string | number>>

export interface Refusal {
  readonly code: RefusalCode
  readonly detail?: RefusalDetail
}

export type Result<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Refusal }

/** The rules say yes. */
export function ok<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value }
}

/** The rules say no: an expected answer, never an exception. */
export function refuse(code: RefusalCode, detail?: RefusalDetail): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: detail ? { code, detail } : { code } }
}
