import corrections from './fr/corrections.json'
import drafting from './fr/drafting.json'
import emergency from './fr/emergency.json'
import entered from './fr/entered.json'
import finding from './fr/finding.json'
import home from './fr/home.json'
import meetings from './fr/meetings.json'
import outline from './fr/outline.json'
import paste from './fr/paste.json'
import plenary from './fr/plenary.json'
import practice from './fr/practice.json'
import record from './fr/record.json'
import registry from './fr/registry.json'
import rights from './fr/rights.json'
import rooms from './fr/rooms.json'
import shelf from './fr/shelf.json'
import slash from './fr/slash.json'
import textRefusals from './fr/text-refusals.json'

/** What the pages behind the first one say, in French. */
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
