import * as v from 'valibot'

/** Which session of a meeting runs without observers, by its label, and until when, in milliseconds since 1970. */
export const ClosedUntil = v.object({ session: v.string(), endsAt: v.number() })
export type ClosedUntil = v.InferOutput<typeof ClosedUntil>
