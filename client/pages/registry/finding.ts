import {
  classAt,
  type Mechanism,
  type MechanismClass,
  type MechanismStatus,
  type Partner,
  type Region,
} from '../../../shared/registry'
import { saysWords } from '../../../shared/text/forgiving'

/** What is to be listed; null and empty words stand for everything. */
export interface Wanted {
  readonly words: string
  readonly class: MechanismClass | null
  readonly region: Region | null
  readonly status: MechanismStatus | null
}

/** Nothing left out. */
export const EVERYTHING: Wanted = { words: '', class: null, region: null, status: null }

/** The mechanisms that fit, by acronym. @param day the day whose classes count, `YYYY-MM-DD` */
export function mechanismsThatFit(all: readonly Mechanism[], wanted: Wanted, day: string): Mechanism[] {
  return byAcronym(all.filter((one) => fits(one, wanted, day)))
}

/** The partners that fit, by acronym; they have neither class nor region. */
export function partnersThatFit(all: readonly Partner[], { words, status }: Wanted): Partner[] {
  return byAcronym(all.filter((one) => isSaid(one, words) && (status === null || one.status === status)))
}

function fits(mechanism: Mechanism, wanted: Wanted, day: string): boolean {
  if (wanted.class !== null && classAt(mechanism, day) !== wanted.class) return false
  if (wanted.region !== null && !mechanism.regions.includes(wanted.region)) return false
  if (wanted.status !== null && mechanism.status !== wanted.status) return false
  return isSaid({ ...mechanism, more: [...mechanism.aka, mechanism.secretariat ?? ''] }, wanted.words)
}

interface Said {
  readonly acronym: string
  readonly names: Mechanism['names']
  readonly more?: readonly string[]
}

/** Whether every wanted word is somewhere in the names, whatever the language. */
function isSaid({ acronym, names, more = [] }: Said, words: string): boolean {
  const text = [acronym, ...Object.values(names), ...more].join('\n')
  return words
    .split(/\s+/u)
    .filter((word) => word !== '')
    .every((word) => saysWords(text, word))
}

function byAcronym<Body extends { readonly acronym: string }>(bodies: Body[]): Body[] {
  return bodies.sort((a, b) => a.acronym.localeCompare(b.acronym, 'en'))
}
