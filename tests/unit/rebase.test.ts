import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { mergeContents, plainWordsOf, type ProvisionContent } from '../../client/collab/content'
import { contentsOf, changesBetween } from '../../client/collab/reading'
import { keepAside, planOf, plansOf, refusalIn, reportWith, type Outcome } from '../../client/collab/rebase'
import { carryOut } from '../../client/collab/writing'
import { documentOf } from '../../shared/text/build'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { openText, rawDelete } from '../../shared/text/flat'
import { textHashOf } from '../../shared/text/canonical'
import { provisionsOf } from '../../shared/text/provisions'

function textOf(...sources: ProvisionSource[]): Y.Text {
  const text = openText(new Y.Doc())
  compose(text, sources)
  return text
}

const p = (id: string, ...runs: ProvisionSource['runs']): ProvisionSource => ({ id, kind: 'operative', runs })

function contentOf(text: Y.Text, id: string): ProvisionContent {
  const content = contentsOf(text).get(id)
  if (!content) throw new Error(`no provision ${id}`)
  return content
}

const says = (...runs: ProvisionSource['runs']) => contentOf(textOf(p('x', ...runs)), 'x')
const wordsIn = (text: Y.Text, id: string) => plainWordsOf(contentOf(text, id))

function merged(base: string, mine: string, theirs: string): string | null {
  const content = mergeContents(says(base), says(mine), says(theirs))
  return content && plainWordsOf(content)
}

describe('merging two versions of a provision', () => {
  it('keeps both changes when they touch different words', () => {
    expect(
      merged(
        'Welcomes the report of the Forum',
        'Warmly welcomes the report of the Forum',
        'Welcomes the report of the Review Forum',
      ),
    ).toBe('Warmly welcomes the report of the Review Forum')
  })

  it('gives up when both changed the same words differently', () => {
    expect(merged('States should act', 'States shall act', 'States may act')).toBeNull()
  })

  it('keeps one copy when both made the same change', () => {
    expect(merged('States should act', 'States shall act', 'States shall act')).toBe('States shall act')
  })

  it('merges Arabic and Chinese by words too', () => {
    expect(
      merged('ترحب الآليات بالتقرير السنوي', 'ترحب الآليات بالتقرير', 'ترحب جميع الآليات بالتقرير السنوي'),
    ).toBe('ترحب جميع الآليات بالتقرير')
    expect(merged('各国应当采取行动', '各国应采取行动', '各国应当采取共同行动')).toBe('各国应采取共同行动')
  })

  it('keeps marks that one side set on words that the other left alone', () => {
    const base = says('States should act now')
    const mine = says('States ', { text: 'should', formats: { strong: true } }, ' act now')
    const theirs = says('States should act today')
    expect(mergeContents(base, mine, theirs)).toEqual(
      says('States ', { text: 'should', formats: { strong: true } }, ' act today'),
    )
  })
})

