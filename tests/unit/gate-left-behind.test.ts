import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { textHashOf } from '../../shared/text/canonical'
import type { ProvisionSource } from '../../shared/text/compose'
import { provisionsOf } from '../../shared/text/provisions'
import { Replica } from '../../server/collab/replica'
import { Desk, editing, readable, senderOf } from '../support/desk'
import { Peer, updateOf } from '../support/peer'

const SETTLED = editing({ p: 'provision-settled' })

/** Somebody moves `p` to the top; what is left of it stands between `a` and `c`. */
function moved(more: readonly ProvisionSource[] = []): Replica {
  const replica = Replica.from([
    updateOf([
      { id: 'a', runs: ['Alpha'] },
      ...more,
      { id: 'p', runs: ['Agreed words'] },
      { id: 'c', runs: ['Gamma'] },
    ]),
  ])
  const mover = new Peer('m', 50, Y.encodeStateAsUpdate(replica.doc))
  mover.move('p', 0)
  expect(send(replica, written(mover, replica), 50, editing())).toBe('in')
  expect(readable(replica.text)).toMatch(/^\[p\]Agreed words\[a\].*\[p\]\[c\]Gamma$/)
  return replica
}

const written = (peer: Peer, replica: Replica): Uint8Array =>
  Y.encodeStateAsUpdate(peer.ydoc, Y.encodeStateVector(replica.doc))

/** @returns what is said of an update; whatever that is, the settled words and where they stand stay */
function send(replica: Replica, update: Uint8Array, client: number, policy = SETTLED): string {
  const hash = textHashOf(replica.text, 'p')
  const before = readable(replica.text)
  const result = replica.submit(update, senderOf(client), policy)
  if (policy === SETTLED) expect(textHashOf(replica.text, 'p')).toBe(hash)
  if (result.ok) return 'in'
  expect(readable(replica.text)).toBe(before)
  return `${result.refusal.code} ${String(result.refusal.detail?.['provisionId'])}`
}

describe('where a settled provision stood before it was moved', () => {
  it.each<[string, (peer: Peer) => void, string]>([
    ['Backspace joins what stands behind', (peer) => peer.join('c'), '[p]Agreed words[a]AlphaGamma'],
    [
      'a selection across it is deleted',
      (peer) => peer.dispatch(peer.state.tr.delete(peer.at('a', 3), peer.at('c', 2))),
      '[p]Agreed words[a]Alpmma',
    ],
  ])('%s', (_what, deed, text) => {
    const replica = moved()
    const peer = new Peer('j', 60, Y.encodeStateAsUpdate(replica.doc))
    deed(peer)
    expect(send(replica, written(peer, replica), 60)).toBe('in')
    expect(readable(replica.text)).toBe(text)
    peer.check()
  })

  it('what is left goes by itself, and touches nothing', () => {
    const replica = moved()
    const desk = Desk.at(replica, 60)
    const left = provisionsOf(desk.text).find(({ id, hidden }) => id === 'p' && hidden)!
    const update = desk.edit(() => desk.delete(left.from, 1))
    const result = replica.submit(update, senderOf(60), SETTLED)
    expect(result).toMatchObject({ ok: true, value: { touched: [] } })
  })

  it('what is left of a row goes with its cells', () => {
    const runs = [{ column: 'k' }, 'Agreed']
    const replica = Replica.from([
      updateOf([
        { id: 'a', runs: ['Alpha'] },
        { id: 'p', kind: 'row', table: 't', runs },
        { id: 'c', runs: ['Gamma'] },
      ]),
    ])
    const mover = Desk.at(replica, 50)
    const move = mover.edit(({ length }) => {
      const { from, to } = provisionsOf(mover.text)[1]!
      mover.text.insertEmbed(length, { b: 'p' }, { kind: 'p=row', tbl: 'p=t' })
      mover.text.insertEmbed(length + 1, { c: 'k' }, { kind: null, tbl: null })
      mover.text.insert(length + 2, 'Agreed', {})
      mover.delete(from + 2, to - from - 2)
      mover.text.format(from, 1, { gone: 'p=1' })
    })
    expect(send(replica, move, 50, editing())).toBe('in')
    const desk = Desk.at(replica, 60)
    const { from, to } = provisionsOf(desk.text)[1]!
    expect([desk.text.length > 0, to - from]).toEqual([true, 2])
    const goes = desk.edit(() => desk.delete(from, to + 1 - from))
    expect(send(replica, goes, 60)).toBe('in')
  })
})

