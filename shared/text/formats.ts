import { isId } from '../ids'
import { isLanguage, type Direction } from '../languages'

/** What a boundary may begin. `footnote` is the text of a note; its reference is an embed `{ f: id }`. */
export const PROVISION_KINDS = [
  'title',
  'heading',
  'preambular',
  'operative',
  'sub',
  'row',
  'footnote',
] as const
export type ProvisionKind = (typeof PROVISION_KINDS)[number]

/** Kind of a provision whose boundary names none that is known. */
export const DEFAULT_KIND: ProvisionKind = 'operative'

/** Deepest level of a provision: 0 is not indented. */
export const MAX_LEVEL = 4

/** Longest address of a link, in UTF-16 units. */
export const MAX_LINK_LENGTH = 2_000

/**
 * Formats of a boundary. `bins` and `bdel` are reserved for suggested splits and joins. A new one needs no other
 * version of the text schema: who does not know it leaves it where it is.
 */
export const BLOCK_KEYS = ['kind', 'level', 'dir', 'tbl', 'header', 'gone', 'bins', 'bdel'] as const
export type BlockKey = (typeof BLOCK_KEYS)[number]

/** Formats as they stand on a stretch of flat text. Values come from other replicas: nothing is known of them. */
export type Formats = Readonly<Record<string, unknown>>

/** An object in the text. Known ones have exactly one key: `b` boundary, `c` cell, `f` footnote, `x` cross reference. */
export type Embed = Readonly<Record<string, unknown>>
export type EmbedKey = 'b' | 'c' | 'f' | 'x'

/** What a boundary says of its provision. */
export interface BlockFormats {
  readonly kind: ProvisionKind
  readonly level: number
  /** Null: the direction follows the words. */
  readonly dir: Direction | null
  /** Table that a row belongs to. */
  readonly table: string | null
  /** Whether a row says what the columns below it hold; of other provisions it says nothing. */
  readonly header: boolean
  readonly gone: boolean
}

/** What a boundary with no format says. */
export const PLAIN_BLOCK: BlockFormats = {
  kind: DEFAULT_KIND,
  level: 0,
  dir: null,
  table: null,
  header: false,
  gone: false,
}

/** Whether a format key belongs to boundaries, not to words. */
export function isBlockKey(key: string): key is BlockKey {
  return (BLOCK_KEYS as readonly string[]).includes(key)
}

/** A block value as stored: it carries the id of its boundary, so that a value that leaked is recognised. */
export function blockValue(id: string, value: string | number): string {
  return `${id}=${value}`
}

/** Reads the formats of the boundary `id`; foreign, unknown and senseless values are ignored. */
export function readBlockFormats(id: string, formats: Formats): BlockFormats {
  const { kind, level, dir, tbl, header, gone } = formats
  const said = {
    kind: ownValue(id, kind),
    level: ownValue(id, level),
    dir: ownValue(id, dir),
    table: ownValue(id, tbl),
  }
  return {
    kind: isKind(said.kind) ? said.kind : DEFAULT_KIND,
    level: isLevel(said.level) ? Number(said.level) : 0,
    dir: isDirection(said.dir) ? said.dir : null,
    table: isId(said.table) ? said.table : null,
    header: ownValue(id, header) === '1',
    gone: ownValue(id, gone) === '1',
  }
}

/** The formats that a boundary `id` carries to say what `block` says; what is plain is left out. */
export function writeBlockFormats(id: string, block: BlockFormats): Record<string, string> {
  const formats: Record<string, string> = { kind: blockValue(id, block.kind) }
  if (block.level > 0) formats.level = blockValue(id, block.level)
  if (block.dir !== null) formats.dir = blockValue(id, block.dir)
  if (block.table !== null) formats.tbl = blockValue(id, block.table)
  if (block.header) formats.header = blockValue(id, '1')
  if (block.gone) formats.gone = blockValue(id, '1')
  return formats
}

/** The key and id of a well-formed embed, null for every other object. */
export function readEmbed(embed: Embed): { key: EmbedKey; id: string } | null {
  const keys = Object.keys(embed)
  const key = keys[0]
  if (keys.length !== 1 || (key !== 'b' && key !== 'c' && key !== 'f' && key !== 'x')) return null
  const id = embed[key]
  return isId(id) ? { key, id } : null
}

/** Whether a client may write a format. `null` as value ends the format; reserved keys are the server's. */
export function admitsFormat(key: string, value: unknown, mayLeadTo = isPlainLink): boolean {
  if (key === 'strong' || key === 'em') return value === null || value === true
  if (key === 'lang') return value === null || isLanguage(value)
  if (key === 'link') return value === null || mayLeadTo(value)
  return isBlockKey(key) && key !== 'bins' && key !== 'bdel' && (value === null || isBlockValue(key, value))
}

/** Whether a client may write an embed. */
export function admitsEmbed(embed: unknown): boolean {
  if (typeof embed !== 'object' || embed === null || Array.isArray(embed)) return false
  const read = readEmbed(embed as Embed)
  return read !== null && !(read.key === 'b' && read.id === HEAD_ID)
}

/** Shown in place of an id for text that stands before the first boundary. No boundary may bear it. */
export const HEAD_ID = 'head'

/** Whether a value is an address that a link in a text may lead to: what was agreed with it is read with it. */
export function isLink(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LINK_LENGTH && SAFE_LINK.test(value)
}

/** Whether a link may be written, or followed: nothing in it cannot be seen, and no name before the host passes for the host. */
export function isPlainLink(value: unknown): value is string {
  return isLink(value) && !/\p{Cf}|^https?:\/\/[^/?#]*@/iu.test(value)
}

/** The id of the boundary that a block value speaks of, or null when it is no block value. */
export function ownerOfBlockValue(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const at = value.indexOf('=')
  return at > 0 && isId(value.slice(0, at)) ? value.slice(0, at) : null
}

const SAFE_LINK = /^(?:https?:\/\/|mailto:)[^\s<>"'`\\\p{Cc}]+$/iu

function isBlockValue(key: BlockKey, value: unknown): boolean {
  const owner = ownerOfBlockValue(value)
  const said = owner === null ? null : ownValue(owner, value)
  if (said === null) return false
  if (key === 'kind') return isKind(said)
  if (key === 'level') return isLevel(said)
  if (key === 'dir') return isDirection(said)
  if (key === 'tbl') return isId(said)
  return said === '1'
}

function ownValue(id: string, value: unknown): string | null {
  if (typeof value !== 'string' || !value.startsWith(id) || value[id.length] !== '=') return null
  return value.slice(id.length + 1)
}

const isKind = (value: string | null): value is ProvisionKind =>
  (PROVISION_KINDS as readonly (string | null)[]).includes(value)
const isLevel = (value: string | null): boolean => value !== null && /^[0-4]$/.test(value)
const isDirection = (value: string | null): value is Direction => value === 'ltr' || value === 'rtl'
