import type { Command } from 'prosemirror-state'
import type { MessageKey } from '../../shared/i18n'

/** Where a shortcut is explained. */
export type ShortcutArea = 'provisions' | 'words' | 'finding' | 'help'

export interface Shortcut {
  readonly area: ShortcutArea
  readonly label: MessageKey
  /** As ProseMirror names keys; the first is the one to show. `Mod` is the command key on a Mac, else Control. */
  readonly keys: readonly string[]
  /** Keys that do the same because fingers slip; not worth a line on the sheet. */
  readonly alsoKeys?: readonly string[]
  /** On a Mac, where the system takes the others for itself. */
  readonly macKeys?: readonly string[]
}

/** Carried out by the text while it has the focus. */
const TEXT = {
  split: { area: 'provisions', label: 'shortcut.split', keys: ['Enter'], alsoKeys: ['Shift-Enter'] },
  joinBefore: {
    area: 'provisions',
    label: 'shortcut.joinBefore',
    keys: ['Backspace'],
    alsoKeys: ['Shift-Backspace'],
  },
  joinAfter: { area: 'provisions', label: 'shortcut.joinAfter', keys: ['Delete'] },
  deeper: { area: 'provisions', label: 'shortcut.deeper', keys: ['Tab'] },
  higher: { area: 'provisions', label: 'shortcut.higher', keys: ['Shift-Tab'] },
  leave: { area: 'provisions', label: 'shortcut.leave', keys: ['Escape'] },
  moveUp: { area: 'provisions', label: 'shortcut.moveUp', keys: ['Alt-ArrowUp'] },
  moveDown: { area: 'provisions', label: 'shortcut.moveDown', keys: ['Alt-ArrowDown'] },
  strong: { area: 'words', label: 'drafting.strong', keys: ['Mod-b'] },
  emphasis: { area: 'words', label: 'drafting.emphasis', keys: ['Mod-i'] },
  undo: { area: 'words', label: 'drafting.undo', keys: ['Mod-z'] },
  redo: { area: 'words', label: 'drafting.redo', keys: ['Mod-y', 'Shift-Mod-z'] },
} as const satisfies Record<string, Shortcut>

/** Carried out by the page around the text, for those too who can only read. */
const PAGE = {
  find: { area: 'finding', label: 'find.open', keys: ['Mod-f'] },
  replace: { area: 'finding', label: 'find.openReplace', keys: ['Mod-h'], macKeys: ['Alt-Mod-f'] },
  next: { area: 'finding', label: 'find.next', keys: ['F3', 'Mod-g'], macKeys: ['Mod-g', 'F3'] },
  previous: {
    area: 'finding',
    label: 'find.previous',
    keys: ['Shift-F3', 'Shift-Mod-g'],
    macKeys: ['Shift-Mod-g', 'Shift-F3'],
  },
  follow: { area: 'finding', label: 'shortcut.follow', keys: ['Alt-Enter'] },
  goBack: { area: 'finding', label: 'lead.goBack', keys: ['Shift-Alt-Enter'] },
  link: { area: 'words', label: 'drafting.link', keys: ['Mod-k'] },
  tools: { area: 'words', label: 'shortcut.tools', keys: ['Alt-F10'] },
  shortcuts: { area: 'help', label: 'shortcut.title', keys: ['Mod-/'] },
} as const satisfies Record<string, Shortcut>

/** Every shortcut there is: the keys of the text and of the page are bound from this table, and the sheet shows it. */
export const SHORTCUTS: Readonly<Record<TextShortcut | PageShortcut, Shortcut>> = { ...TEXT, ...PAGE }
export type TextShortcut = keyof typeof TEXT
export type PageShortcut = keyof typeof PAGE

const APPLE = /Mac|iP(?:hone|[oa]d)/

/** Whether this is a Mac or something like it, as the key bindings see it. */
export const isMac = typeof navigator !== 'undefined' && APPLE.test(navigator.platform)

/** All keys of the text; none can be forgotten. */
export function bindText(commands: Readonly<Record<TextShortcut, Command>>): Record<string, Command> {
  return bound(commands)
}

/** The keys of some of the page's shortcuts. */
export function bindPage(
  commands: Readonly<Partial<Record<PageShortcut, Command>>>,
): Record<string, Command> {
  return bound(commands)
}

/** The keys of a shortcut on this kind of keyboard, the one to show first. */
export function keysOf(shortcut: Shortcut, onMac: boolean): readonly string[] {
  return (onMac ? shortcut.macKeys : undefined) ?? shortcut.keys
}

/** The caps to press for a key, modifiers first, in the order in which the system writes them. */
export function capsOf(key: string, onMac: boolean): readonly string[] {
  const parts = key.split(/-(?!$)/).map((part) => (part === 'Mod' ? (onMac ? 'Meta' : 'Ctrl') : part))
  const last = parts.at(-1) ?? ''
  const modifiers = MODIFIERS.filter((name) => parts.slice(0, -1).includes(name))
  return [...modifiers, last.length === 1 ? last.toUpperCase() : last]
}

/** Windows and Macs write them in the same order. */
const MODIFIERS: readonly string[] = ['Ctrl', 'Alt', 'Shift', 'Meta']

function bound(commands: Readonly<Record<string, Command | undefined>>): Record<string, Command> {
  const entries = Object.entries(commands).flatMap(([name, command]) =>
    command ? boundKeys(SHORTCUTS[name as TextShortcut]).map((key) => [key, command] as const) : [],
  )
  return Object.fromEntries(entries)
}

const boundKeys = (shortcut: Shortcut) => [...keysOf(shortcut, isMac), ...(shortcut.alsoKeys ?? [])]
