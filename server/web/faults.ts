import { newId } from '../../shared/ids'
import { refuse, type Refusal } from '../../shared/result'
import type { Log } from '../log'
import { StoreFault } from '../store/port'

/** Writes a fault to the log under a number and says what the person gets to know of it. */
export type FaultReporter = (error: unknown, where: string) => Refusal

/** A store that cannot write now is `not-saving`; everything else is a `fault` with its number in the log. */
export function createFaultReporter({ log }: { readonly log: Log }): FaultReporter {
  return (error, where) => {
    const number = newId().slice(0, 8)
    log.error({ fault: number, where, err: error }, 'fault')
    const isPassing = error instanceof StoreFault && error.retryable
    return (isPassing ? refuse('not-saving', { number }) : refuse('fault', { number })).refusal
  }
}
