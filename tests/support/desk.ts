import * as Y from 'yjs'
import type { PersonId } from '../../shared/ids'
import type { RefusalCode } from '../../shared/result'
import { openText, rawDelete, segmentsOf } from '../../shared/text/flat'
import { readEmbed, type Embed } from '../../shared/text/formats'
import type { Policy, Replica, Sender } from '../../server/collab/replica'

/** A sender that owns exactly these clientIDs. */
export function senderOf(...clientIds: readonly number[]): Sender {
  return {
    personId: 'somebody' as PersonId,
    role: 'drafter',
    owns: (clientId) => clientIds.includes(clientId),
  }
}

/** What an editor may do; `locks` maps the ids of locked provisions to the reason. */
export function editing(locks: Readonly<Record<string, RefusalCode>> = {}): Policy {
  return { mayEdit: true, lockOf: (id) => locks[id] ?? null, takingBack: false }
}

/** What a reader may do. */
export const READING: Policy = { mayEdit: false, lockOf: () => null, takingBack: false }

/** A person's copy of the text, edited by plain calls that keep the rules of the flat text. */
export class Desk {
  readonly doc = new Y.Doc()
  readonly text: Y.Text
  readonly sent: Uint8Array[] = []

  constructor(clientId: number, state?: Uint8Array) {
    this.text = openText(this.doc)
    if (state) Y.applyUpdate(this.doc, state)
    // set last: Yjs picks another one when it meets its own in an update
    this.doc.clientID = clientId
    this.doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) this.sent.push(update)
    })
  }

  /** A copy of what a replica says, under a clientID. */
  static at(replica: Replica, clientId: number): Desk {
    return new Desk(clientId, Y.encodeStateAsUpdate(replica.doc))
  }

  get sender(): Sender {
    return senderOf(this.doc.clientID)
  }

  /** Takes the updates that were written since the last call. */
  take(): Uint8Array[] {
    return this.sent.splice(0)
  }

  /** Edits, and returns the one update that this made. */
  edit(by: (text: Y.Text) => void): Uint8Array {
    this.take()
    this.doc.transact(() => by(this.text))
    const [update] = this.take()
    if (!update) throw new Error('the edit changed nothing')
    return update
  }

  /** Begins a provision at an offset. */
  begin(at: number, id: string, kind = 'operative'): void {
    this.text.insertEmbed(at, { b: id }, { kind: `${id}=${kind}` })
  }

  /** Offset of the first boundary with an id; throws when there is none. */
  offsetOf(id: string): number {
    let offset = 0
    for (const { content, length } of segmentsOf(this.text)) {
      if (typeof content !== 'string' && isBoundary(content, id)) return offset
      offset += length
    }
    throw new Error(`no boundary ${id}`)
  }

  delete(from: number, length: number): void {
    rawDelete(this.text, from, length)
  }
}

/** The text as one readable line: `[id]` for boundaries, `{…}` for other embeds. */
export function readable(text: Y.Text): string {
  return segmentsOf(text)
    .map(({ content }) => (typeof content === 'string' ? content : nameOf(content)))
    .join('')
}

function nameOf(embed: Embed): string {
  const read = readEmbed(embed)
  return read?.key === 'b' ? `[${read.id}]` : JSON.stringify(embed)
}

function isBoundary(embed: Embed, id: string): boolean {
  const read = readEmbed(embed)
  return read?.key === 'b' && read.id === id
}
