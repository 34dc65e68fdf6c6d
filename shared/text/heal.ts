import type * as Y from 'yjs'
import { newId } from '../ids'
import { groupsOf, headersOf } from './build'
import { compose } from './compose'
import { rawDelete } from './flat'
import { writeBlockFormats } from './formats'
import { provisionsOf, type TextProvision } from './provisions'

interface Healing {
  readonly makeId?: () => string
  /** Origin of the transaction. */
  readonly origin?: unknown
  /** Provisions of which nothing may change, not even what says nothing. */
  readonly isSettled?: (id: string) => boolean
}

/**
 * Repairs what editing at the same time can leave behind, in one transaction. Only the server does this, when the
 * document is quiet: words before the first boundary get one, boundaries that bear an id a second time get a new id,
 * empty deleted boundaries go, and so does the mark of a header row that stands below a row that is none.
 *
 * @returns whether anything changed
 */
export function heal(
  text: Y.Text,
  { makeId = newId, origin = null, isSettled = () => false }: Healing = {},
): boolean {
  const { doc } = text
  if (!doc) throw new Error('the text belongs to no document')
  const provisions = provisionsOf(text)
  const misplaced = new Set(misplacedHeaders(provisions).filter(({ id }) => !isSettled(id)))
  const ill = provisions.filter((provision) => isIll(provision) || misplaced.has(provision))
  if (ill.length === 0) return false
  doc.transact(() => {
    // from the end to the start, so that the offsets still to come stay true
    for (const provision of ill.reverse()) {
      if (misplaced.has(provision)) text.format(provision.from, 1, { header: null })
      if (isIll(provision)) cure(text, provision, makeId)
    }
  }, origin)
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

function cure(text: Y.Text, provision: TextProvision, makeId: () => string): void {
  const { from, to } = provision
  if (provision.isHead) compose(text, [{ id: makeId(), runs: [] }], 0)
  else if (provision.hidden) rawDelete(text, from, to - from)
  else {
    const id = makeId()
    text.applyDelta([
      { retain: from + 1 },
      { insert: { b: id }, attributes: writeBlockFormats(id, provision) },
    ])
    rawDelete(text, from, 1)
  }
}
