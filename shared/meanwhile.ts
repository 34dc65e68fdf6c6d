/**
 * Whether a save changes back what somebody else has said since its form was opened: it says of something that has
 * changed since what does not stand there. Whatever nobody else has changed it may change.
 *
 * @param before what the form was given
 * @param now what stands there
 * @param after what the form says
 */
export function changesBack<Said extends object>(before: Said, now: Said, after: Said): boolean {
  const names = Object.keys({ ...before, ...now, ...after }) as (keyof Said)[]
  return names.some((name) => {
    const standing = written(now[name])
    return written(before[name]) !== standing && written(after[name]) !== standing
  })
}

/** A value in letters that are the same for the same value, whatever the order in which its parts were said. */
function written(value: unknown): string {
  const sorted = (_name: string, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part
  return JSON.stringify(value, sorted) ?? ''
}
