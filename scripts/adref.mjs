// npm run adref -- <command>: the operator's commands, run on the same build as the server.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuild } from './build.mjs'
import { ensurePackages, root } from './house.mjs'

const program = path.join(root, 'dist/server/cli.js')
// with newer sources the server that runs is still the older one: nothing is taken from under it, and no record changed
if (!existsSync(program)) {
  await ensurePackages()
  await ensureBuild()
}
process.argv[1] = program
await import(pathToFileURL(program).href)
