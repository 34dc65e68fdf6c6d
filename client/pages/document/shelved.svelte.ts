import * as v from 'valibot'
import { DEFAULT_SETTINGS, DocumentSettings, Renamed } from '../../../shared/documents'
import type { MechanismId, MeetingId } from '../../../shared/ids'
import type { Language } from '../../../shared/languages'
import type { Answer, DocumentCard } from '../../../shared/protocol'
import type { ShownEntry } from '../../following'

/** The document as it stands on the shelf: its title, what is set for it, whether it is put aside. */
export class Shelved {
  /** Null before the server has answered. */
  title = $state<string | null>(null)
  /** Null before the server has answered. */
  language = $state<Language | null>(null)
  settings = $state.raw<DocumentSettings>(DEFAULT_SETTINGS)
  isArchived = $state(false)
  /** The mechanism whose private room it is, or null. */
  onlyFor = $state<MechanismId | null>(null)
  /** The meeting whose participants read it, or null. */
  meetingId = $state<MeetingId | null>(null)
  isPractice = $state(false)

  /** Takes over what the server says on entering. */
  enter({ document, settings }: Pick<Answer<'document:enter'>, 'document' | 'settings'>): void {
    this.title = document.title
    this.language = document.language
    this.isArchived = document.archived
    this.onlyFor = document.onlyFor
    this.meetingId = document.meetingId
    this.isPractice = document.isPractice ?? false
    this.settings = settings
  }

  /** What would be said of the document on entering now. @param document what was said then */
  onto(document: DocumentCard): { readonly document: DocumentCard; readonly settings: DocumentSettings } {
    const { title, isArchived, settings } = this
    return { document: { ...document, title: title ?? document.title, archived: isArchived }, settings }
  }

  /** Folds in one entry of the document's journal; other kinds change nothing. */
  hear({ kind, body }: Pick<ShownEntry, 'kind' | 'body'>): void {
    if (kind === 'document:renamed') this.title = v.parse(Renamed, body).title
    if (kind === 'document:configured') this.settings = v.parse(DocumentSettings, body)
    if (kind === 'document:archived') this.isArchived = true
    if (kind === 'document:broughtBack') this.isArchived = false
  }
}
