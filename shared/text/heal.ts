import type * as Y from 'yjs'
import { newId } from '../ids'
import { groupsOf, headersOf } from './build'
import { rawDeleteAll, type Stretch } from './flat'
import { PLAIN_BLOCK, writeBlockFormats, type BlockFormats } from './formats'
import { provisionsOf, type TextProvision } from './provisions'

/** How a text is to be repaired. */
export interface Repair {
  readonly makeId?: () => string
  /** Origin of the transaction. */
  readonly origin?: unknown
  /** Provisions of which nothing may change, not even what says nothing. */
  readonly isSettled?: (id: string) => boolean
}

/** Most provisions that are repaired in one go: it is one update, and everybody waits for it. */
const MOST_AT_ONCE = 500

/**
 * Repairs what editing at the same time can leave behind, in one transaction and one walk over the text. Only the server
 * does this, when the document is quiet or has been typed in for long: words before the first boundary get one, boundaries that bear an id a second
 * time get a new id, empty deleted boundaries go, and so does the mark of a header row that stands below a row that is
 * none. Of very many the first are repaired, the others the next time.
 *
 * @returns whether anything changed
 */
export function heal(
  text: Y.Text,
  { makeId = newId, origin = null, isSettled = () => false }: Repair = {},
): boolean {
  const { doc } = text
  if (!doc) throw new Error('the text belongs to no document')
  const provisions = provisionsOf(text)
  const misplaced = new Set(misplacedHeaders(provisions).filter(({ id }) => !isSettled(id)))
  const ill = provisions.filter((provision) => isIll(provision) || misplaced.has(provision))
  if (ill.length === 0) return false
  const cure = new Cure(makeId)
  for (const provision of ill.slice(0, MOST_AT_ONCE)) cure.add(provision, misplaced.has(provision))
  doc.transact(() => cure.write(text), origin)
  return true
}

function misplacedHeaders(provisions: readonly TextProvision[]): TextProvision[] {
  return groupsOf(provisions).flatMap(({ table, members }) =>
    members.slice(table === null ? 0 : headersOf(members)).filter(({ header }) => header),
  )
}

function isIll(provision: TextProvision): boolean {
  return provision.isHead || provision.hidden || provision.shownId !== provision.id
}

type Change =
  | { retain: number; attributes?: Record<string, unknown> }
  | { insert: { b: string }; attributes: Record<string, unknown> }

/** What is to be written for provisions that are given in order: new boundaries and marks first, then what goes. */
class Cure {
  readonly #makeId: () => string
  readonly #changes: Change[] = []
  readonly #gone: Stretch[] = []
  /** Up to where the changes reach, in the text as it stands. */
  #at = 0
  #inserted = 0

  constructor(makeId: () => string) {
    this.#makeId = makeId
  }

  add(provision: TextProvision, isMisplaced: boolean): void {
    const { from, to, isHead, hidden } = provision
    if (isHead) this.#begin(0, PLAIN_BLOCK)
    else if (hidden) this.#remove(from, to)
    else if (provision.shownId !== provision.id) {
      this.#remove(from, from + 1)
      this.#begin(from + 1, isMisplaced ? { ...provision, header: false } : provision)
    } else this.#unmark(from)
  }

  write(text: Y.Text): void {
    if (this.#changes.length > 0) text.applyDelta(this.#changes)
    if (this.#gone.length > 0) rawDeleteAll(text, this.#gone)
  }

  #begin(at: number, block: BlockFormats): void {
    this.#goTo(at)
    const id = this.#makeId()
    this.#changes.push({ insert: { b: id }, attributes: { ...writeBlockFormats(id, block) } })
    this.#inserted += 1
  }

  #unmark(at: number): void {
    this.#goTo(at)
    this.#changes.push({ retain: 1, attributes: { header: null } })
    this.#at += 1
  }

  #remove(from: number, to: number): void {
    this.#gone.push({ from: from + this.#inserted, to: to + this.#inserted })
  }

  #goTo(at: number): void {
    if (at > this.#at) this.#changes.push({ retain: at - this.#at })
    this.#at = at
  }
}
