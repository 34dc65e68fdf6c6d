/** What the help explains, in the order in which a newcomer meets it. Each has a title `help.topic.<topic>`. */
export const TOPICS = [
  'sign-in',
  'roles',
  'seats',
  'badge',
  'offline',
  'kept-words',
  'entered',
  'gavel',
  'plenary',
  'kinds',
  'tables',
  'notes',
  'pasting',
  'outline',
  'finding',
  'documents',
  'meetings',
  'rooms',
  'registry',
  'practice',
  'installing',
] as const
export type Topic = (typeof TOPICS)[number]

/** Whether a word names a topic. */
export function isTopic(word: string): word is Topic {
  return (TOPICS as readonly string[]).includes(word)
}

/** The path of the help, or of one topic in it. */
export function helpPath(topic: Topic | null): string {
  return topic === null ? '/help' : `/help/${topic}`
}
