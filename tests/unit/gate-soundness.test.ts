import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { compose } from '../../shared/text/compose'
import { Replica } from '../../server/collab/replica'
import { Desk, editing, senderOf } from '../support/desk'

const SERVER = 1
const MINE = 50

/** A replica in which nothing needs repair, and somebody who edits it. */
function wellText(): { replica: Replica; edit: (by: (text: Y.Text) => void) => void } {
  const first = new Desk(SERVER)
  compose(first.text, [
    { id: 'a', kind: 'preambular', runs: ['Recalls'] },
    { id: 'b', runs: ['Requests'] },
  ])
  const replica = Replica.from([Y.encodeStateAsUpdate(first.doc)])
  replica.heal({})
  const desk = Desk.at(replica, MINE)
  const edit = (by: (text: Y.Text) => void): void => {
    const result = replica.submit(desk.edit(by), senderOf(MINE), editing())
    if (!result.ok) throw new Error(result.refusal.code)
  }
  return { replica, edit }
}

describe('a replica', () => {
  it('may need repair as long as nobody has looked', () => {
    const { replica } = wellText()
    expect(replica.mayBeIll).toBe(false)
    expect(Replica.from([Y.encodeStateAsUpdate(replica.doc)]).mayBeIll).toBe(true)
  })

  it('needs no repair after letters', () => {
    const { replica, edit } = wellText()
    edit((text) => text.insert(3, 'x', {}))
    edit((text) => text.insert(4, 'y', {}))
    expect(replica.mayBeIll).toBe(false)
  })

  it.each<[string, (text: Y.Text) => void]>([
    ['words before the first boundary', (text) => text.insert(0, 'Lost', {})],
    ['something was deleted', (text) => text.delete(3, 1)],
    ['words got a format', (text) => text.format(2, 3, { strong: true })],
    ['a boundary came', (text) => text.insertEmbed(4, { b: 'c' }, { kind: 'c=operative' })],
  ])('may need repair after %s', (_, by) => {
    const { replica, edit } = wellText()
    edit(by)
    expect(replica.mayBeIll).toBe(true)
  })

  it('may need repair after words in a provision that was ever said to be gone', () => {
    const { replica, edit } = wellText()
    edit((text) => text.format(0, 1, { gone: 'a=1' }))
    replica.heal({})
    expect(replica.mayBeIll).toBe(false)
    edit((text) => text.insert(3, 'x', {}))
    expect(replica.mayBeIll).toBe(true)
  })

  it('may need repair as long as a repair found something', () => {
    const { replica, edit } = wellText()
    edit((text) => text.insert(0, 'Lost', {}))
    expect(replica.heal({}).effect).not.toBeNull()
    expect(replica.mayBeIll).toBe(true)
    expect(replica.heal({}).effect).toBeNull()
    expect(replica.mayBeIll).toBe(false)
  })
})
