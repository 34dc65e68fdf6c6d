import { describe, expect, it } from 'vitest'
import { dateText, roomTime, timeText } from '../../client/dates'
import { preferredLanguage } from '../../client/i18n.svelte'
import { localeOf } from '../../shared/i18n'
import type { Language } from '../../shared/languages'

const AT = Date.UTC(2027, 9, 12, 7, 5)
const day = (language: Language, zone = 'UTC') => dateText(AT, language, localeOf(language), zone)
const time = (language: Language, zone = 'UTC') => timeText(AT, language, localeOf(language), zone)

describe('dates', () => {
  it('are written with the day before the month in English', () => {
    expect(day('en')).toBe('12 October 2027')
  })

  it('carry both month names and European digits in Arabic, as United Nations documents do', () => {
    expect(day('ar')).toBe('12 تشرين الأول/أكتوبر 2027')
    expect(time('ar')).toBe('12 تشرين الأول/أكتوبر 2027، 07:05')
  })

  it('are written in the way of each language', () => {
    expect(day('fr')).toBe('12 octobre 2027')
    expect(day('es')).toBe('12 de octubre de 2027')
    expect(day('ru')).toMatch(/^12 октября 2027/)
    expect(day('zh')).toBe('2027年10月12日')
  })

  it('count the first of a month in French', () => {
    const first = Date.UTC(2026, 11, 1, 9, 5)
    expect(dateText(first, 'fr', localeOf('fr'), 'UTC')).toBe('1er décembre 2026')
    expect(timeText(first, 'fr', localeOf('fr'), 'UTC')).toMatch(/^1er déc\. 2026/)
    expect(dateText(Date.UTC(2026, 11, 11), 'fr', localeOf('fr'), 'UTC')).toBe('11 décembre 2026')
  })

  it('follow the time zone', () => {
    expect(time('en', 'Pacific/Auckland')).toBe('12 Oct 2027, 20:05')
    expect(time('ar', 'America/Mexico_City')).toBe('12 تشرين الأول/أكتوبر 2027، 01:05')
    expect(dateText(Date.UTC(2027, 11, 31, 23, 0), 'ar', localeOf('ar'), 'Europe/Zurich')).toBe(
      '1 كانون الثاني/يناير 2028',
    )
  })
})

describe('the time of a decision', () => {
  const told = (room: string | null, own: string) => roomTime(AT, 'en', 'en', { room, own })

  it('is that of the room, with the reader’s own where it differs', () => {
    expect(told('Europe/Zurich', 'Pacific/Auckland')).toEqual({
      ...{ time: '12 Oct 2027, 09:05', zone: 'Europe/Zurich', own: '20:05' },
    })
    expect(told('Europe/Zurich', 'Europe/Paris').own).toBeNull()
  })

  it('says the day of the reader only where it is another', () => {
    expect(told('Europe/Zurich', 'Pacific/Honolulu').own).toBe('11 Oct 2027, 21:05')
    const zones = { room: 'Europe/Zurich', own: 'Asia/Manila' }
    expect(roomTime(AT, 'ar', localeOf('ar'), zones).own).toBe('15:05')
  })

  it('is the reader’s own, by name, where there is no room', () => {
    expect(told(null, 'Asia/Manila')).toEqual({ time: '12 Oct 2027, 15:05', zone: 'Asia/Manila', own: null })
  })
})

describe('the first language of a screen', () => {
  it('is the first of the browser’s languages that is one of the six', () => {
    expect(preferredLanguage(['de-CH', 'fr-CH', 'en'])).toBe('fr')
    expect(preferredLanguage(['ar-EG'])).toBe('ar')
    expect(preferredLanguage(['zh-Hant-TW', 'en'])).toBe('zh')
  })

  it('is English when none is', () => {
    expect(preferredLanguage(['de', 'pt-BR'])).toBe('en')
    expect(preferredLanguage([])).toBe('en')
  })
})
