import { run } from './run'

await run({ isDevelopment: true })
