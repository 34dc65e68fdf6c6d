import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ProvisionId } from '../../shared/ids'
import { blockValue } from '../../shared/text/formats'
import { cellsOf, documentOf } from '../../shared/text/build'
import { provisionsOf, type TextProvision } from '../../shared/text/provisions'
import { firstItemOf, formatOf } from '../../shared/text/yjs-internals'
import { openText, rawDelete } from '../../shared/text/flat'
import { Intruder } from '../support/intruder'
import { siege, UNDER_SIEGE } from '../support/siege'
import { Typist } from '../support/typist'

const at = siege()
const intruders: Intruder[] = []

afterEach(() => {
  for (const intruder of intruders.splice(0)) intruder.end()
})

/** An update that somebody with a clientID of their own makes on the text as it is, by whatever means. */
async function made(
  edit: (text: Y.Text, doc: Y.Doc) => void,
): Promise<{ one: Intruder; update: Uint8Array }> {
  const caller = await at().intruder()
  const { doc } = await Typist.enter(caller, at().documentId)
  const copy = new Y.Doc()
  copy.clientID = doc.clientID
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(at().honest[1].doc))
  const before = Y.encodeStateVector(copy)
  copy.transact(() => edit(openText(copy), copy))
  const one = await Intruder.open(caller, at().documentId)
  intruders.push(one)
  return { one, update: Y.encodeStateAsUpdate(copy, before) }
}

/** The provision that was settled, and the ones around it, as a replica has them. */
function around(text: Y.Text, id: ProvisionId) {
  const all = provisionsOf(text)
  const index = all.findIndex((one) => one.shownId === id && !one.hidden)
  const [before, settled, behind] = [all[index - 1], all[index], all[index + 1]]
  if (!before || !settled || !behind) throw new Error('the settled provision has neighbours')
  return { before, settled, behind }
}

/** The last mark of emphasis that begins before an offset. */
function lastMarkBefore(text: Y.Text, offset: number): Y.Item {
  let found: Y.Item | null = null
  let left = offset
  for (let item = firstItemOf(text); item && left > 0; item = item.right) {
    if (item.deleted) continue
    if (formatOf(item)?.key === 'em') found = item
    if (item.countable) left -= item.length
  }
  if (!found) throw new Error('the text begins with emphasis')
  return found
}

describe('a settled provision', UNDER_SIEGE, () => {
  let id: ProvisionId | null = null
  let words = ''
  let hash = ''

  async function settledId(): Promise<ProvisionId> {
    if (id) return id
    const provision = (await at().provisions()).filter(({ text }) => text.length > 40)[3]
    if (!provision) throw new Error('the example is long')
    id = provision.id
    words = provision.text
    hash = await at().settle(id)
    return id
  }

  const read = async () => {
    const { provisions } = await at().coordinator.ask('document:read', { documentId: at().documentId })
    return provisions.filter((one) => one.id === id)
  }

  const attacks: [string, (text: Y.Text, id: ProvisionId, doc: Y.Doc) => void][] = [
    ['changed in its middle', (text, id) => text.insert(around(text, id).settled.from + 5, 'not ')],
    ['typed at its end', (text, id) => text.insert(around(text, id).settled.to, ' not')],
    ['joined to the one before', (text, id) => rawDelete(text, around(text, id).settled.from, 1)],
    ['joined to the one behind', (text, id) => rawDelete(text, around(text, id).behind.from, 1)],
    [
      'joined and typed into',
      (text, id) => {
        const { from } = around(text, id).behind
        rawDelete(text, from, 1)
        text.insert(from, ' not', {})
      },
    ],
    [
      'emptied',
      (text, id) => {
        const { from, to } = around(text, id).settled
        rawDelete(text, from + 1, to - from - 1)
      },
    ],
    [
      'split',
      (text, id) =>
        text.insertEmbed(
          around(text, id).settled.from + 8,
          { b: 'intruderSplit0000000' },
          {
            kind: blockValue('intruderSplit0000000', 'operative'),
          },
        ),
    ],
    [
      'marked as gone',
      (text, id) => text.format(around(text, id).settled.from, 1, { gone: blockValue(id, '1') }),
    ],
    [
      'given another kind',
      (text, id) => text.format(around(text, id).settled.from, 1, { kind: blockValue(id, 'heading') }),
    ],
    [
      'set in strong letters',
      (text, id) => text.format(around(text, id).settled.from + 1, 9, { strong: true }),
    ],
    [
      'bled into by a mark that begins before it',
      (text, id) => {
        const { before, settled } = around(text, id)
        text.format(before.to - 1, settled.from - before.to + 9, { strong: true })
      },
    ],
    [
      'doubled under its own id in front of it',
      (text, id) =>
        text.insertEmbed(around(text, id).before.from, { b: id }, { kind: blockValue(id, 'operative') }),
    ],
    [
      'doubled under its own id behind it',
      (text, id) =>
        text.insertEmbed(around(text, id).behind.from, { b: id }, { kind: blockValue(id, 'operative') }),
    ],
    [
      'replaced by an impostor',
      (text, id) => {
        const { from, to } = around(text, id).settled
        rawDelete(text, from, to - from)
        text.insertEmbed(from, { b: id }, { kind: blockValue(id, 'operative') })
        text.insert(from + 1, 'Decides the opposite', {})
      },
    ],
  ]

  it.each(attacks)('cannot be %s', async (_, edit) => {
    const id = await settledId()
    const { one, update } = await made((text, doc) => edit(text, id, doc))
    const log = await at().stands(async () => {
      const answer = await one.submit(update)
      expect(answer).not.toBe('saved')
      expect(answer).not.toBe('closed')
    })
    expect(log).toContain('refused')
    expect(await read()).toMatchObject([{ text: words, textHash: hash, status: 'agreedAdRef' }])
  })

  it('stays as it is while others write on both sides of it', async () => {
    const id = await settledId()
    const { one, update } = await made((text) => {
      const { before, behind } = around(text, id)
      text.insert(behind.from + 1, 'x')
      text.insert(before.from + 1, 'x')
    })
    expect(await one.submit(update)).toBe('saved')
    expect(await read()).toMatchObject([{ text: words, textHash: hash, status: 'agreedAdRef' }])
  })

  it('keeps its marks when the one that they are taken over from is deleted', async () => {
    const id = await settledId()
    const taken = await made((text) => {
      const { before, settled } = around(text, id)
      text.format(before.to - 1, settled.from - before.to + 9, { em: true })
    })
    await taken.one.submit(taken.update)
    const { one, update } = await made((text, doc) => {
      const mark = lastMarkBefore(text, around(text, id).before.to)
      Y.transact(doc, (transaction) => mark.delete(transaction))
    })
    expect(await one.submit(update)).toBe('provision-settled')
    expect(await read()).toMatchObject([{ text: words, textHash: hash, status: 'agreedAdRef' }])
  })
})

