import type { Me } from '../shared/protocol/seats'
import type { Session } from './session.svelte'

/** Whose page stands in this tab. */
export interface HeldPage {
  readonly me: Me | null
  /** Whether that person is away from a locked screen: their page is kept, and shown to nobody. */
  readonly isAway: boolean
  /** Another one when the page may not go on as it was left. */
  readonly key: number
}

export const NOBODYS_PAGE: HeldPage = { me: null, isAway: false, key: 0 }

/**
 * Whose page it is next. Whoever comes back to a locked screen on the same seat finds what stands in its forms; anybody
 * else, and whoever comes back on another seat, begins anew.
 */
export function nextHeldPage(before: HeldPage, { state, me }: Pick<Session, 'state' | 'me'>): HeldPage {
  if (me) {
    const goesOn = before.me === null || mayGoOn(before, me)
    return { me, isAway: false, key: goesOn ? before.key : before.key + 1 }
  }
  const mayComeBack = state.is === 'reading' || (state.is === 'absent' && state.because === 'locked')
  if (mayComeBack && before.me) return { ...before, isAway: true }
  return { ...NOBODYS_PAGE, key: before.key + 1 }
}

/** Follows whose page it is from one moment to the next. */
export function followHeldPage(): (now: Pick<Session, 'state' | 'me'>) => HeldPage {
  let held = NOBODYS_PAGE
  return (now) => {
    held = nextHeldPage(held, now)
    return held
  }
}

/** Without a lock in between a person changes seats on the same page. */
const mayGoOn = ({ me, isAway }: HeldPage, now: Me) =>
  me?.personId === now.personId && (!isAway || me.seatId === now.seatId)
