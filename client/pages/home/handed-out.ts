import type { Answer } from '../../../shared/protocol'
import type { Role } from '../../../shared/roles'

/** A link as it was made. Only its maker ever sees the address: the server keeps no more than a fingerprint. */
export type HandedOut = Answer<'link:create'> & { readonly role: Role; readonly label: string }
