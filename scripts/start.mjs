// npm start: installs and builds what is missing, then runs the server in this same process, so that signals reach it.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuild } from './build.mjs'
import { ensurePackages, root } from './house.mjs'

await ensurePackages()
await ensureBuild()
process.argv[1] = path.join(root, 'dist/server/main.js')
await import(pathToFileURL(process.argv[1]).href)
