import type { MessageKey } from '../../../shared/i18n'
import type { ProvisionKind } from '../../../shared/text/formats'

/** What each kind of provision is called. */
export const KIND_KEYS = {
  title: 'drafting.kind.title',
  heading: 'drafting.kind.heading',
  preambular: 'drafting.kind.preambular',
  operative: 'drafting.kind.operative',
  sub: 'drafting.kind.sub',
  row: 'drafting.kind.row',
  footnote: 'drafting.kind.footnote',
} as const satisfies Record<ProvisionKind, MessageKey>
