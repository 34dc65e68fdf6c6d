// npm run dev: the server from its sources, restarted when they change; the client through Vite with hot reload.
import { ensurePackages, runTool } from './house.mjs'

await ensurePackages()
process.on('SIGINT', () => {})
process.exitCode = await runTool('tsx/dist/cli.mjs', ['watch', '--clear-screen=false', 'server/main.ts'], {
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'development' },
})
