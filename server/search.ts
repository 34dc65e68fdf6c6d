import { documentStream } from '../shared/journal'
import type { DocumentCard, FoundDocument, FoundProvision } from '../shared/protocol'
import { ok } from '../shared/result'
import { marked, saysAll, snippetOf, termsOf } from '../shared/search'
import { fold } from '../shared/text/forgiving'
import type { Rooms } from './collab/rooms'
import { Slices } from './collab/slices'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { Passages, type Passage } from './passages'
import type { Session } from './sessions'
import type { Journal } from './store/port'

/** Searching stands in nobody's way for longer than this, in milliseconds. */
const SLICE_MS = 3
/** The newest documents of the house that one search looks at. */
const MAX_DOCUMENTS = 200
/** Documents that one answer holds. */
const MAX_FOUND = 20
/** Provisions that are shown of one document. */
const MAX_PROVISIONS = 5

interface Needs {
  readonly journal: Pick<Journal, 'head'>
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'use'>
}

/** Finds words in titles and texts. What a session may not read is not looked at. */
export function createSearch({ journal, meeting, rooms }: Needs): Handlers<'document:search'> {
  const slices = new Slices(SLICE_MS)
  const inSlice = <Value>(work: () => Value): Promise<Value> =>
    new Promise((resolve, reject) => {
      slices.add(() => {
        try {
          resolve(work())
        } catch (fault) {
          reject(fault instanceof Error ? fault : new Error('a search failed', { cause: fault }))
        }
      })
    })
  const passages = new Passages({ inSlice, rooms, headOf: (id) => journal.head(documentStream(id)) })

  /** What is closed to observers is not searched for them, its title neither: it stays in the list. */
  async function openTo(session: Session): Promise<DocumentCard[]> {
    const open: DocumentCard[] = []
    for (const card of await meeting.listedFor(session))
      if (!card.isPractice && (await meeting.checkOpen(session, card)).ok) open.push(card)
    return open
  }

  async function look(card: DocumentCard, terms: readonly string[]): Promise<FoundDocument | null> {
    const found = await saying(await passages.of(card.documentId), terms)
    const title = marked(card.title, terms)
    if (found.length === 0 && !saysAll(card.title, terms)) return null
    const provisions: FoundProvision[] = []
    for (const { id, kind, label, text } of found.slice(0, MAX_PROVISIONS)) {
      const snippet = await inSlice(() => snippetOf(text, terms))
      provisions.push({ provisionId: id, kind, label, snippet })
    }
    return { document: card, title, provisions, more: found.length - provisions.length }
  }

  /** The passages that say all the words; each piece of them is a slice's task of its own. */
  async function saying(pieces: readonly (readonly Passage[])[], terms: readonly string[]) {
    const folded = terms.map((term) => fold(term).text)
    const says = ({ folded: text }: Passage) => folded.every((term) => text.includes(term))
    const found: Passage[] = []
    for (const piece of pieces) found.push(...(await inSlice(() => piece.filter(says))))
    return found
  }

  return {
    async 'document:search'(session, { query }) {
      const terms = termsOf(query).filter((term) => fold(term).text !== '')
      if (terms.length === 0) return ok({ found: [], isCut: false })
      const cards = (await openTo(session)).reverse()
      const found: FoundDocument[] = []
      for (const card of cards.slice(0, MAX_DOCUMENTS)) {
        const one = await look(card, terms)
        if (one) found.push(one)
        if (found.length === MAX_FOUND) return ok({ found, isCut: true })
      }
      return ok({ found, isCut: cards.length > MAX_DOCUMENTS })
    },
  }
}
