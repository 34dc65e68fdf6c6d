import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/** A project that is run by its name: `npx vitest run --project unit`. */
const project = (
  name: string,
  include: string,
  more: { exclude?: string[]; fileParallelism?: boolean } = {},
) => ({
  extends: true as const,
  test: { name, include: [include], ...more },
})

const HOSTILE = 'tests/integration/hostile-*.test.ts'

export default defineConfig({
  plugins: [svelte()],
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    maxWorkers: '100%',
    // Files clean up after themselves: loading everything anew for each of them would take longer than the tests.
    isolate: false,
    projects: [
      project('unit', 'tests/unit/**/*.test.ts'),
      project('contract', 'tests/contract/**/*.test.ts'),
      project('integration', 'tests/integration/**/*.test.ts', { exclude: [HOSTILE] }),
      // They measure for how long others are kept waiting: one file after another.
      project('hostile', HOSTILE, { fileParallelism: false }),
      project('fuzz', 'tests/fuzz/**/*.test.ts'),
    ],
  },
})
