import { isolated } from '../../../shared/i18n'
import type { DocumentId, MechanismId } from '../../../shared/ids'
import type { Answer } from '../../../shared/protocol'
import type { SaidEntry } from '../../../shared/record-rows'
import { Asked } from '../../asked.svelte'
import { t } from '../../i18n.svelte'
import type { Live } from '../../live'
import { MechanismNames } from '../../mechanism-names.svelte'
import { practiceSeatLabel } from '../../practice-seats'
import { roleKey } from '../../roles'
import type { RecordReading } from './reading.svelte'
import { namesIn } from './provisions'
import type { NamesInRecord } from './wording'

/** What the ids in the record of a document stand for, by the text and the registry as they are now. Reactive. */
export class RecordNames implements NamesInRecord {
  readonly #text: Asked<Answer<'document:read'>>
  readonly #mechanisms: MechanismNames
  readonly #reading: RecordReading
  readonly #provisions = $derived.by(() => namesIn(this.#text.value))

  constructor(documentId: DocumentId, live: Live, reading: RecordReading) {
    this.#text = new Asked(() => live.ask('document:read', { documentId }))
    this.#mechanisms = new MechanismNames(live)
    this.#reading = reading
  }

  /** Asks for the text and the registry; without them ids are shown. */
  read(): void {
    void this.#text.ask()
    this.#mechanisms.read()
  }

  /** Title of the document, or null while it is not known. */
  get title(): string | null {
    return this.#text.value?.document.title ?? null
  }

  /** What the provisions of the text are called, in its order. */
  get provisions(): ReadonlyMap<string, string> {
    return this.#provisions
  }

  /** Whether a provision stands in the text. */
  isInText = (provisionId: string): boolean => this.#provisions.has(provisionId)

  provision = (provisionId: string): string =>
    this.#provisions.get(provisionId) ?? t('record.provision.gone', { id: provisionId.slice(0, 6) })

  mechanism = (mechanismId: MechanismId): string => this.#mechanisms.of(mechanismId)

  seat = (seatId: string): string => {
    const practising = practiceSeatLabel(seatId)
    if (practising !== null) return practising
    const seat = this.#reading.seats.find((one) => one.seatId === seatId)
    if (!seat) return t('record.seat.gone')
    const acronym = seat.mechanismId === null ? null : this.mechanism(seat.mechanismId)
    return acronym === null || seat.label.includes(acronym) ? seat.label : `${seat.label} · ${acronym}`
  }

  digits = (digits: string): string =>
    t(digits === 'arabicIndic' ? 'shelf.digits.arabicIndic' : 'shelf.digits.european')

  /** The name of whoever did it; that it is not told, or not known any more. */
  person = ({ by }: Pick<SaidEntry, 'by'>): string => {
    if (by === null) return t('record.who.untold')
    return by === '' ? t('record.who.nameless') : by
  }

  /** From which seat, and in which role; null where that is not told. */
  standing = ({ actor }: Pick<SaidEntry, 'actor'>): string | null => {
    if (!actor) return null
    const role = t(roleKey(actor.role))
    const seat = actor.seatId === null ? role : this.seat(actor.seatId)
    return seat === role ? role : `${isolated(seat)} · ${role}`
  }
}
