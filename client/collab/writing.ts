import type * as Y from 'yjs'
import { newId } from '../../shared/ids'
import { compose, type ProvisionSource, type SourceRun } from '../../shared/text/compose'
import { rawDelete } from '../../shared/text/flat'
import {
  blockValue,
  HEAD_ID,
  PROVISION_KINDS,
  writeBlockFormats,
  type ProvisionKind,
} from '../../shared/text/formats'
import { provisionsOf, type TextProvision } from '../../shared/text/provisions'
import { segmentsFrom, tokensOf, type ContentSegment, type ProvisionContent } from './content'
import { contentOfProvision } from './reading'
import type { Deed } from './rebase'

/** A deed and the provision it is about. */
export interface DeedFor {
  readonly provisionId: string
  readonly deed: Deed
}

/** Does deeds to a fresh text, in order, in one transaction of this origin. */
export function carryOut(text: Y.Text, deeds: readonly DeedFor[], origin: unknown): void {
  const { doc } = text
  if (!doc) throw new Error('the text belongs to no document')
  doc.transact(() => {
    for (const { provisionId, deed } of deeds) carryOutOne(text, provisionId, deed, origin)
  }, origin)
}

function carryOutOne(text: Y.Text, provisionId: string, deed: Deed, origin: unknown): void {
  if (deed.do === 'nothing') return
  const provisions = provisionsOf(text).filter((provision) => !provision.hidden)
  if (deed.do === 'insert') {
    const at = deed.after === null ? 0 : (find(provisions, deed.after)?.to ?? text.length)
    const id = provisionId === HEAD_ID ? newId() : provisionId
    return compose(text, [sourceOf(id, deed.content)], at, origin)
  }
  const target = find(provisions, provisionId)
  if (!target || target.isHead) return
  if (deed.do === 'delete') remove(text, target)
  else rewrite(text, target, deed.content)
}

const find = (provisions: readonly TextProvision[], id: string) =>
  provisions.find(({ shownId }) => shownId === id)

function remove(text: Y.Text, { id, from, to }: TextProvision): void {
  rawDelete(text, from + 1, to - from - 1)
  text.format(from, 1, { gone: blockValue(id, '1') })
}

/** Makes a provision say something else, touching only the words and block formats that differ. */
function rewrite(text: Y.Text, target: TextProvision, content: ProvisionContent): void {
  rewriteWords(text, target, content)
  const present = writeBlockFormats(target.id, target)
  const wanted = writeBlockFormats(target.id, { ...blockOf(content), gone: false })
  const changed: Record<string, string | null> = {}
  for (const key of Object.keys({ ...present, ...wanted })) {
    if (present[key] !== wanted[key]) changed[key] = wanted[key] ?? null
  }
  if (Object.keys(changed).length > 0) text.format(target.from, 1, changed)
}

function rewriteWords(text: Y.Text, target: TextProvision, content: ProvisionContent): void {
  const present = tokensOf(contentOfProvision(target))
  const wanted = tokensOf(content)
  const start = commonStart(present, wanted)
  const end = commonEnd(present.slice(start), wanted.slice(start))
  const stays = lengthOf(segmentsFrom(present.slice(0, start)))
  const goes = lengthOf(segmentsFrom(present.slice(start, present.length - end)))
  const at = target.from + 1 + stays
  const exact = lengthOf(contentOfProvision(target).segments) === target.to - target.from - 1
  // objects that this version does not know take up places that cannot be counted: then all words are replaced
  if (!exact) {
    rawDelete(text, target.from + 1, target.to - target.from - 1)
    return insertSegments(text, target.from + 1, content.segments)
  }
  rawDelete(text, at, goes)
  insertSegments(text, at, segmentsFrom(wanted.slice(start, wanted.length - end)))
}

function insertSegments(text: Y.Text, at: number, segments: readonly ContentSegment[]): void {
  let offset = at
  for (const { insert, marks } of segments) {
    if (typeof insert === 'string') text.insert(offset, insert, { ...marks })
    else text.insertEmbed(offset, insert, { ...marks })
    offset += typeof insert === 'string' ? insert.length : 1
  }
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1
  return length
}

const commonEnd = (a: readonly string[], b: readonly string[]) =>
  commonStart([...a].reverse(), [...b].reverse())

const lengthOf = (segments: readonly ContentSegment[]) =>
  segments.reduce((sum, { insert }) => sum + (typeof insert === 'string' ? insert.length : 1), 0)

function blockOf({ kind, level, dir, table, header }: ProvisionContent) {
  return { kind: kindOf(kind), level, dir, table: table === '' ? null : table, header: header === true }
}

const kindOf = (kind: string): ProvisionKind => PROVISION_KINDS.find((known) => known === kind) ?? 'operative'

function sourceOf(id: string, content: ProvisionContent): ProvisionSource {
  return { id, ...blockOf(content), runs: content.segments.map(runOf) }
}

function runOf({ insert, marks }: ContentSegment): SourceRun {
  if (typeof insert === 'string') return { text: insert, formats: marks }
  const [key, id = ''] = Object.entries(insert)[0] ?? []
  if (key === 'c') return { column: id }
  return key === 'f' ? { footnote: id, formats: marks } : { reference: id, formats: marks }
}
