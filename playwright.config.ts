import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const executablePath = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
].find((place) => place && existsSync(place))

export default defineConfig({
  testDir: 'tests/e2e',
  // one picture for all systems: what is compared is too coarse to tell them apart
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  globalSetup: './tests/support/built.ts',
  workers: 2,
  // A busy machine may break a limit of time once; the summary says which tests needed a second try.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    // A trace of every test would take as much of the machine as the tests themselves.
    trace: 'on-first-retry',
    // Each page would fetch and keep the whole build; only tests of that ask for it.
    serviceWorkers: 'block',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        // Chromium refuses its sandbox to root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
})
