// npm run dev: the server from its sources, restarted when they change; the client through Vite with hot reload.
import { ensurePackages, runTool } from './house.mjs'

await ensurePackages()
// Ctrl+C reaches the watcher too, which ends the server in order: wait for it.
process.on('SIGINT', () => {})
process.exitCode = await runTool('tsx/dist/cli.mjs', ['watch', '--clear-screen=false', 'server/dev.ts'], {
  stdio: 'inherit',
})
