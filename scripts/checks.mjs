// The checks that need no running program, as npm run lint and npm test run them.
import { runTool, say, secondsSince } from './house.mjs'

/** Name, what it holds, and the tool with its arguments. */
export const CHECKS = [
  {
    name: 'format',
    holds: 'every file is laid out by Prettier',
    tool: 'prettier/bin/prettier.cjs',
    args: ['--check', '--log-level=warn', '--cache', '.'],
  },
  {
    name: 'code',
    holds: 'ESLint: import arrows, cycles, types, Svelte rules',
    tool: 'eslint/bin/eslint.js',
    args: ['--max-warnings=0', '.'],
  },
  {
    name: 'styles',
    holds: 'Stylelint: logical directions, colours from tokens',
    tool: 'stylelint/bin/stylelint.mjs',
    args: ['--allow-empty-input', 'client/**/*.{css,svelte}'],
  },
  {
    name: 'types',
    holds: 'TypeScript, strict',
    tool: 'typescript/bin/tsc',
    args: ['--noEmit', '-p', 'tsconfig.json'],
  },
  {
    name: 'components',
    holds: 'svelte-check: types and accessibility of components',
    tool: 'svelte-check/bin/svelte-check',
    args: ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
]

/** Runs one check. @returns whether it holds */
export async function runCheck({ name, holds, tool, args }) {
  const start = performance.now()
  const passed = (await runTool(tool, args)) === 0
  say(`${passed ? 'ok    ' : 'FAILED'} ${name}: ${holds} (${secondsSince(start)})`)
  return passed
}
