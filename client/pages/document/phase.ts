import type { Refusal } from '../../../shared/result'
import type { ClosedFor } from '../../collab/connection'

/** What the page shows: the stored copy while it waits, the text, or why there is none. */
export type Phase =
  | { readonly is: 'opening' }
  | { readonly is: 'open' }
  | { readonly is: 'failed'; readonly refusal: Refusal }
  | { readonly is: 'closed'; readonly because: Exclude<ClosedFor, 'without-observers'> }
