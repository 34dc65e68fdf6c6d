import { beforeEach, describe, expect, it } from 'vitest'
import { EMPTY_HEAD, type Head } from '../../shared/journal'
import { draftOf } from '../support/entries'
import { eachWith, headOf, STREAM, OTHER, type OpenStore } from './opened-store'

/** What a journal notices when somebody changes its rows. */
export function tamperedContract(open: OpenStore): void {
  const current = eachWith(open)

  describe('a journal that somebody tampered with', () => {
    let head: Head
    beforeEach(async () => {
      head = await current.say(STREAM, 'a', 'b', 'c', 'd', 'e')
      await current.say(OTHER, 'untouched')
    })

    const where = `stream = '${STREAM}' and seq =`
    const cases: { what: string; edit: string[]; seq: number; fault: string }[] = [
      {
        what: 'an altered kind',
        edit: [`update entry set kind = 'x' where ${where} 3`],
        seq: 3,
        fault: 'hash-mismatch',
      },
      {
        what: 'an altered body',
        edit: [`update entry set body = salt where ${where} 2`],
        seq: 2,
        fault: 'hash-mismatch',
      },
      {
        what: 'another author',
        edit: [`update entry set "personId" = 'x' where ${where} 5`],
        seq: 5,
        fault: 'hash-mismatch',
      },
      {
        what: 'an altered audience',
        edit: [`update entry set audience = '"nobody"' where ${where} 1`],
        seq: 1,
        fault: 'hash-mismatch',
      },
      {
        what: 'an audience that is no JSON',
        edit: [`update entry set audience = '{' where ${where} 4`],
        seq: 4,
        fault: 'unreadable',
      },
      {
        what: 'an altered prev',
        edit: [`update entry set prev = hash where ${where} 3`],
        seq: 3,
        fault: 'prev-mismatch',
      },
      {
        what: 'a deleted first row',
        edit: [`delete from entry where ${where} 1`],
        seq: 1,
        fault: 'seq-gap',
      },
      {
        what: 'a deleted middle row',
        edit: [`delete from entry where ${where} 3`],
        seq: 3,
        fault: 'seq-gap',
      },
      {
        what: 'a deleted last row',
        edit: [`delete from entry where ${where} 5`],
        seq: 5,
        fault: 'truncated',
      },
      {
        what: 'a truncated tail',
        edit: [`delete from entry where stream = '${STREAM}' and seq > 2`],
        seq: 3,
        fault: 'truncated',
      },
      {
        what: 'no rows at all',
        edit: [`delete from entry where stream = '${STREAM}'`],
        seq: 1,
        fault: 'truncated',
      },
      {
        what: 'a middle row closed up by renumbering',
        edit: [
          `delete from entry where ${where} 3`,
          `update entry set seq = 3 where ${where} 4`,
          `update entry set seq = 4 where ${where} 5`,
        ],
        seq: 3,
        fault: 'prev-mismatch',
      },
      {
        what: 'a row in the place of another',
        edit: [`update entry set seq = 9 where ${where} 2`],
        seq: 2,
        fault: 'seq-gap',
      },
    ]
    for (const { what, edit, seq, fault } of cases) {
      it(`is reported by row: ${what}`, async () => {
        for (const statement of edit) await current.opened.edit(statement)
        const damaged = { name: 'JournalDamaged', stream: STREAM, seq, fault }
        expect(await current.store.journal.verify(STREAM)).toMatchObject(damaged)
        await expect(current.store.journal.read(STREAM, 0)).rejects.toMatchObject(damaged)
        expect(await current.store.journal.verify(OTHER)).toBeNull()
      })
    }

    it('is reported when rows lie beyond a head that was set back', async () => {
      const third = await current.store.journal.entryAt(STREAM, 3)
      await current.opened.edit(
        `update stream set seq = 3, hash = '${third?.hash}' where stream = '${STREAM}'`,
      )
      const damaged = { name: 'JournalDamaged', stream: STREAM, seq: 4, fault: 'seq-gap' }
      expect(await current.store.journal.verify(STREAM)).toMatchObject(damaged)
      const [mine, others] = await Promise.allSettled([
        current.store.journal.append(STREAM, headOf(third), [draftOf('over it')]),
        current.store.journal.append(OTHER, await current.store.journal.head(OTHER), [draftOf('goes on')]),
      ])
      expect(mine).toMatchObject({ status: 'rejected', reason: damaged })
      expect(others).toMatchObject({ value: { kind: 'written' } })
    })

    it('is reported when the head was removed', async () => {
      await current.opened.edit(`delete from stream where stream = '${STREAM}'`)
      expect(await current.store.journal.streams()).toEqual([STREAM, OTHER])
      expect(await current.store.journal.verify(STREAM)).toMatchObject({ seq: 1, fault: 'seq-gap' })
    })

    it('is reported to an appender who has seen what is gone, whatever else is appended in the same turn', async () => {
      const third = await current.store.journal.entryAt(STREAM, 3)
      await current.opened.edit(`delete from entry where stream = '${STREAM}' and seq > 3`)
      await current.opened.edit(
        `update stream set seq = 3, hash = '${third?.hash}' where stream = '${STREAM}'`,
      )
      const [mine, others] = await Promise.allSettled([
        current.store.journal.append(STREAM, head, [draftOf('on top')]),
        current.store.journal.append(OTHER, EMPTY_HEAD, [draftOf('late')]),
      ])
      expect(mine).toMatchObject({ status: 'rejected', reason: { seq: 4, fault: 'truncated' } })
      expect(others).toMatchObject({ value: { kind: 'behind' } })
    })

    it('does not pass off an altered row as the one entry asked for', async () => {
      await current.opened.edit(`update entry set kind = 'x' where ${where} 2`)
      await expect(current.store.journal.entryAt(STREAM, 2)).rejects.toMatchObject({
        seq: 2,
        fault: 'hash-mismatch',
      })
      expect(await current.store.journal.entryAt(STREAM, 4)).toMatchObject({ seq: 4 })
    })
  })
}
