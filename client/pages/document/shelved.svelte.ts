import * as v from 'valibot'
import {
  DEFAULT_SETTINGS,
  DocumentSettings,
  LanguageChanged,
  Moved,
  Renamed,
} from '../../../shared/documents'
import type { MechanismId, MeetingId, PersonId } from '../../../shared/ids'
import type { Language } from '../../../shared/languages'
import type { Answer, DocumentCard } from '../../../shared/protocol'
import type { State } from '../../../shared/roles'
import type { Numbering } from '../../../shared/text/numbering'
import type { ShownEntry } from '../../following'
import { Plenary } from './plenary.svelte'

/** What the server says of the document as a whole. */
type Said = Pick<Answer<'document:enter'>, 'document' | 'settings' | 'plenary'>

/** The document as it stands on the shelf: its title, what is set for it, whether it is put aside or in plenary mode. */
export class Shelved {
  /** Null before the server has answered. */
  title = $state<string | null>(null)
  /** Null before the server has answered. */
  language = $state<Language | null>(null)
  settings = $state.raw<DocumentSettings>(DEFAULT_SETTINGS)
  isArchived = $state(false)
  readonly plenary = new Plenary()
  /** The mechanism whose private room it is, or null. */
  onlyFor = $state<MechanismId | null>(null)
  /** The meeting whose participants read it, or null. */
  meetingId = $state<MeetingId | null>(null)
  isPractice = $state(false)

  /** How provisions are numbered; null before the server has said in which language the document is. */
  get numbering(): Numbering | null {
    return this.language && { language: this.language, digits: this.settings.digits }
  }

  /** Takes over what the server says on entering. */
  enter({ document, settings, plenary }: Said): void {
    this.list(document)
    this.settings = settings
    this.plenary.enter(plenary)
  }

  /** Takes over what the list says of the document. */
  list(document: DocumentCard): void {
    this.title = document.title
    this.language = document.language
    this.isArchived = document.archived
    this.onlyFor = document.onlyFor
    this.meetingId = document.meetingId
    this.isPractice = document.isPractice ?? false
  }

  /** What would be said of the document on entering now. @param document what was said then */
  onto(document: DocumentCard): Said {
    const { title, language, meetingId, isArchived, settings } = this
    const known = { title: title ?? document.title, language: language ?? document.language }
    const said = { ...document, ...known, meetingId, archived: isArchived }
    return { document: said, settings, plenary: this.plenary.stored() }
  }

  /** The document in the table of rights, for a person. A recovery is known elsewhere. */
  stateFor(personId: PersonId): State {
    const { holderId } = this.plenary
    const document = this.isArchived ? 'archived' : holderId === null ? 'open' : 'inPlenary'
    return { document, isOwnRoom: this.onlyFor !== null, holdsPen: holderId === personId }
  }

  /** Folds in one entry of the document's journal; other kinds change nothing. */
  hear(entry: Pick<ShownEntry, 'kind' | 'body' | 'holder'>): void {
    const { kind, body } = entry
    this.plenary.hear(entry)
    if (kind === 'document:renamed') this.title = v.parse(Renamed, body).title
    if (kind === 'document:languageChanged') this.language = v.parse(LanguageChanged, body).language
    if (kind === 'document:moved') this.meetingId = v.parse(Moved, body).meetingId
    if (kind === 'document:configured') this.settings = v.parse(DocumentSettings, body)
    if (kind === 'document:archived') this.isArchived = true
    if (kind === 'document:broughtBack') this.isArchived = false
  }
}
