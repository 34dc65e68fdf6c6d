import { expect, it } from 'vitest'
import { decideCreate, EMPTY_DOCUMENT, evolveDocument, type DocumentFacts } from '../../shared/documents'
import type { DocumentId } from '../../shared/ids'
import { EMPTY_MEETING, evolveMeeting, listed, MAIN_STREAM } from '../../shared/meetings'
import { decidePutPracticeAside, roleIn } from '../../shared/practice'
import { ok, refuse } from '../../shared/result'
import { can, ROLES } from '../../shared/roles'
import { actor, Record } from '../support/record'

const real: DocumentFacts = {
  documentId: 'd1' as DocumentId,
  title: 'Zero draft',
  language: 'en',
  onlyFor: null,
}
const practice: DocumentFacts = { ...real, documentId: 'p1' as DocumentId, isPractice: true }
const madeBy = (role: (typeof ROLES)[number]) => decideCreate(practice, actor(role), 1, { right: 'practise' })

const made = (facts: DocumentFacts) => {
  const record = new Record()
  record.write(decideCreate(facts, actor('coordinator'), 1))
  return record
}

it('lets everybody type and bring down the gavel in a practice document, and changes no role elsewhere', () => {
  for (const role of ROLES) {
    expect(can(roleIn(practice, role), 'editText')).toBe(true)
    expect(can(roleIn(practice, role), 'gavel')).toBe(true)
    expect(roleIn(real, role)).toBe(role)
  }
})

it('may be made by everybody, unlike a document that counts', () => {
  for (const role of ROLES) expect(madeBy(role).ok).toBe(true)
  expect(decideCreate(real, actor('observer'), 1)).toEqual(refuse('not-allowed'))
})

it('is known to the house as the practice in use, until another takes its place', () => {
  const record = new Record(MAIN_STREAM)
  record.write(ok(listed(real, actor('coordinator'), 1)))
  expect(record.fold(EMPTY_MEETING, evolveMeeting).practice).toBeNull()
  record.write(ok(listed(practice, actor('observer'), 2)))
  record.write(ok(listed({ ...practice, documentId: 'p2' as DocumentId }, actor('drafter'), 3)))
  const { practice: inUse, documents } = record.fold(EMPTY_MEETING, evolveMeeting)
  expect(inUse).toBe('p2')
  expect(documents.size).toBe(3)
})

it('is put aside by everybody, once; a document that counts is not', () => {
  const record = made(practice)
  const state = () => record.fold(EMPTY_DOCUMENT, evolveDocument)
  record.write(decidePutPracticeAside(state(), actor('observer'), 2))
  expect(state().archived).toBe(true)
  expect(decidePutPracticeAside(state(), actor('observer'), 3)).toEqual(ok([]))
  const counting = made(real).fold(EMPTY_DOCUMENT, evolveDocument)
  for (const role of ROLES)
    expect(decidePutPracticeAside(counting, actor(role), 2)).toEqual(refuse('not-allowed'))
})
