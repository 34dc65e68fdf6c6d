import type { Catalogue } from '../i18n'
import drafting from './es/drafting.json'
import finding from './es/finding.json'
import help from './es/help.json'
import meetings from './es/meetings.json'
import outline from './es/outline.json'
import practice from './es/practice.json'
import paste from './es/paste.json'
import refusals from './es/refusals.json'
import registry from './es/registry.json'
import slash from './es/slash.json'
import shelf from './es/shelf.json'
import shell from './es/shell.json'
import signIn from './es/sign-in.json'
import rights from './es/rights.json'
import rooms from './es/rooms.json'

/** Every message in Spanish. */
export const messages: Catalogue = {
  ...help,
  ...meetings,
  ...outline,
  ...practice,
  ...paste,
  ...refusals,
  ...registry,
  ...shell,
  ...drafting,
  ...finding,
  ...shelf,
  ...slash,
  ...signIn,
  ...rights,
  ...rooms,
}
