import { vi } from 'vitest'

/** A place at which the server waits until it is let go on. */
export interface Gate {
  /** Whether the server has come there. */
  isReached: boolean
  open: () => void
}

/** Holds the next call of a method up, whoever's it is, before anything of it happens. `vi.restoreAllMocks` ends it. */
export function holdUp<Name extends string>(
  of: { readonly prototype: { [name in Name]: (...all: never[]) => Promise<unknown> } },
  name: Name,
): Gate {
  const gate: Gate = { isReached: false, open: () => {} }
  const opened = new Promise<void>((resolve) => (gate.open = resolve))
  const { prototype } = of as unknown as {
    prototype: Record<string, (...all: unknown[]) => Promise<unknown>>
  }
  const go = prototype[name]
  vi.spyOn(prototype, name).mockImplementationOnce(async function (this: unknown, ...all: unknown[]) {
    gate.isReached = true
    await opened
    return go?.apply(this, all)
  })
  return gate
}
