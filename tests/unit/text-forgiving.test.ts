import { describe, expect, it } from 'vitest'
import {
  findWords,
  fold,
  FORGIVING,
  saysWords,
  spellsSame,
  type Strictness,
} from '../../shared/text/forgiving'

const found = (text: string, wanted: string, strictness: Partial<Strictness> = {}): string[] =>
  findWords(text, wanted, { ...FORGIVING, ...strictness }).map(({ from, to }) => text.slice(from, to))

describe('forgiving comparison', () => {
  it.each([
    ['Élimination', 'elimination'],
    ['ÉLIMINATION', 'élimination'],
    ['E\u0301limination', 'elimination'],
    ['Soberanía', 'SOBERANIA'],
    ['œuvre', 'oeuvre'],
    ['l’État', "l'etat"],
    ['« a priori »', '"\u00a0a priori "'],
    ['Straße', 'strasse'],
    ['учёт', 'учет'],
    ['إنّ الأمانة', 'ان الامانه'],
    ['مؤتمر', 'موتمر'],
    ['هيئة', 'هييه'],
    ['ٱلدَّوْلَة', 'الدولة'],
    ['المنتـــدى', 'المنتدي'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['\u200fالدول\u200e', 'الدول'],
  ])('takes %s and %s for the same', (a, b) => {
    expect(fold(a).text).toBe(fold(b).text)
    expect(saysWords(`… ${a} …`, b)).toBe(true)
  })

  it.each([
    ['мой', 'мои'],
    ['ａｂｃ', 'abc'],
    ['報告', '报告'],
    ['ملاك', 'ملك'],
  ])('keeps %s and %s apart', (a, b) => expect(fold(a).text).not.toBe(fold(b).text))

  it('gives back the original words, with all that stands on them', () => {
    expect(found('La coopération, la COOPERATION', 'cooperation')).toEqual(['coopération', 'COOPERATION'])
    expect(found('ان الدُّوَلَ الأعضاء', 'الدول')).toEqual(['الدُّوَلَ'])
    expect(found('المنتـــدى العالمي', 'منتدى')).toEqual(['منتـــدى'])
    expect(found('Ｎｏ 报告 и ёлка 𝒳 报告', '报告')).toEqual(['报告', '报告'])
    expect(found('hors-d’œuvre', 'euv')).toEqual(['œuv'])
  })

  it('takes no longer over a letter with endless marks than over as many letters', () => {
    const marks = '\u0315'.repeat(100_000) + '\u0316'.repeat(100_000)
    const started = performance.now()
    expect(fold(`a${marks}b`).text).toBe('ab')
    expect(fold(`й${marks}`).text).toContain('й')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('finds no match over another, and nothing for nothing', () => {
    expect(found('aaaa', 'aa')).toEqual(['aa', 'aa'])
    expect(found('aaa', '')).toEqual([])
    expect(found('aaa', '\u200b')).toEqual([])
    expect(saysWords('aaa', '')).toBe(false)
  })
})

describe('the same spelling', () => {
  it.each([
    ['علي', 'على'],
    ['أن', 'إن'],
    ['ou', 'où'],
    ['المائدة', 'المائده'],
    ['œuvre', 'oeuvre'],
    ['учёт', 'учет'],
    ['الدُّوَل', 'الدول'],
    ['"', '«'],
    ['-', '‑'],
  ])('is not that of %s and %s', (a, b) => expect(spellsSame(a, b, FORGIVING)).toBe(false))

  it.each([
    ["L'État", 'l’État'],
    ['paragraphe 3', 'paragraphe\u00a03'],
    ['re\u0301sume\u0301', 'résumé'],
    ['المنتـــدى', 'المنتدى'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['”', '”'],
  ])('is that of %s and %s, whatever the keyboard has', (a, b) =>
    expect(spellsSame(a, b, FORGIVING)).toBe(true),
  )

  it('has capitals only where they count', () => {
    expect(spellsSame('OU', 'ou', FORGIVING)).toBe(true)
    expect(spellsSame('OU', 'ou', { ...FORGIVING, matchCase: true })).toBe(false)
  })
})

describe('stricter comparison', () => {
  it('tells capitals from small letters', () => {
    expect(found('States and states', 'States', { matchCase: true })).toEqual(['States'])
    expect(found('États et états', 'Etats', { matchCase: true })).toEqual(['États'])
  })

  it('tells accents and forms of hamza apart', () => {
    expect(found('resume, résumé, Résumé', 'résumé', { exact: true })).toEqual(['résumé', 'Résumé'])
    expect(found('امانة أمانة', 'أمانة', { exact: true })).toEqual(['أمانة'])
    expect(found('re\u0301sume\u0301', 'résumé', { exact: true })).toEqual(['re\u0301sume\u0301'])
  })

  it('finds whole words only', () => {
    const wholeWords = { wholeWords: true }
    expect(found('port, report, porté, port', 'port', wholeWords)).toEqual(['port', 'port'])
    expect(found('الدول والدول', 'الدول', wholeWords)).toEqual(['الدول'])
    expect(found('欢迎报告', '报告', wholeWords)).toEqual(['报告'])
    expect(found('OP1 (b), OP12', 'OP1', wholeWords)).toEqual(['OP1'])
  })
})
