import type { MessageKey, Parameters } from '../../../shared/i18n'
import { MechanismId, MeetingId } from '../../../shared/ids'
import { isLanguage, LANGUAGE_NAMES } from '../../../shared/languages'
import { isRecordKind, type RecordKind, type SaidEntry } from '../../../shared/record-rows'
import { meetingPath } from '../../route'
import * as v from 'valibot'

/** One line about an entry, to be put into words; some lead somewhere. */
export interface Line {
  readonly key: MessageKey
  readonly parameters?: Parameters
  readonly href?: string
}

/** What stands behind the ids that entries name, as far as it is known. */
export interface NamesInRecord {
  readonly mechanism: (id: MechanismId) => string
  /** What a seat is called, of the practice table too. */
  readonly seat: (seatId: string) => string
  /** What ways of writing digits are called. */
  readonly digits: (digits: string) => string
}

type Body = NonNullable<SaidEntry['body']>

/** What an entry says beyond its kind; nothing where its body is not told. */
type More = (body: Body, names: NamesInRecord, entry: SaidEntry) => readonly (Line | null)[]

const NOTHING: More = () => []

const text = (said: unknown): string | null => (typeof said === 'string' && said !== '' ? said : null)

const titled: More = ({ title }) => [withText(title, (said) => line('record.more.title', { title: said }))]

const spoken: More = ({ language }) => [
  isLanguage(language) ? line('record.more.language', { language: LANGUAGE_NAMES[language] }) : null,
]

const readIn: More = ({ meetingId }) => {
  if (meetingId === null) return [line('record.more.everybody')]
  const known = v.safeParse(MeetingId, meetingId)
  return [known.success ? { key: 'record.more.meeting', href: meetingPath(known.output) } : null]
}

const forMechanism: More = ({ mechanismId }, names) => {
  const known = v.safeParse(MechanismId, mechanismId)
  return [known.success ? line('record.more.mechanism', { mechanism: names.mechanism(known.output) }) : null]
}

const ofWords: More = ({ textHash }) => [
  withText(textHash, (said) => line('record.more.textHash', { hash: shortHash(said) })),
]

const heldBy: More = (_body, _names, { holder }) => [
  withText(holder, (name) => line('record.more.holder', { name })),
]

/** For each kind of entry what it says beyond it. The compiler asks for those that are missing. */
const MORE: Readonly<Record<RecordKind, More>> = {
  'text:updated': NOTHING,
  'text:healed': NOTHING,
  'text:recovered': NOTHING,
  'document:created': (body, ...rest) => [
    ...titled(body, ...rest),
    ...spoken(body, ...rest),
    body.origin ? line('record.more.copied') : null,
  ],
  'document:released': NOTHING,
  'document:configured': ({ wordLimit, digits }, names) => [
    typeof wordLimit === 'number'
      ? line('record.more.limit', { count: wordLimit })
      : line('record.more.noLimit'),
    withText(digits, (said) => line('record.more.digits', { digits: names.digits(said) })),
  ],
  'document:renamed': titled,
  'document:languageChanged': spoken,
  'document:moved': readIn,
  'document:archived': ({ withMeeting }) => [withMeeting === true ? line('record.more.withMeeting') : null],
  'document:broughtBack': NOTHING,
  'document:plenaryBegun': heldBy,
  'document:penPassed': heldBy,
  'document:plenaryEnded': NOTHING,
  'provision:agreedAdRef': ofWords,
  'provision:reopened': ({ reason }) => [
    withText(reason, (said) => line('record.more.reason', { reason: said })),
  ],
  'provision:entered': forMechanism,
  'provision:instructed': ({ note }) => [
    withText(note, (said) => line('record.more.note', { note: said })) ??
      (note === '' ? line('record.more.noteTakenBack') : null),
  ],
  'provision:carried': NOTHING,
  'provision:confirmed': (body, ...rest) => [...forMechanism(body, ...rest), ...ofWords(body, ...rest)],
  'recovery:began': ({ lostSeq }) => [
    typeof lostSeq === 'number' ? line('record.more.lost', { seq: lostSeq }) : null,
  ],
  'recovery:ended': NOTHING,
  'practice:seated': ({ seatId }, names) => [
    withText(seatId, (said) => line('record.more.seat', { seat: names.seat(said) })),
  ],
  'words:kept': NOTHING,
  'words:dismissed': NOTHING,
}

/** What an entry says in plain words: what happened, and then what is told of it. */
export function linesOf(entry: SaidEntry, names: NamesInRecord): readonly [Line, ...Line[]] {
  const { kind, body } = entry
  if (!isRecordKind(kind)) return [line('record.kind.other', { kind })]
  const more = body ? MORE[kind](body, names, entry) : []
  return [line(`record.kind.${kind}`), ...more.filter((one) => one !== null)]
}

/** As much of a fingerprint as tells it from others on a screen. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8)
}

function line(key: MessageKey, parameters?: Parameters): Line {
  return parameters ? { key, parameters } : { key }
}

function withText(said: unknown, make: (said: string) => Line): Line | null {
  const known = text(said)
  return known === null ? null : make(known)
}