type Edit = (desk: Desk, at: { shown: number; left: number; c: number }) => void

describe('what a move has left of a settled provision is no way to it', () => {
  const end = 'Agreed words'.length + 1

  it.each<[string, Edit]>([
    ['words are written in it', ({ text }, { left }) => text.insert(left + 1, 'x', {})],
    ['what stands behind is joined to it', (desk, { c }) => desk.delete(c, 1)],
    ['it is said to be there', ({ text }, { left }) => text.format(left, 1, { gone: null })],
    ['it is said to be another kind', ({ text }, { left }) => text.format(left, 1, { kind: 'p=heading' })],
    [
      'what is shown goes in its stead',
      (desk, { shown, left }) => {
        desk.text.format(left, 1, { gone: null })
        desk.delete(shown, end)
      },
    ],
    [
      'both go',
      (desk, { shown, left }) => {
        desk.delete(left, 1)
        desk.delete(shown, end)
      },
    ],
    [
      'it goes with a word of what is shown',
      (desk, { shown, left }) => {
        desk.delete(left, 1)
        desk.delete(shown + 1, 6)
      },
    ],
    [
      'it goes, and the boundary of what is shown',
      (desk, { shown, left }) => {
        desk.delete(left, 1)
        desk.delete(shown, 1)
      },
    ],
    [
      'it goes, and what is shown is said to be gone',
      (desk, { shown, left }) => {
        desk.delete(left, 1)
        desk.text.format(shown, 1, { gone: 'p=1' })
      },
    ],
    [
      'it goes with all that parts what stands behind from what is shown',
      (desk, { shown, c }) => desk.delete(shown + end, c + 1 - shown - end),
    ],
    [
      'it goes, and another comes',
      (desk, { left }) => {
        desk.delete(left, 1)
        desk.begin(left, 'p')
      },
    ],
    [
      'it goes, and another comes before what is shown',
      (desk, { left }) => {
        desk.delete(left, 1)
        desk.begin(0, 'p')
      },
    ],
  ])('%s', (_what, edit) => {
    const replica = moved()
    const desk = Desk.at(replica, 60)
    const all = provisionsOf(desk.text)
    const from = (test: (one: (typeof all)[number]) => boolean): number => all.find(test)!.from
    const at = {
      shown: from(({ id, hidden }) => id === 'p' && !hidden),
      left: from(({ id, hidden }) => id === 'p' && hidden),
      c: from(({ id }) => id === 'c'),
    }
    expect(
      send(
        replica,
        desk.edit(() => edit(desk, at)),
        60,
      ),
    ).toBe('provision-settled p')
  })

  it('it goes before anything is shown under the id', () => {
    const replica = Replica.from([
      updateOf([
        { id: 'p', runs: [] },
        { id: 'c', runs: ['Gamma'] },
      ]),
    ])
    const gone = Desk.at(replica, 50)
    expect(
      send(
        replica,
        gone.edit(() => gone.text.format(0, 1, { gone: 'p=1' })),
        50,
        editing(),
      ),
    ).toBe('in')
    const twin = Desk.at(replica, 51)
    const second = twin.edit(() => twin.text.insertEmbed(1, { b: 'p' }, { kind: 'p=operative', gone: 'p=1' }))
    expect(send(replica, second, 51, editing())).toBe('in')
    const desk = Desk.at(replica, 60)
    expect(
      send(
        replica,
        desk.edit(() => desk.delete(0, 1)),
        60,
      ),
    ).toBe('provision-settled p')
  })

  it('what is written in it offline meanwhile', () => {
    const replica = moved()
    const late = Desk.at(replica, 70)
    const left = provisionsOf(late.text).find(({ id, hidden }) => id === 'p' && hidden)!
    const words = late.edit(() => late.text.insert(left.to, 'late', {}))
    const desk = Desk.at(replica, 60)
    expect(
      send(
        replica,
        desk.edit(() => desk.delete(left.from, 1)),
        60,
      ),
    ).toBe('in')
    expect(send(replica, words, 70)).toBe('in')
    expect(readable(replica.text)).toBe('[p]Agreed words[a]Alphalate[c]Gamma')
  })
})
