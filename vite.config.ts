import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const place = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  root: place('./client'),
  plugins: [svelte({ configFile: place('./svelte.config.js') })],
  build: {
    outDir: place('./dist/client'),
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy admits no inline scripts, and fonts only as files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
