import corrections from './en/corrections.json'
import drafting from './en/drafting.json'
import emergency from './en/emergency.json'
import entered from './en/entered.json'
import finding from './en/finding.json'
import home from './en/home.json'
import meetings from './en/meetings.json'
import outline from './en/outline.json'
import paste from './en/paste.json'
import plenary from './en/plenary.json'
import practice from './en/practice.json'
import record from './en/record.json'
import registry from './en/registry.json'
import rights from './en/rights.json'
import rooms from './en/rooms.json'
import shelf from './en/shelf.json'
import slash from './en/slash.json'
import textRefusals from './en/text-refusals.json'

/** What the pages behind the first one say, in English. */
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
