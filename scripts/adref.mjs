// npm run adref -- <command>: the operator's commands, run on the same build as the server.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuild } from './build.mjs'
import { ensurePackages, root } from './house.mjs'

await ensurePackages()
await ensureBuild()
process.argv[1] = path.join(root, 'dist/server/cli.js')
await import(pathToFileURL(process.argv[1]).href)
