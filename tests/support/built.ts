import { execFileSync } from 'node:child_process'
import { bundleServer } from './child-server'

/** Builds what browsers ask for, when its sources changed, and the server that answers them. */
export default async function buildFirst(): Promise<void> {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  await bundleServer()
}