describe('writing a change again after a refusal', () => {
  const base = 'Welcomes the report'
  const change = (now: string | null, baseline: string | null = base) => ({
    provisionId: 'p1',
    after: null,
    baseline: baseline === null ? null : says(baseline),
    now: now === null ? null : says(now),
  })

  function rebased(now: string | null, server: string | null, lock: 'provision-settled' | null = null) {
    const text =
      server === null ? textOf(p('p0', 'Title')) : textOf(p('p0', 'Title'), p('p1', server), p('p2', 'End'))
    const plan = planOf(change(now), { content: contentsOf(text).get('p1') ?? null, lock })
    carryOut(text, [{ provisionId: 'p1', deed: plan.deed }], null)
    return { text, outcome: plan.outcome }
  }

  it('saves my version where the text is as I knew it', () => {
    const { text, outcome } = rebased('Welcomes warmly the report', base)
    expect(wordsIn(text, 'p1')).toBe('Welcomes warmly the report')
    expect(outcome).toMatchObject({ outcome: 'saved', code: null, merged: false })
  })

  it('merges where others changed other words', () => {
    const { text, outcome } = rebased('Warmly welcomes the report', 'Welcomes the report of the Forum')
    expect(wordsIn(text, 'p1')).toBe('Warmly welcomes the report of the Forum')
    expect(outcome).toMatchObject({ outcome: 'saved', merged: true })
  })

  it('keeps my words for later where others changed the same ones', () => {
    const { text, outcome } = rebased('Welcomes the study', 'Welcomes the paper')
    expect(wordsIn(text, 'p1')).toBe('Welcomes the paper')
    expect(outcome).toMatchObject({ outcome: 'kept', code: 'text-moved-on', words: 'Welcomes the study' })
  })

  it('leaves a settled provision as it was and keeps my words', () => {
    const { text, outcome } = rebased('Welcomes warmly the report', base, 'provision-settled')
    expect(wordsIn(text, 'p1')).toBe(base)
    expect(outcome).toMatchObject({
      outcome: 'refused',
      code: 'provision-settled',
      words: 'Welcomes warmly the report',
    })
  })

  it('is saved already where the server has my version', () => {
    expect(rebased('Welcomes it', 'Welcomes it', 'provision-settled').outcome).toMatchObject({
      outcome: 'saved',
    })
  })

  it('is saved already where the server has my version, also when nothing is tried again', () => {
    const late = change('Welcomes it')
    expect(keepAside(late, says('Welcomes it'), 'read-only').outcome).toMatchObject({
      outcome: 'saved',
      code: null,
    })
    expect(keepAside(late, says(base), 'read-only').outcome).toMatchObject({
      outcome: 'refused',
      code: 'read-only',
      words: 'Welcomes it',
    })
    expect(keepAside(change(null), null, 'read-only').outcome).toMatchObject({ outcome: 'saved' })
  })

  it('keeps my words when the provision is gone', () => {
    expect(rebased('Welcomes warmly the report', null).outcome).toMatchObject({
      outcome: 'kept',
      code: 'provision-unknown',
    })
  })

  it('repeats a deletion only on words that I saw', () => {
    expect(contentsOf(rebased(null, base).text).has('p1')).toBe(false)
    expect(rebased(null, 'Welcomes the report and more').outcome).toMatchObject({
      outcome: 'kept',
      code: 'text-moved-on',
    })
  })

  it('inserts a provision of mine after the one that it followed, others staying as they are', () => {
    const text = textOf(p('p0', 'First'), p('p2', 'Second'))
    const plan = planOf(
      { provisionId: 'p1', after: 'p0', baseline: null, now: says('Mine') },
      { content: null, lock: null },
    )
    carryOut(text, [{ provisionId: 'p1', deed: plan.deed }], null)
    expect(provisionsOf(text).map(({ id }) => id)).toEqual(['p0', 'p1', 'p2'])
    expect(wordsIn(text, 'p1')).toBe('Mine')
  })

  it('touches only the words that differ, so that carets and marks beside them stay', () => {
    const text = textOf(p('p1', 'Welcomes the ', { text: 'report', formats: { em: true } }, ' of the Forum'))
    const updates: number[] = []
    text.doc?.on('update', (update: Uint8Array) => updates.push(update.length))
    const content = says('Welcomes warmly the ', { text: 'report', formats: { em: true } }, ' of the Forum')
    carryOut(text, [{ provisionId: 'p1', deed: { do: 'write', content } }], null)
    expect(contentOf(text, 'p1')).toEqual(content)
    expect(updates).toHaveLength(1)
    expect(updates[0]).toBeLessThan(40)
  })
})

describe('the report', () => {
  const line = (provisionId: string, words: string, outcome: Outcome['outcome']): Outcome => ({
    ...{ provisionId, words, outcome, deleted: '', merged: false },
    code: outcome === 'saved' ? null : 'provision-settled',
  })

  it('does not say “saved” of words that were refused after they had been carried over', () => {
    const report = [line('one', 'Welcomes it', 'saved'), line('two', 'Notes it', 'saved')]
    const refused = line('one', 'Welcomes it', 'refused')
    expect(reportWith(report, [refused])).toEqual([line('two', 'Notes it', 'saved'), refused])
  })

  it('names what was refused, else what is kept, as the reason why not everything is in the text', () => {
    const saved = line('one', 'Welcomes it', 'saved')
    const kept = { ...line('two', 'Notes it', 'kept'), code: 'text-moved-on' } as const
    expect(refusalIn([saved])).toBeNull()
    expect(refusalIn([saved, kept])).toBe('text-moved-on')
    expect(refusalIn([saved, kept, line('three', 'Decides', 'refused')])).toBe('provision-settled')
  })

  it('says once what was carried over twice, and keeps what it says of other words', () => {
    const report = [line('one', 'Welcomes it', 'saved'), line('two', 'Notes it', 'refused')]
    const more = [line('one', 'Welcomes it', 'saved'), line('two', 'Notes it', 'saved')]
    expect(reportWith(report, more)).toEqual([line('two', 'Notes it', 'refused'), ...more])
    const other = line('one', 'Welcomes it warmly', 'refused')
    expect(reportWith(report, [other])).toEqual([...report, other])
  })
})

