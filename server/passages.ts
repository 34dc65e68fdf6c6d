import type { DocumentState } from '../shared/documents'
import type { DocumentId } from '../shared/ids'
import type { Head } from '../shared/journal'
import { ok } from '../shared/result'
import { plainTextOf } from '../shared/text/canonical'
import { fold } from '../shared/text/forgiving'
import type { ProvisionKind } from '../shared/text/formats'
import { labelsOf } from '../shared/text/numbering'
import { provisionsOf, type TextProvision } from '../shared/text/provisions'
import type { Rooms } from './collab/rooms'
import { JournalDamaged } from './store/port'

/** Passages, and characters of them, that are folded or looked at in one go, so that nobody waits for a long text. */
const PIECE = { passages: 50, characters: 20_000 } as const
/** What lies further behind in one provision is not found: a whole outcome document is not much longer. */
const MAX_PASSAGE_CHARACTERS = 20_000
/** Characters of all texts that are kept ready, about 40 MB; the least recently searched are let go first. */
const MAX_KEPT_CHARACTERS = 10_000_000

/** The words of a provision, and how they are compared. */
export interface Passage {
  readonly id: string
  readonly kind: ProvisionKind
  readonly label: string
  readonly text: string
  readonly folded: string
}

type Labels = ReturnType<typeof labelsOf>
type Pieces = readonly (readonly Passage[])[]

interface Read {
  readonly state: DocumentState
  readonly provisions: readonly TextProvision[]
  readonly hash: string
}

interface Kept {
  readonly hash: string
  readonly pieces: Pieces
  readonly characters: number
}

interface Needs {
  /** Runs a short task when it is in nobody's way. */
  readonly inSlice: <Value>(work: () => Value) => Promise<Value>
  readonly rooms: Pick<Rooms, 'use'>
  readonly headOf: (documentId: DocumentId) => Promise<Head>
}

/** The committed words of documents, ready to be searched as long as nothing happens in them. */
export class Passages {
  readonly #needs: Needs
  /** In the order in which they were last asked for. */
  readonly #kept = new Map<DocumentId, Kept>()
  #characters = 0

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** The passages of a document, in pieces; none when its text cannot be read at this moment. */
  async of(documentId: DocumentId): Promise<Pieces> {
    const { hash } = await this.#needs.headOf(documentId)
    const kept = this.#kept.get(documentId)
    if (kept?.hash === hash) {
      this.#kept.delete(documentId)
      this.#kept.set(documentId, kept)
      return kept.pieces
    }
    return this.#read(documentId)
  }

  async #read(documentId: DocumentId): Promise<Pieces> {
    const read = await this.#provisionsOf(documentId)
    if (!read) return []
    const { state, provisions, hash } = read
    const shown = provisions.filter(({ hidden, isHead }) => !hidden && !isHead)
    const labels = labelsIn(state, shown)
    const pieces: (readonly Passage[])[] = []
    for (const piece of piecesOf(shown))
      pieces.push(await this.#needs.inSlice(() => piece.map((provision) => passageOf(provision, labels))))
    this.#keep(documentId, hash, pieces)
    return pieces
  }

  /** A document whose record is damaged is found by its title only. */
  async #provisionsOf(documentId: DocumentId): Promise<Read | null> {
    try {
      const read = await this.#needs.rooms.use(documentId, (room) =>
        room.decide(({ state, text }) =>
          ok({ drafts: [], value: { state, provisions: provisionsOf(text) } }),
        ),
      )
      return read.ok ? { ...read.value.value, hash: read.value.head.hash } : null
    } catch (fault) {
      if (fault instanceof JournalDamaged) return null
      throw fault
    }
  }

  #keep(documentId: DocumentId, hash: string, pieces: Pieces): void {
    this.#drop(documentId)
    const characters = pieces.flat().reduce((sum, { text, folded }) => sum + text.length + folded.length, 0)
    this.#kept.set(documentId, { hash, pieces, characters })
    this.#characters += characters
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= MAX_KEPT_CHARACTERS) return
      this.#drop(oldest)
    }
  }

  #drop(documentId: DocumentId): void {
    this.#characters -= this.#kept.get(documentId)?.characters ?? 0
    this.#kept.delete(documentId)
  }
}

function labelsIn({ card, settings }: DocumentState, shown: readonly TextProvision[]): Labels {
  const numbered = shown.map(({ shownId, kind, level }) => ({ id: shownId, kind, level }))
  return labelsOf(numbered, { language: card?.language ?? 'en', digits: settings.digits })
}

function piecesOf(provisions: readonly TextProvision[]): TextProvision[][] {
  const pieces: TextProvision[][] = []
  let piece: TextProvision[] = []
  let characters = 0
  for (const provision of provisions) {
    if (piece.length === 0) pieces.push(piece)
    piece.push(provision)
    characters += provision.to - provision.from
    if (piece.length < PIECE.passages && characters < PIECE.characters) continue
    piece = []
    characters = 0
  }
  return pieces
}

function passageOf(provision: TextProvision, labels: Labels): Passage {
  const { shownId: id, kind } = provision
  const text = plainTextOf(provision).slice(0, MAX_PASSAGE_CHARACTERS)
  return { id, kind, label: labels.get(id)?.label ?? '', text, folded: fold(text).text }
}
