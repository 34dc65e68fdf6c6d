import corrections from './ar/corrections.json'
import drafting from './ar/drafting.json'
import emergency from './ar/emergency.json'
import entered from './ar/entered.json'
import finding from './ar/finding.json'
import home from './ar/home.json'
import meetings from './ar/meetings.json'
import outline from './ar/outline.json'
import paste from './ar/paste.json'
import plenary from './ar/plenary.json'
import practice from './ar/practice.json'
import record from './ar/record.json'
import registry from './ar/registry.json'
import rights from './ar/rights.json'
import rooms from './ar/rooms.json'
import shelf from './ar/shelf.json'
import slash from './ar/slash.json'
import textRefusals from './ar/text-refusals.json'

/** What the pages behind the first one say, in Arabic. */
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
