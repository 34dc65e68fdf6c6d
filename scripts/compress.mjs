// Puts a `.br` and a `.gz` beside every file of a folder that becomes smaller by it: `node scripts/compress.mjs FOLDER`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const TEXTS = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest'])
/** Below this, the headers weigh more than what is saved. */
const MIN_BYTES = 1_024

export function compressFolder(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && TEXTS.has(path.extname(entry.name)))
      compress(path.join(entry.parentPath, entry.name))
  }
}

function compress(file) {
  const bytes = readFileSync(file)
  if (bytes.length < MIN_BYTES) return
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }))
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) compressFolder(process.argv[2] ?? '.')
