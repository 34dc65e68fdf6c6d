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
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  const reason =
    typeof errcode === 'number'
      ? REASONS[errcode & 0xff]
      : typeof code === 'string'
        ? FILE_REASONS[code]
        : undefined
  return reason ? new StoreFault(reason, { cause: error }) : error
}
