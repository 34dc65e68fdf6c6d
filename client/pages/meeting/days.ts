import { localeOf } from '../../../shared/i18n'
import { dateText, timeText } from '../../dates'
import { currentLanguage, t } from '../../i18n.svelte'

const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`)

/** The days of a meeting, which are those of its own time zone. Reactive. */
export function formatDays({ startsOn, endsOn }: { startsOn: string; endsOn: string }): string {
  const language = currentLanguage()
  const written = (day: string) => dateText(startOf(day), language, localeOf(language), 'UTC')
  if (startsOn === endsOn) return written(startsOn)
  return t('meeting.days', { from: written(startsOn), to: written(endsOn) })
}

/** A moment as clocks in a time zone show it; the person's own when left out. Reactive. */
export function formatMoment(at: number, timeZone?: string): string {
  const language = currentLanguage()
  return timeText(at, language, localeOf(language), timeZone)
}
