import express, { type Express } from 'express'
import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compressed } from './compressed'

/** The folder with `package.json` above this file, whether it runs from source or bundled. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder)
    if (above === folder) throw new Error('package.json is missing: the project is incomplete')
    folder = above
  }
  return folder
}

/** Serves the built client; every other address is a page of it. Hashed files never change. */
export function serveBuiltClient(app: Express, folder = join(projectFolder(), 'dist', 'client')): void {
  const index = join(folder, 'index.html')
  app.use(compressed(folder))
  app.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false }))
  app.use(
    '/assets',
    (_request, response) => void response.status(404).type('text').send('There is no such file.'),
  )
  app.use(express.static(folder, { index: false, redirect: false, cacheControl: false }))
  app.get('/{*page}', (_request, response) => {
    response.set('Cache-Control', 'no-cache')
    if (existsSync(index)) return response.sendFile(index)
    response.status(503).type('text').send('The pages have not been built yet: run npm start.')
  })
}

/** Serves the client from source with hot reload on the same port. Returns how to stop. */
export async function serveDevelopmentClient(app: Express, server: Server): Promise<() => Promise<void>> {
  const { createServer } = await import('vite')
  const vite = await createServer({
    configFile: join(projectFolder(), 'vite.config.ts'),
    appType: 'spa',
    server: { middlewareMode: true, hmr: { server } },
  })
  app.use(vite.middlewares)
  return () => vite.close()
}
