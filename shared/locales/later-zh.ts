import corrections from './zh/corrections.json'
import drafting from './zh/drafting.json'
import emergency from './zh/emergency.json'
import entered from './zh/entered.json'
import finding from './zh/finding.json'
import home from './zh/home.json'
import meetings from './zh/meetings.json'
import outline from './zh/outline.json'
import paste from './zh/paste.json'
import plenary from './zh/plenary.json'
import practice from './zh/practice.json'
import record from './zh/record.json'
import registry from './zh/registry.json'
import rights from './zh/rights.json'
import rooms from './zh/rooms.json'
import shelf from './zh/shelf.json'
import slash from './zh/slash.json'
import textRefusals from './zh/text-refusals.json'

/** What the pages behind the first one say, in Chinese. */
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
