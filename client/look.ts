import * as v from 'valibot'

/** How the screen is lit: by the device's wish, or as chosen here. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** How far ink stands out from its ground. */
export const CONTRASTS = ['system', 'normal', 'high'] as const
export type Contrast = (typeof CONTRASTS)[number]

/** Text sizes in percent of the browser's own. */
export const SIZES = [90, 100, 110, 120, 135, 150] as const
export type Size = (typeof SIZES)[number]

/** How this browser shows the pages. */
export interface Look {
  readonly theme: Theme
  readonly contrast: Contrast
  readonly size: Size
  /** Large type without tools and panels, for a screen that a hall reads. */
  readonly isProjected: boolean
  /** Only the text travels, for a slow line: others' carets and bundled type stay away. */
  readonly isTextOnly: boolean
}

/** As the device wishes, at the browser's own size. */
export const PLAIN: Look = {
  theme: 'system',
  contrast: 'system',
  size: 100,
  isProjected: false,
  isTextOnly: false,
}

/** A look as it is stored and as the root element carries it: only what differs from the plain one. */
export type StoredLook = Partial<Record<'theme' | 'contrast' | 'size' | 'screen' | 'line', string>>

const Stored = v.record(v.string(), v.string())

/** What is to be stored of a look. */
export function storedLook({ theme, contrast, size, isProjected, isTextOnly }: Look): StoredLook {
  return {
    ...(theme === 'system' ? {} : { theme }),
    ...(contrast === 'system' ? {} : { contrast }),
    ...(size === 100 ? {} : { size: String(size) }),
    ...(isProjected ? { screen: 'projector' } : {}),
    ...(isTextOnly ? { line: 'slow' } : {}),
  }
}

/** Reads a stored look; whatever is missing or unknown is as in the plain one. */
export function readLook(stored: string | null): Look {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Stored), stored ?? '{}')
  const { theme, contrast, size, screen, line } = read.success ? read.output : {}
  return {
    theme: THEMES.find((known) => known === theme) ?? PLAIN.theme,
    contrast: CONTRASTS.find((known) => known === contrast) ?? PLAIN.contrast,
    size: SIZES.find((known) => String(known) === size) ?? PLAIN.size,
    isProjected: screen === 'projector',
    isTextOnly: line === 'slow',
  }
}

/** The next size up or down; null at either end. */
export function nextSize(size: Size, step: 1 | -1): Size | null {
  return SIZES[SIZES.indexOf(size) + step] ?? null
}
