import { movementBetween } from '../../announcements'
import type { Badge } from '../../collab/badge'
import type { RosterPerson } from '../../collab/connection'
import type { MessageKey, Parameters } from '../../../shared/i18n'
import { placeOf } from './present'

/** One sentence of news. */
export type Sentence = readonly [key: MessageKey, parameters: Parameters]

type People = readonly RosterPerson[]

/** Who came and went: one by name and place, several as a number. Without a line nobody is known, so nobody has left either. */
export function peopleNews(before: People, after: People, ownId: string): Sentence[] {
  if (before.length === 0 || after.length === 0) return []
  const { joined, left } = movementBetween(before, after, ownId)
  return [...movementNews('joined', joined), ...movementNews('left', left)]
}

function movementNews(moved: 'joined' | 'left', people: People): Sentence[] {
  const [first] = people
  if (!first) return []
  if (people.length > 1) return [[`drafting.news.${moved}.many`, { count: people.length }]]
  const { name } = first
  const place = placeOf(first)
  return [
    place === null ? [`drafting.news.${moved}`, { name }] : [`drafting.news.${moved}.from`, { place, name }],
  ]
}

/** What was agreed and what was opened again: one by its number, several as a number. */
export function gavelNews(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  labels: ReadonlyMap<string, string>,
): Sentence[] {
  const labelled = (ids: string[]) => ids.map((id) => labels.get(id) ?? null)
  const agreed = labelled([...after].filter((id) => !before.has(id)))
  const reopened = labelled([...before].filter((id) => !after.has(id)))
  return [
    ...oneOrMany(agreed, ['drafting.news.agreed', 'drafting.news.agreed.many']),
    ...oneOrMany(reopened, ['drafting.news.reopened', 'drafting.news.reopened.many']),
  ]
}

/** In whose hand the pen is, by their id and name; null outside plenary mode. */
export interface PenNews {
  readonly holderId: string
  readonly holder: string
}

/** That plenary mode has begun or ended, and in whose hand the pen is now. @param ownId null where nothing is the person's own */
export function plenaryNews(before: PenNews | null, after: PenNews | null, ownId: string | null): Sentence[] {
  if (before?.holderId === after?.holderId) return []
  if (after === null) return [['plenary.news.ended', {}]]
  const begun: Sentence[] = before === null ? [['plenary.news.begun', {}]] : []
  return [...begun, holdsNews(after, ownId)]
}

function holdsNews({ holderId, holder }: PenNews, ownId: string | null): Sentence {
  if (holderId === ownId) return ['plenary.news.yours', {}]
  return holder === '' ? ['plenary.news.nameless', {}] : ['plenary.news.holds', { name: holder }]
}

/** How it stands with saving, as far as it is news: waiting a moment for the server is none. */
export type Saving = 'calm' | 'lost' | 'unkept' | 'refused' | 'stopped'

const TOLD = {
  calm: 'drafting.news.back',
  lost: 'drafting.news.lost',
  unkept: 'drafting.notKept',
  refused: 'drafting.news.refused',
  stopped: 'drafting.notSaving',
} as const satisfies Record<Saving, MessageKey>

/** What of the badge is news, and of a server that cannot save. */
export function savingOf(badge: Badge, isSaving: boolean): Saving | null {
  const { state } = badge
  if (state === 'offline') return badge.isKept ? 'lost' : 'unkept'
  if (!isSaving) return 'stopped'
  if (state === 'refused') return 'refused'
  return state === 'saved' ? 'calm' : null
}

/** What is said when saving fails and when it works again. */
export function savingNews(before: Saving, after: Saving): Sentence[] {
  return before === after ? [] : [[TOLD[after], {}]]
}

function oneOrMany(
  labels: readonly (string | null)[],
  [one, many]: readonly [MessageKey, MessageKey],
): Sentence[] {
  const [label] = labels
  if (label === undefined) return []
  return labels.length === 1 && label !== null ? [[one, { label }]] : [[many, { count: labels.length }]]
}