describe('changes that belong together', () => {
  const whole = 'Welcomes the report and requests more'
  const text = textOf(p('p1', whole), p('p2', 'Thanks the host'))
  const freshOf = (id: string) => ({
    content: contentsOf(text).get(id) ?? null,
    lock: id === 'p1' ? ('provision-settled' as const) : null,
  })

  it('do not delete at their old place words that were joined to a settled provision', () => {
    const plans = plansOf(
      [
        { provisionId: 'p1', after: null, baseline: says(whole), now: says(`${whole}Thanks the host`) },
        { provisionId: 'p2', after: null, baseline: says('Thanks the host'), now: null },
      ],
      freshOf,
    )
    expect(plans.map(({ deed, outcome }) => [deed.do, outcome.outcome])).toEqual([
      ['nothing', 'refused'],
      ['nothing', 'kept'],
    ])
  })

  describe('when words were joined to another provision and their own has to stay', () => {
    const thanks = 'Thanks the host for the hall'
    const join = (joined: string) => [
      { provisionId: 'p1', after: null, baseline: says('Welcomes it'), now: says(joined) },
      { provisionId: 'p2', after: null, baseline: says(thanks), now: null },
    ]
    /** What the server has of the second provision, and why it cannot be changed. */
    const at = (second: string | null, lock: 'provision-settled' | null = null) => {
      const other = second === null ? [] : [p('p2', second)]
      const contents = contentsOf(textOf(p('p1', 'Welcomes it'), ...other, p('p3', 'Decides')))
      return (id: string) => ({ content: contents.get(id) ?? null, lock: id === 'p2' ? lock : null })
    }
    const deedsOf = (changes: Parameters<typeof plansOf>[0], fresh: ReturnType<typeof at>) =>
      plansOf(changes, fresh).map(({ deed, outcome }) => [deed.do, outcome.outcome])

    it('are not doubled: it is settled', () => {
      expect(deedsOf(join(`Welcomes it${thanks}`), at(thanks, 'provision-settled'))).toEqual([
        ['nothing', 'kept'],
        ['nothing', 'refused'],
      ])
    })

    it('are not doubled: others have edited it', () => {
      expect(deedsOf(join(`Welcomes it ${thanks}`), at(`${thanks} of the meeting`))).toEqual([
        ['nothing', 'kept'],
        ['nothing', 'kept'],
      ])
    })

    it('are not doubled when some of them were changed at their new place, or put into a new provision', () => {
      const edited = 'Welcomes it and thanks the host for the large hall'
      const settled = at(thanks, 'provision-settled')
      expect(deedsOf(join(edited), settled)[0]).toEqual(['nothing', 'kept'])
      const moved = { provisionId: 'n1', after: 'p1', baseline: null, now: says(thanks) }
      expect(deedsOf([moved, ...join('Welcomes it').slice(1)], settled)[0]).toEqual(['nothing', 'kept'])
    })

    it('still go where they were joined to when their own provision goes, whatever else is refused', () => {
      const refused = { provisionId: 'p3', after: null, baseline: says('Agrees'), now: says('Notes') }
      expect(deedsOf([...join(`Welcomes it ${thanks}`), refused], at(thanks))).toEqual([
        ['write', 'saved'],
        ['delete', 'saved'],
        ['nothing', 'kept'],
      ])
      expect(deedsOf(join(`Welcomes it ${thanks}`), at(null))[0]).toEqual(['write', 'saved'])
    })

    it('hold back nothing that has only common words in it', () => {
      expect(
        deedsOf(join('Welcomes it, for the time being, with thanks'), at(thanks, 'provision-settled')),
      ).toEqual([
        ['write', 'saved'],
        ['nothing', 'refused'],
      ])
    })
  })

  it('do not double words that were split off a settled provision, but still add new ones', () => {
    const plans = plansOf(
      [
        { provisionId: 'p1', after: null, baseline: says(whole), now: says('Welcomes the report ') },
        { provisionId: 'n1', after: 'p1', baseline: null, now: says('and requests more') },
        { provisionId: 'n2', after: 'p2', baseline: null, now: says('Decides to meet again') },
      ],
      freshOf,
    )
    expect(plans.map(({ deed }) => deed.do)).toEqual(['nothing', 'nothing', 'insert'])
  })
})

