import type { Catalogue } from '../i18n'
import drafting from './zh/drafting.json'
import finding from './zh/finding.json'
import help from './zh/help.json'
import meetings from './zh/meetings.json'
import outline from './zh/outline.json'
import practice from './zh/practice.json'
import paste from './zh/paste.json'
import refusals from './zh/refusals.json'
import registry from './zh/registry.json'
import slash from './zh/slash.json'
import shelf from './zh/shelf.json'
import shell from './zh/shell.json'
import signIn from './zh/sign-in.json'
import rights from './zh/rights.json'
import rooms from './zh/rooms.json'

/** Every message in Chinese. */
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
