import corrections from './es/corrections.json'
import drafting from './es/drafting.json'
import emergency from './es/emergency.json'
import entered from './es/entered.json'
import finding from './es/finding.json'
import home from './es/home.json'
import meetings from './es/meetings.json'
import outline from './es/outline.json'
import paste from './es/paste.json'
import plenary from './es/plenary.json'
import practice from './es/practice.json'
import record from './es/record.json'
import registry from './es/registry.json'
import rights from './es/rights.json'
import rooms from './es/rooms.json'
import shelf from './es/shelf.json'
import slash from './es/slash.json'
import textRefusals from './es/text-refusals.json'

/** What the pages behind the first one say, in Spanish. */
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
