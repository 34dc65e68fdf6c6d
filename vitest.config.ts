import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/** One folder of `tests`, to be run by its name: `npx vitest run --project unit`. */
const project = (name: string, more: { fileParallelism?: boolean } = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...more },
})

export default defineConfig({
  plugins: [svelte()],
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    projects: [
      project('unit'),
      project('contract'),
      // Real servers that measure time: one file after another.
      project('integration', { fileParallelism: false }),
      project('fuzz'),
    ],
  },
})
