import type * as Y from 'yjs'
import { newId } from '../ids'
import { compose } from './compose'
import { rawDelete } from './flat'
import { writeBlockFormats } from './formats'
import { provisionsOf, type TextProvision } from './provisions'

/**
 * Repairs what editing at the same time can leave behind, in one transaction. Only the server does this, when the
 * document is quiet: words before the first boundary get one, boundaries that bear an id a second time get a new id,
 * empty deleted boundaries go.
 *
 * @returns whether anything changed
 */
export function heal(text: Y.Text, makeId: () => string = newId, origin: unknown = null): boolean {
  const { doc } = text
  if (!doc) throw new Error('the text belongs to no document')
  const ill = provisionsOf(text).filter(isIll)
  if (ill.length === 0) return false
  doc.transact(() => {
    // from the end to the start, so that the offsets still to come stay true
    for (const provision of ill.reverse()) cure(text, provision, makeId)
  }, origin)
  return true
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
