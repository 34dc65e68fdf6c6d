import type { Catalogue } from '../i18n'
import drafting from './ru/drafting.json'
import finding from './ru/finding.json'
import help from './ru/help.json'
import meetings from './ru/meetings.json'
import outline from './ru/outline.json'
import practice from './ru/practice.json'
import paste from './ru/paste.json'
import refusals from './ru/refusals.json'
import registry from './ru/registry.json'
import slash from './ru/slash.json'
import shelf from './ru/shelf.json'
import shell from './ru/shell.json'
import signIn from './ru/sign-in.json'
import rights from './ru/rights.json'
import rooms from './ru/rooms.json'

/** Every message in Russian. */
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
