import type { MessageKey } from '../../../shared/i18n'
import type {
  ChairKind,
  Confidence,
  MechanismClass,
  MechanismStatus,
  PartnerKind,
  Region,
  Theme,
} from '../../../shared/registry'

/** Key of a class's name. */
export const classKey = (one: MechanismClass): MessageKey => `registry.class.${one}`

/** Key of a status's name. */
export const statusKey = (one: MechanismStatus): MessageKey => `registry.status.${one}`

/** Key of what is said of the chair. */
export const chairKey = (one: ChairKind): MessageKey => `registry.chair.${one}`

/** Key of the name of a kind of partner. */
export const kindKey = (one: PartnerKind): MessageKey => `registry.kind.${one}`

/** Key of a degree of confidence. */
export const confidenceKey = (one: Confidence): MessageKey => `registry.confidence.${one}`

/** Key of a region's name. */
export const regionKey = (one: Region): MessageKey => `registry.region.${one}`

/** Key of a theme's name. */
export const themeKey = (one: Theme): MessageKey => `registry.theme.${one}`