describe('reading changes from the editor', () => {
  const table: ProvisionSource[] = ['r1', 'r2'].map((id) => ({
    id,
    kind: 'row',
    table: 't1',
    runs: [{ column: 'a' }, `${id} a`, { column: 'b' }, `${id} b`],
  }))

  it('says the same of a provision whether it was read from the text or from the editor', () => {
    const empty = textOf()
    const text = textOf(
      p('p1', 'Notes ', { text: 'with', formats: { strong: true, lang: 'fr' } }, { reference: 'p2' }),
      ...table,
      p('p2', 'End'),
    )
    const shown = changesBetween(documentOf(empty), documentOf(text)).filter(({ now }) => now !== null)
    expect(new Map(shown.map(({ provisionId, now }) => [provisionId, now]))).toEqual(contentsOf(text))
  })

  it('finds the provisions that differ, what they were and what they followed', () => {
    const text = textOf(p('p1', 'One'), p('p2', 'Two'), ...table, p('p3', 'Three'))
    const before = documentOf(text)
    text.insert(2, 'X', {})
    compose(text, [p('p9', 'New')], provisionsOf(text)[1]?.to ?? 0)
    const row = provisionsOf(text).find(({ id }) => id === 'r2')
    text.insert((row?.from ?? 0) + 3, '!', {})
    const end = provisionsOf(text).find(({ id }) => id === 'p3')
    rawDelete(text, end?.from ?? 0, (end?.to ?? 0) - (end?.from ?? 0))
    const changes = changesBetween(before, documentOf(text))
    expect(
      changes.map(({ provisionId, after, before: was, now }) => [
        provisionId,
        was && plainWordsOf(was),
        now && plainWordsOf(now),
        after,
      ]),
    ).toEqual([
      ['p1', 'One', 'OXne', null],
      ['p9', null, 'New', 'p2'],
      ['r2', 'r2 a\tr2 b', 'r!2 a\tr2 b', 'r1'],
      ['p3', 'Three', null, null],
    ])
  })

  it('agrees with the hash that the gavel compares', () => {
    const text = textOf(p('p1', 'One'))
    const before = textHashOf(text, 'p1')
    const content = says('One more')
    carryOut(text, [{ provisionId: 'p1', deed: { do: 'write', content } }], null)
    carryOut(text, [{ provisionId: 'p1', deed: { do: 'write', content: says('One') } }], null)
    expect(textHashOf(text, 'p1')).toBe(before)
  })
})

it('writes a header row again, and merges with words that others typed in it', () => {
  const row: ProvisionSource = { id: 'r', kind: 'row', table: 't', runs: [{ column: 'k' }, 'Lead'] }
  const base = contentOf(textOf(row), 'r')
  const mine = contentOf(textOf({ ...row, header: true }), 'r')
  const theirs = contentOf(textOf({ ...row, runs: [{ column: 'k' }, 'Lead mechanism'] }), 'r')
  const content = mergeContents(base, mine, theirs)
  const text = textOf({ ...row, runs: [{ column: 'k' }, 'Lead mechanism'] })
  if (content) carryOut(text, [{ provisionId: 'r', deed: { do: 'write', content } }], null)
  expect(contentOf(text, 'r')).toEqual({ ...theirs, header: true })
  expect(documentOf(text).child(0).child(0).firstChild?.attrs.header).toBe(true)
})
