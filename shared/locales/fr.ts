import type { Catalogue } from '../i18n'
import drafting from './fr/drafting.json'
import finding from './fr/finding.json'
import help from './fr/help.json'
import meetings from './fr/meetings.json'
import outline from './fr/outline.json'
import practice from './fr/practice.json'
import paste from './fr/paste.json'
import refusals from './fr/refusals.json'
import registry from './fr/registry.json'
import slash from './fr/slash.json'
import shelf from './fr/shelf.json'
import shell from './fr/shell.json'
import signIn from './fr/sign-in.json'
import rights from './fr/rights.json'
import rooms from './fr/rooms.json'

/** Every message in French. */
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
