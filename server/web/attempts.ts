import type { Answer } from '../../shared/protocol'
import type { Result } from '../../shared/result'
import type { Links } from '../links'
import type { Limits } from './limits'

/**
 * What a link is good for. A token that was never a link counts against the address it comes from: `link-spent`, or
 * `too-many-attempts` from where too many came. A genuine one is always looked up: a conference room shares one
 * address, and nobody in it can keep the others out.
 */
export type TryLink = (token: string, address: string) => Promise<Result<Answer<'session:peekLink'>>>

export function createAttempts(peekLink: Links['peek'], limits: Limits): TryLink {
  return async (token, address) => {
    const link = await peekLink({ token })
    if (link.ok) return link
    const limited = await limits('wrongKeysByAddress', address)
    return limited.ok ? link : limited
  }
}
