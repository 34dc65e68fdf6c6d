import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { lostWords, notKeptYet } from '../../client/collab/lost'
import { contentsOf } from '../../client/collab/reading'
import type { UnsavedChange } from '../../client/collab/unsaved'
import { compose } from '../../shared/text/compose'
import { openText } from '../../shared/text/flat'
import { provisionsOf } from '../../shared/text/provisions'

/** A text of two provisions as the backup has it, and how to make a copy of it under another writer. */
function backup(): { text: Y.Text; copy: (clientId: number) => Y.Text } {
  const text = openText(new Y.Doc())
  compose(text, [
    { id: 'a', kind: 'operative', runs: [{ text: 'Welcomes the report' }] },
    { id: 'b', kind: 'operative', runs: [{ text: 'Requests' }] },
  ])
  return { text, copy: (clientId) => copyOf(text, clientId) }
}

function copyOf(text: Y.Text, clientId: number): Y.Text {
  const copy = openText(new Y.Doc())
  if (text.doc && copy.doc) Y.applyUpdate(copy.doc, Y.encodeStateAsUpdate(text.doc))
  if (copy.doc) copy.doc.clientID = clientId
  return copy
}

function write(text: Y.Text, id: string, words: string, clientId?: number): UnsavedChange {
  const before = contentsOf(text).get(id) ?? null
  if (clientId !== undefined && text.doc) text.doc.clientID = clientId
  text.insert(provisionsOf(text).find((one) => one.shownId === id)?.to ?? 0, words)
  return { provisionId: id, after: null, baseline: before, now: contentsOf(text).get(id) ?? null }
}

it('is nothing when the server has everything', () => {
  const { text, copy } = backup()
  const old = copy(5)
  expect(lostWords(old, text, [])).toEqual([])
})

it('is what others typed and the server no longer has, whole provisions of it', () => {
  const { text, copy } = backup()
  const old = copy(5)
  write(old, 'a', ' warmly', 9)
  expect(lostWords(old, text, [])).toMatchObject([
    { provisionId: 'a', outcome: 'kept', code: 'lost-in-restore', words: 'Welcomes the report warmly' },
  ])
})

it('is a provision of which the server has never heard', () => {
  const { text, copy } = backup()
  const old = copy(5)
  compose(old, [{ id: 'c', kind: 'operative', runs: [{ text: 'Decides' }] }], old.length)
  expect(lostWords(old, text, [])).toMatchObject([{ provisionId: 'c', words: 'Decides' }])
})

it('is not what this person typed and nobody acknowledged: that is written again', () => {
  const { text, copy } = backup()
  const old = copy(5)
  const change = write(old, 'a', ' warmly')
  expect(lostWords(old, text, [change])).toEqual([])
})

it('is what others typed before, where own words wait as well', () => {
  const { text, copy } = backup()
  const old = copy(5)
  write(old, 'a', ' of others', 9)
  const change = write(old, 'a', ' and mine', 5)
  expect(lostWords(old, text, [change])).toMatchObject([{ words: 'Welcomes the report of others' }])
})

it('is nothing once the same words are in the text again', () => {
  const { text, copy } = backup()
  const old = copy(5)
  write(old, 'a', ' warmly', 9)
  const again = copyOf(text, 7)
  write(again, 'a', ' warmly')
  expect(lostWords(old, again, [])).toEqual([])
})

it('is not kept twice', () => {
  const { text, copy } = backup()
  const old = copy(5)
  write(old, 'a', ' warmly', 9)
  const lost = lostWords(old, text, [])
  const refused = {
    ...lost[0]!,
    code: 'provision-settled',
    words: 'Welcomes the report warmly, mine',
  } as const
  expect(notKeptYet(lost, [refused])).toEqual([])
  expect(notKeptYet(lost, [{ ...refused, code: null }])).toEqual(lost)
})
