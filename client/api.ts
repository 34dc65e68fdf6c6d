import * as v from 'valibot'
import {
  COMMANDS,
  RefusalRead,
  SPEAKER,
  type Answer,
  type CommandName,
  type Payload,
} from '../shared/protocol'
import type { PersonId } from '../shared/ids'
import { ok, refuse, type Refusal, type Result } from '../shared/result'
import { setByServer } from './clock'

/** Longest wait for an answer over a slow line. */
export const ANSWER_LIMIT_MS = 20_000

const Refused = v.object({ refusal: RefusalRead })

/**
 * Sends one command over HTTP, and sets the clock by the answer.
 *
 * @param speaker for whom the page speaks: `not-signed-in` when another is signed in by now; null asks for whoever is
 * @returns the answer, or the server's refusal; `disconnected` when no answer came
 */
export async function post<Name extends CommandName>(
  name: Name,
  payload: Payload<Name>,
  speaker: PersonId | null = null,
): Promise<Result<Answer<Name>>> {
  const askedAt = Date.now()
  try {
    const response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/json' },
        ...(speaker && { [SPEAKER.header]: speaker }),
      },
      body: JSON.stringify(payload),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    setByServer(response.headers.get('date'), askedAt)
    const body: unknown = await response.json()
    return response.ok ? ok(readAnswer(name, body)) : readRefused(body)
  } catch {
    return refuse('disconnected')
  }
}

/** Sends a command while the page goes away, when nothing else gets out of it any more. */
export function sendLast<Name extends CommandName>(
  name: Name,
  payload: Payload<Name>,
  speaker: PersonId,
): void {
  const body = new Blob([JSON.stringify(payload)], { type: 'application/json' })
  navigator.sendBeacon(`/api/${name}?${SPEAKER.query}=${speaker}`, body)
}

/** Reads the answer of a command as its schema says; throws when the server speaks another language than we do. */
export function readAnswer<Name extends CommandName>(name: Name, answer: unknown): Answer<Name> {
  return v.parse(COMMANDS[name].answer, answer)
}

/** A refusal as it travelled, as the screens know it: they say it in their own language. */
export function readRefusal({ code, detail }: RefusalRead): Refusal {
  return detail === undefined ? { code } : { code, detail }
}

function readRefused(body: unknown): Result<never> {
  const parsed = v.safeParse(Refused, body)
  return parsed.success ? { ok: false, refusal: readRefusal(parsed.output.refusal) } : refuse('disconnected')
}
