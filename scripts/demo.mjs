// npm run demo: installs and builds what is missing, then runs the example negotiation in a server of its own.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuild } from './build.mjs'
import { ensurePackages, root } from './house.mjs'

await ensurePackages()
await ensureBuild()
process.argv[1] = path.join(root, 'dist/server/demo.js')
await import(pathToFileURL(process.argv[1]).href)
