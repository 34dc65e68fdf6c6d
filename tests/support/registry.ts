import type { BodyDraft } from '../../shared/registry/rules'

type PartnerDraft = Extract<BodyDraft, { body: 'partner' }>
type MechanismDraft = Extract<BodyDraft, { body: 'mechanism' }>

/** An invented mechanism without a chair. Real ones are for the registry, not for tests. */
export const oasis: MechanismDraft = {
  body: 'mechanism',
  class: 'regional',
  acronym: 'OCM',
  names: { en: 'Oasis Consultation on Migration', ar: 'مشاورات الواحة بشأن الهجرة' },
  aka: [],
  regions: ['western-asia', 'north-africa'],
  themes: ['broad'],
  established: 2011,
  members: 12,
  membersAsOf: null,
  membersNote: null,
  chair: { kind: 'none', note: 'the secretariat leads' },
  secretariat: null,
  associations: [],
  associationNote: null,
  status: 'active',
  sources: ['invented for the example outcome'],
  confidence: 'high',
  note: null,
}

/** Another invented one, with a State in the chair. */
export const savanna: MechanismDraft = {
  ...oasis,
  acronym: 'SMD',
  names: { en: 'Savanna Mobility Dialogue', fr: 'Dialogue de la savane sur la mobilité' },
  regions: ['west-africa'],
  chair: { kind: 'state', note: null },
}

/** An invented partner body. */
export const wells: PartnerDraft = {
  body: 'partner',
  acronym: 'WRF',
  kind: 'rec',
  names: { en: 'Wells Regional Forum', ar: 'منتدى الآبار الإقليمي' },
  members: 9,
  membersAsOf: null,
  facilitator: null,
  status: null,
  linkedMechanisms: [],
  sources: ['invented for the tests'],
  confidence: 'medium',
  note: null,
}
