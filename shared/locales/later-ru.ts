import corrections from './ru/corrections.json'
import drafting from './ru/drafting.json'
import emergency from './ru/emergency.json'
import entered from './ru/entered.json'
import finding from './ru/finding.json'
import home from './ru/home.json'
import meetings from './ru/meetings.json'
import outline from './ru/outline.json'
import paste from './ru/paste.json'
import plenary from './ru/plenary.json'
import practice from './ru/practice.json'
import record from './ru/record.json'
import registry from './ru/registry.json'
import rights from './ru/rights.json'
import rooms from './ru/rooms.json'
import shelf from './ru/shelf.json'
import slash from './ru/slash.json'
import textRefusals from './ru/text-refusals.json'

/** What the pages behind the first one say, in Russian. */
export const messages = {
  ...corrections,
  ...drafting,
  ...emergency,
  ...entered,
  ...finding,
  ...home,
  ...meetings,
  ...outline,
  ...paste,
  ...plenary,
  ...practice,
  ...record,
  ...registry,
  ...rights,
  ...rooms,
  ...shelf,
  ...slash,
  ...textRefusals,
}
