import type { Node } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { presentOf, replaceWith } from '../../client/pages/document/put-back'
import type { ProvisionId } from '../../shared/ids'
import { marks, nodes, schema } from '../../shared/text/schema'
import { show } from '../support/peer'

const ID = 'p1' as ProvisionId
const note = nodes.footnoteReference.create({ id: 'f1' })
const reference = nodes.crossReference.create({ target: 'p2' })
const link = (text: string) => schema.text(text, [marks.link.create({ href: 'https://example.org' })])

const stateOf = (...content: (string | Node)[]) =>
  EditorState.create({
    doc: nodes.doc.create(null, [
      nodes.provision.create(
        { id: ID },
        content.map((part) => (typeof part === 'string' ? schema.text(part) : part)),
      ),
    ]),
  })

/** A provision after kept words were put into it, and how many changes that took. */
function putBack(kept: string, ...content: (string | Node)[]) {
  const state = stateOf(...content)
  const present = presentOf(state, ID)
  if (!present) throw new Error('there is no such provision')
  const tr = replaceWith(state, present, kept)
  return { said: show(tr.doc), steps: tr.steps.length }
}

describe('a provision that is made to say kept words', () => {
  it('is compared by its words alone', () => {
    const present = presentOf(stateOf('the report', note, ' and thanks', reference), ID)
    expect(present?.text).toBe('the report and thanks')
  })

  it('keeps its footnotes and references where words change before, behind and around them', () => {
    const { said } = putBack('the long report and thanks the chair warmly', 'the report', note, ' and thanks')
    expect(said).toBe('the long report<footnoteReference> and thanks the chair warmly')
    expect(putBack('Recalls  also of May', 'Recalls ', reference, ' of May').said).toBe(
      'Recalls <crossReference> also of May',
    )
  })

  it('keeps them when the words on both their sides go', () => {
    expect(putBack('Recalls it', 'Recalls ', 'the report', note, ' of the chair', reference).said).toBe(
      'Recalls it<footnoteReference><crossReference>',
    )
    expect(putBack('all else', note, 'words').said).toBe('<footnoteReference>all else')
  })

  it('has new words behind the reference that stands there, and before one that begins the provision', () => {
    expect(putBack('the report warmly', 'the report', note).said).toBe('the report<footnoteReference> warmly')
    expect(putBack('and the report', 'the report', note).said).toBe('and the report<footnoteReference>')
    expect(putBack('words', note).said).toBe('words<footnoteReference>')
  })

  it('is changed only where it differs, and nowhere when it says the same', () => {
    expect(putBack('one two three four', 'one two three four').steps).toBe(0)
    expect(putBack('one and three or four', 'one two three four').steps).toBe(2)
    expect(putBack('one three', 'one two three').said).toBe('one three')
  })

  it('keeps formats, and a link does not grow', () => {
    expect(putBack('see the page at once', 'see ', link('the page')).said).toBe('see *the page* at once')
    expect(putBack('see the site', 'see ', link('the page')).said).toBe('see *the site*')
  })

  it('keeps a cell boundary that ended up in it', () => {
    const separator = nodes.separator.create({ column: 'k1' })
    expect(putBack('one\ttwo three', 'one', separator, 'two').said).toBe('one<separator>two three')
    expect(putBack('one and two', 'one', separator, 'two').said).toBe('one<separator> and two')
    expect(putBack('(one)(two)', '(one)', separator, '(two)').said).toBe('(one)<separator>(two)')
    expect(putBack('one\ttwo', 'three').said).toBe('one two')
  })
})
