import { StoreFault } from './port'

/** Primary result codes of SQLite that mean a broken machine, not a bug. */
const REASONS: Readonly<Record<number, StoreFault['reason']>> = {
  5: 'locked', // SQLITE_BUSY
  6: 'locked', // SQLITE_LOCKED
  15: 'locked', // SQLITE_PROTOCOL: the locks of the write-ahead log are contended
  10: 'full', // SQLITE_IOERR
  13: 'full', // SQLITE_FULL
  11: 'damaged', // SQLITE_CORRUPT
  26: 'damaged', // SQLITE_NOTADB
  8: 'unavailable', // SQLITE_READONLY
  14: 'unavailable', // SQLITE_CANTOPEN
  3: 'unavailable', // SQLITE_PERM
  23: 'unavailable', // SQLITE_AUTH
}

/** The package for older versions of Node leaves the code out of some errors; SQLite's words for them are fixed. */
const CODES_BY_MESSAGE: readonly (readonly [RegExp, number])[] = [
  [/database (schema |table )?is locked/, 5],
  [/locking protocol/, 15],
  [/disk I\/O error/, 10],
  [/database or disk is full/, 13],
  [/database disk image is malformed/, 11],
  [/file is not a database/, 26],
  [/attempt to write a readonly database/, 8],
  [/unable to open database file/, 14],
]

/** Codes of the file system that mean the same. */
const FILE_REASONS: Readonly<Record<string, StoreFault['reason']>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EIO: 'full',
  EACCES: 'unavailable',
  EPERM: 'unavailable',
  EROFS: 'unavailable',
  ENOENT: 'unavailable',
  ENOTDIR: 'unavailable',
  EISDIR: 'unavailable',
  EEXIST: 'unavailable',
}

/**
 * What an error of SQLite or of the file system means for the store.
 *
 * @returns a `StoreFault`, or the error itself when it is neither: then it is a bug
 */
export function faultOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreFault) return error
  const reason = reasonOf(error)
  return reason ? new StoreFault(reason, { cause: error }) : error
}

function reasonOf(error: Error & { errcode?: unknown; code?: unknown }): StoreFault['reason'] | undefined {
  const { errcode, code, message } = error
  if (typeof errcode === 'number') return REASONS[errcode & 0xff]
  if (code !== 'ERR_SQLITE_ERROR') return typeof code === 'string' ? FILE_REASONS[code] : undefined
  const found = CODES_BY_MESSAGE.find(([words]) => words.test(message))
  return found && REASONS[found[1]]
}
