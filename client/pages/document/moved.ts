import type { Node } from 'prosemirror-model'
import { labelsOf, type Labels } from '../../editor/labels'
import type { Move } from '../../editor/moving'
import { t } from '../../i18n.svelte'
import type { Numbering } from '../../../shared/text/numbering'
import { itemsOf } from './outline/rows'

/** What a provision or table is called: by its number or, where it has none, by its first words. */
export function nameIn(doc: Node, id: string, labels: Labels): string {
  const label = labels.provisions.get(id)
  if (label !== undefined) return label
  const item = itemsOf(doc).find((one) => one.id === id)
  if (!item || item.kind === 'row') return t('outline.table')
  return item.words === '' ? t('outline.blank') : item.words
}

/** Says to those who listen what was moved and what it is now. */
export function movedWords({ tr, id, count }: Move, before: Labels, numbering: Numbering): string {
  const items = itemsOf(tr.doc)
  const place = items.findIndex((item) => item.id === id) + 1
  const label = labelsOf(tr.doc, numbering).provisions.get(id)
  const what = nameIn(tr.before, id, before)
  const now = label ?? t('outline.place', { place, count: items.length })
  return count === 1 ? t('outline.moved', { what, now }) : t('outline.moved.together', { what, now, count })
}
