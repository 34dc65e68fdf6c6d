import * as v from 'valibot'

/** What the schemas of all commands are made of. */

export const Empty = v.strictObject({})

/** Milliseconds since 1970 by the server's clock. */
export const Time = v.number()

/** A command for those who are signed in. */
export const command = <Payload extends v.GenericSchema, Answer extends v.GenericSchema>(
  summary: string,
  payload: Payload,
  answer: Answer,
) => ({ summary, payload, answer, signedIn: true as boolean })

/** A command for everybody. */
export const open = <Payload extends v.GenericSchema, Answer extends v.GenericSchema>(
  summary: string,
  payload: Payload,
  answer: Answer,
) => ({ ...command(summary, payload, answer), signedIn: false as boolean })
