import type { RequestHandler } from 'express'
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { extname } from 'node:path/posix'

/** Encodings in the order in which they are preferred, with the endings that the build gives to their files. */
const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const

/**
 * Lets the static files behind it be served compressed: where the build has put `file.br` or `file.gz` beside a file
 * and the browser takes it, that one is sent. Only files that are there when the server starts are ever named.
 */
export function compressed(folder: string): RequestHandler {
  const known = filesUnder(folder)
  return (request, response, next) => {
    const { path, url, method } = request
    if ((method !== 'GET' && method !== 'HEAD') || !hasVariant(known, path)) return next()
    response.vary('Accept-Encoding')
    const chosen = ENCODINGS.find(
      ({ name, ending }) => known.has(path + ending) && request.acceptsEncodings(name) !== false,
    )
    if (chosen) {
      response.type(extname(path)).set('Content-Encoding', chosen.name)
      request.url = path + chosen.ending + url.slice(path.length)
    }
    next()
  }
}

const hasVariant = (known: ReadonlySet<string>, path: string) =>
  known.has(path) && ENCODINGS.some(({ ending }) => known.has(path + ending))

/** Paths from the folder on, as they stand in an address. */
function filesUnder(folder: string): ReadonlySet<string> {
  if (!existsSync(folder)) return new Set()
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Set(files.map((file) => `/${relative(folder, file).split(sep).join('/')}`))
}
