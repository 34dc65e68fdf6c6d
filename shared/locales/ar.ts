import type { Catalogue } from '../i18n'
import drafting from './ar/drafting.json'
import finding from './ar/finding.json'
import help from './ar/help.json'
import meetings from './ar/meetings.json'
import outline from './ar/outline.json'
import practice from './ar/practice.json'
import paste from './ar/paste.json'
import refusals from './ar/refusals.json'
import registry from './ar/registry.json'
import slash from './ar/slash.json'
import shelf from './ar/shelf.json'
import shell from './ar/shell.json'
import signIn from './ar/sign-in.json'
import rights from './ar/rights.json'
import rooms from './ar/rooms.json'

/** Every message in Arabic. */
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
