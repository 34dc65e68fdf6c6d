import * as v from 'valibot'
import { Reason } from '../emergency'
import { EmergencyId, MeetingId, PersonId } from '../ids'
import { command, Empty, Time } from './parts'

/** One time that an administrator opened a meeting in emergency, as those see it who see the people. */
export const EmergencyRead = v.object({
  accessId: EmergencyId,
  meetingId: MeetingId,
  theme: v.string(),
  timeZone: v.string(),
  person: v.object({ personId: PersonId, name: v.string() }),
  reason: v.string(),
  openedAt: Time,
  /** It ends by itself then. */
  until: Time,
  /** When it was ended before its time, and by whom, by name; null when nobody has. */
  ended: v.nullable(v.object({ at: Time, by: v.string() })),
  /** Names of those who were told of it and have said that they know. */
  notedBy: v.array(v.string()),
})
export type EmergencyRead = v.InferOutput<typeof EmergencyRead>

const Meant = v.strictObject({ meetingId: MeetingId, accessId: EmergencyId })

export const EMERGENCY_COMMANDS = {
  'meeting:openInEmergency': command(
    'As administrator, read the documents of a meeting for a limited time, for a reason that stays in its record. While one’s access lasts it answers with that.',
    v.strictObject({ meetingId: MeetingId, reason: Reason }),
    v.object({ accessId: EmergencyId, until: Time }),
  ),
  'meeting:endEmergency': command('End an emergency access before its time, at once.', Meant, Empty),
  'meeting:noteEmergency': command(
    'Say that one knows of an emergency access; the record says so.',
    Meant,
    Empty,
  ),
  'meeting:emergencies': command(
    'The emergency access that the caller has, and that of others of which the caller is to be told.',
    Empty,
    v.object({
      accesses: v.array(EmergencyRead),
      /** Streams in which news of more would come, the latest meetings, and how far they have been read for this. */
      heads: v.array(v.object({ meetingId: MeetingId, seq: v.number() })),
    }),
  ),
} as const
