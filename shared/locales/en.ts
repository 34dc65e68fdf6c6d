import drafting from './en/drafting.json'
import finding from './en/finding.json'
import help from './en/help.json'
import meetings from './en/meetings.json'
import outline from './en/outline.json'
import practice from './en/practice.json'
import paste from './en/paste.json'
import refusals from './en/refusals.json'
import registry from './en/registry.json'
import slash from './en/slash.json'
import shelf from './en/shelf.json'
import shell from './en/shell.json'
import signIn from './en/sign-in.json'
import rights from './en/rights.json'
import rooms from './en/rooms.json'

/** Every message in English; the other languages have the same keys. */
export const messages = {
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
