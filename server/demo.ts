import { introduce, openDemonstration } from './demonstration'
import { untilStopped } from './run'

await untilStopped(async () => {
  const demonstration = await openDemonstration(process.env)
  process.stdout.write(introduce(demonstration))
  return demonstration
})
