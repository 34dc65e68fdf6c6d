/**
 * Small choices that this browser keeps between visits. A browser that forbids storage simply forgets them.
 */
export type Remembered =
  | 'adref.language'
  | 'adref.look'
  | 'adref.name'
  | 'adref.me'
  | 'adref.outline'
  | 'adref.shared'
  | 'adref.locked'
  | 'adref.entering'

/** What was remembered under a name, or null. */
export function recall(name: Remembered): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** Remembers a choice; null forgets it. */
export function remember(name: Remembered, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // a private window: the choice holds for this page only
  }
}
