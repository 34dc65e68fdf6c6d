import { TEXT_KINDS } from './documents'
import type { PersonId } from './ids'
import type { RecordEntry } from './protocol/record'
import type { DocumentKind } from './record'

/** Kinds of entries that carry a change of the text. */
export type TextKind = (typeof TEXT_KINDS)[keyof typeof TEXT_KINDS]
/** Every kind of entry that the journal of a document may have. */
export type RecordKind = DocumentKind | TextKind

/** What an entry is about, for those who look for one thing in a long record. Every kind is decided on here. */
const MATTERS: Readonly<Record<RecordKind, 'text' | 'decision' | 'other'>> = {
  'text:updated': 'text',
  'text:healed': 'text',
  'text:recovered': 'text',
  'document:created': 'other',
  'document:released': 'decision',
  'document:configured': 'other',
  'document:renamed': 'other',
  'document:languageChanged': 'other',
  'document:moved': 'other',
  'document:archived': 'other',
  'document:broughtBack': 'other',
  'document:plenaryBegun': 'other',
  'document:penPassed': 'other',
  'document:plenaryEnded': 'other',
  'provision:agreedAdRef': 'decision',
  'provision:reopened': 'decision',
  'provision:entered': 'other',
  'provision:instructed': 'other',
  'provision:carried': 'other',
  'provision:confirmed': 'decision',
  'recovery:began': 'other',
  'recovery:ended': 'other',
  'practice:seated': 'other',
  'words:kept': 'other',
  'words:dismissed': 'other',
}

/** Whether a kind is one that this program knows. */
export function isRecordKind(kind: string): kind is RecordKind {
  return Object.hasOwn(MATTERS, kind)
}

/** An entry of which more is told than that it is there. */
export type SaidEntry = Extract<RecordEntry, { readonly told: 'whole' | 'part' }>
/** An entry that has a number and a fingerprint. */
export type NumberedEntry = Exclude<RecordEntry, { readonly told: 'not' }>

/** Whether more is told of an entry than that it is there. */
export function isSaid(entry: RecordEntry): entry is SaidEntry {
  return entry.told === 'whole' || entry.told === 'part'
}

/** Whether an entry has a number and a fingerprint. */
export function isNumbered(entry: RecordEntry): entry is NumberedEntry {
  return entry.told !== 'not'
}

/** One row of the record on a screen. The newest entry of several stands first. */
export type RecordRow =
  /** Changes of the text by one person, for one seat, that follow one another. */
  | { readonly is: 'typed'; readonly key: string; readonly entries: readonly SaidEntry[] }
  | { readonly is: 'said'; readonly key: string; readonly entries: readonly [SaidEntry] }
  /** Entries for others, of which there is a fingerprint. */
  | { readonly is: 'sealed'; readonly key: string; readonly entries: readonly NumberedEntry[] }
  /** Entries that are not told, by their numbers. */
  | { readonly is: 'untold'; readonly key: string; readonly first: number; readonly last: number }

/** Somebody who stops for longer than this begins anew, in milliseconds. */
export const TYPING_PAUSE_MS = 30 * 60_000

/**
 * Entries as rows, the newest first as they come. A row is called after its newest entry, and keeps its name when a page
 * brings older ones that belong to it.
 */
export function rowsOf(entries: readonly RecordEntry[]): RecordRow[] {
  const rows: RecordRow[] = []
  for (const entry of entries) {
    const before = rows.at(-1)
    const joined = before && join(before, entry)
    if (joined) rows[rows.length - 1] = joined
    else rows.push(rowOf(entry))
  }
  return rows
}

function rowOf(entry: RecordEntry): RecordRow {
  const key = String(entry.seq)
  if (entry.told === 'not') return { is: 'untold', key, first: entry.first, last: entry.seq }
  if (entry.told === 'number') return { is: 'sealed', key, entries: [entry] }
  return isTyping(entry) ? { is: 'typed', key, entries: [entry] } : { is: 'said', key, entries: [entry] }
}

function join(row: RecordRow, older: RecordEntry): RecordRow | null {
  if (row.is === 'untold' && older.told === 'not') return { ...row, first: older.first }
  if (row.is === 'sealed' && older.told === 'number') return { ...row, entries: [...row.entries, older] }
  if (row.is !== 'typed' || !isSaid(older) || !isTyping(older)) return null
  const newer = row.entries.at(-1)
  return newer && goOn(older, newer) ? { ...row, entries: [...row.entries, older] } : null
}

const TYPED: readonly string[] = [TEXT_KINDS.updated, TEXT_KINDS.healed]

/** What the server repairs in the wake of somebody's change belongs to it. Of whom it is has to be told. */
function isTyping({ kind, actor }: SaidEntry): boolean {
  return actor !== null && TYPED.includes(kind)
}

function goOn(older: SaidEntry, newer: SaidEntry): boolean {
  const [one, other] = [older.actor, newer.actor]
  if (!one || !other || newer.at - older.at > TYPING_PAUSE_MS) return false
  const isSame = one.personId === other.personId && one.seatId === other.seatId && one.role === other.role
  return isSame && older.enteredFor === newer.enteredFor
}

/** How many changes a row of typing holds: what the server repaired is none of the person's own. */
export function changesIn(entries: readonly SaidEntry[]): number {
  return entries.filter(({ kind }) => kind === TEXT_KINDS.updated).length
}

/** What somebody looks for in the record. */
export interface Sought {
  readonly matter: 'all' | 'decisions'
  readonly provisionId: string | null
  readonly personId: PersonId | null
}

export const SEEK_ALL: Sought = { matter: 'all', provisionId: null, personId: null }

/** Whether somebody looks for less than everything. */
export function seeksLess({ matter, provisionId, personId }: Sought): boolean {
  return matter !== 'all' || provisionId !== null || personId !== null
}

/** The rows in which something is that is sought. What is not told fits nothing but everything. */
export function rowsSought(rows: readonly RecordRow[], sought: Sought): readonly RecordRow[] {
  return seeksLess(sought) ? rows.filter((row) => fits(row, sought)) : rows
}

function fits(row: RecordRow, { matter, provisionId, personId }: Sought): boolean {
  if (row.is === 'untold' || row.is === 'sealed') return false
  const [entry] = row.entries
  if (!entry) return false
  if (matter === 'decisions' && !(isRecordKind(entry.kind) && MATTERS[entry.kind] === 'decision'))
    return false
  if (personId !== null && entry.actor?.personId !== personId) return false
  return provisionId === null || provisionsIn(entry).includes(provisionId)
}

/** The provisions that an entry names, each once. A change of the text names none: where it was made is in the text only. */
export function provisionsIn({ body }: Pick<SaidEntry, 'body'>): readonly string[] {
  if (!body) return []
  const several = Array.isArray(body.provisionIds) ? (body.provisionIds as unknown[]) : []
  const carried = Array.isArray(body.carried) ? (body.carried as unknown[]) : []
  const moved = carried.flatMap((one) => (isPair(one) ? [one.from, one.to] : []))
  const all = [body.provisionId, ...several, ...moved]
  return [...new Set(all.filter((id): id is string => typeof id === 'string'))]
}

function isPair(said: unknown): said is { readonly from: unknown; readonly to: unknown } {
  return typeof said === 'object' && said !== null && 'from' in said && 'to' in said
}
