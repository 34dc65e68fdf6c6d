import type { Node } from 'prosemirror-model'
import type { MessageKey } from '../../../shared/i18n'
import { placeOf } from '../../editor/going'
import type { Labels } from '../../editor/labels'
import { signOf, type Lead, type WayBack } from '../../editor/leads'

/** What is said of something that leads elsewhere; without an action it leads nowhere. */
export interface Said {
  readonly title: string
  readonly words: string
  readonly action: string | null
}

/** As many letters as two or three lines of a bubble hold. */
const MOST_LETTERS = 160

/** What a reference, the sign of a note, a note or a link is said to lead to. */
export function saidOf(
  lead: Lead | WayBack,
  doc: Node,
  { provisions, footnotes }: Labels,
  say: (key: MessageKey, parameters?: Record<string, string>) => string,
): Said {
  if (lead.is === 'link') return { title: '', words: lead.href, action: say('lead.link.open') }
  if (lead.is === 'wayBack') return { title: '', words: '', action: say('lead.goBack') }
  if (lead.is === 'note') {
    const isLedTo = signOf(doc, lead.noteId) !== null
    return isLedTo
      ? { title: '', words: '', action: say('lead.toSign') }
      : { title: '', words: say('lead.note.alone'), action: null }
  }
  const id = lead.is === 'reference' ? lead.target : lead.noteId
  const words = placeOf(doc, id)?.node.textContent
  if (words === undefined)
    return {
      title: '',
      words: say(lead.is === 'sign' ? 'lead.note.gone' : 'lead.reference.gone'),
      action: null,
    }
  const title = lead.is === 'sign' ? noteTitle(footnotes.get(id), say) : (provisions.get(id) ?? '')
  return { title, words: shortened(words), action: say(lead.is === 'sign' ? 'lead.toNote' : 'lead.goTo') }
}

const noteTitle = (
  number: string | undefined,
  say: (key: MessageKey, parameters?: Record<string, string>) => string,
) => say('lead.note', { number: number ?? '?' })

/** The first words, cut between two of them. */
export function shortened(words: string, most = MOST_LETTERS): string {
  if (words.length <= most) return words
  const cut = words.slice(0, most)
  const end = cut.lastIndexOf(' ')
  return `${cut.slice(0, end > most / 2 ? end : most).trimEnd()}…`
}