describe('what is shown of settled text', UNDER_SIEGE, () => {
  let settled: { header: ProvisionId; row: ProvisionId; signed: ProvisionId; note: ProvisionId } | null = null

  async function settle() {
    if (settled) return settled
    const { text } = at().honest[0]
    const all = provisionsOf(text).filter(({ hidden }) => !hidden)
    const header = all.find(({ kind }) => kind === 'row')
    const row = all[all.findIndex((one) => one === header) + 1]
    const notes = all.filter(({ kind }) => kind === 'footnote')
    const note = notes.find(({ id }) => all.some((one) => leadsTo(one, id)))
    const signed = note && all.find((one) => leadsTo(one, note.id))
    if (!header || row?.kind !== 'row' || !note || !signed)
      throw new Error('the example has a table and notes')
    for (const { id } of [header, row, signed]) await at().settle(id as ProvisionId)
    const [headerId, rowId, signedId, noteId] = [header, row, signed, note].map(({ id }) => id as ProvisionId)
    settled = { header: headerId!, row: rowId!, signed: signedId!, note: noteId! }
    return settled
  }

  type Settled = Awaited<ReturnType<typeof settle>>
  const find = (text: Y.Text, id: string): TextProvision => {
    const found = provisionsOf(text).find((one) => one.id === id)
    if (!found) throw new Error(`no provision ${id}`)
    return found
  }
  const columnsOf = (text: Y.Text, id: string): string[] =>
    cellsOf(find(text, id).segments).map(({ column }) => column)
  const putRow = (text: Y.Text, offset: number, table: string | null, columns: string[], header: boolean) => {
    const id = 'intruderRow000000000'
    const said = { kind: blockValue(id, 'row'), tbl: blockValue(id, table ?? '') }
    text.insertEmbed(offset, { b: id }, header ? { ...said, header: blockValue(id, '1') } : said)
    columns.forEach((column, index) => text.insertEmbed(offset + 1 + index, { c: column }, {}))
  }

  const attacks: [string, keyof Settled, (text: Y.Text, settled: Settled) => void][] = [
    [
      'the columns of a table in another order',
      'header',
      (text, { header }) => {
        const { from, table } = find(text, header)
        putRow(text, from, table, columnsOf(text, header).reverse(), true)
      },
    ],
    [
      'a header row as an ordinary one',
      'header',
      (text, { header }) => {
        const { from, table } = find(text, header)
        putRow(text, from, table, columnsOf(text, header), false)
      },
    ],
    [
      'cells beside a new first one',
      'header',
      (text, { row }) => {
        const { to, table } = find(text, row)
        putRow(text, to, table, columnsOf(text, row), false)
        text.insert(to + 1, 'not', {})
      },
    ],
    [
      'a sign without its note',
      'signed',
      (text, { note }) => {
        const { from, to } = find(text, note)
        rawDelete(text, from + 1, to - from - 1)
        text.format(from, 1, { gone: blockValue(note, '1') })
      },
    ],
    [
      'a sign whose note is a paragraph',
      'signed',
      (text, { note }) => text.format(find(text, note).from, 1, { kind: blockValue(note, 'operative') }),
    ],
  ]

  it.each(attacks)('is not %s', async (_, named, edit) => {
    const those = await settle()
    const before = documentOf(at().honest[1].text).toString()
    const { one, update } = await made((text) => edit(text, those))
    await at().stands(async () => expect(await one.submit(update)).toBe('provision-settled'))
    const refused = one.notices.find(({ type }) => type === 'refused')
    expect(refused).toMatchObject({ provisionId: those[named] })
    expect(withoutDots(documentOf(at().honest[1].text).toString())).toBe(withoutDots(before))
  })

  it('stays as it is when somebody adds rows to the table, and words to the note', async () => {
    const { header, row, note } = await settle()
    const { one, update } = await made((text) => {
      text.insert(find(text, note).from + 1, 'x', {})
      const { to, table } = find(text, row)
      putRow(text, to, table, columnsOf(text, header), false)
    })
    expect(await one.submit(update)).toBe('saved')
  })
})

const leadsTo = ({ segments }: TextProvision, noteId: string): boolean =>
  segments.some(({ content }) => typeof content !== 'string' && content['f'] === noteId)

/** The honest pair ends the text with a dot for each letter of theirs. */
const withoutDots = (said: string): string => said.replaceAll('.', '')
