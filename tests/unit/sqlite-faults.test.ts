import { describe, expect, it } from 'vitest'
import { StoreFault } from '../../server/store/port'
import { faultOf } from '../../server/store/sqlite-faults'

const sqliteError = (message: string, errcode?: number): Error =>
  Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR' }, errcode === undefined ? {} : { errcode })
const fileError = (code: string): Error => Object.assign(new Error(code), { code })

describe('an error of SQLite', () => {
  it.each([
    ['full', sqliteError('database or disk is full', 13)],
    ['full', sqliteError('disk I/O error', 10 | (4 << 8))],
    ['full', fileError('ENOSPC')],
    ['locked', sqliteError('database is locked', 5)],
    ['locked', sqliteError('database is locked', 5 | (2 << 8))],
    ['locked', sqliteError('database table is locked', 6)],
    ['damaged', sqliteError('database disk image is malformed', 11)],
    ['damaged', sqliteError('file is not a database', 26)],
    ['unavailable', sqliteError('attempt to write a readonly database', 8)],
    ['unavailable', sqliteError('unable to open database file', 14)],
    ['unavailable', fileError('EACCES')],
    ['damaged', sqliteError('database disk image is malformed')],
    ['locked', sqliteError('database is locked')],
    ['full', sqliteError('disk I/O error')],
  ])('means that the store is %s: %s', (reason, error) => {
    const fault = faultOf(error)
    expect(fault).toBeInstanceOf(StoreFault)
    expect(fault).toMatchObject({ reason, cause: error, retryable: reason !== 'damaged' })
  })

  it('stays what it is when the machine is not at fault', () => {
    const bugs = [
      sqliteError('UNIQUE constraint failed: entry.stream, entry.seq', 1_555),
      sqliteError('no such column: database is locked', 1),
      new Error('database is locked'),
      'no error at all',
    ]
    for (const bug of bugs) expect(faultOf(bug)).toBe(bug)
  })

  it('is not wrapped twice', () => {
    const fault = new StoreFault('full')
    expect(faultOf(fault)).toBe(fault)
  })
})
