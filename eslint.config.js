import js from '@eslint/js'
import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

const PRODUCT = ['shared/**/*.ts', 'server/**/*.ts', 'client/**/*.ts', 'client/**/*.svelte']

/** server -> shared <- client; nothing of the product imports tests, benchmarks or scripts. */
const ARROWS = [
  { target: './shared', from: ['./server', './client'], message: 'shared imports only itself' },
  { target: './server', from: './client', message: 'server imports shared and itself' },
  { target: './client', from: './server', message: 'client imports shared and itself' },
  {
    target: ['./shared', './server', './client'],
    from: ['./tests', './bench', './scripts'],
    message: 'the product stands without its tests and tools',
  },
]

/** What pure code may not reach for: the world outside, time included. */
const IMPURE = ['window', 'document', 'navigator', 'localStorage', 'indexedDB', 'fetch', 'WebSocket']
  .concat(['process', 'Buffer', 'setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame'])
  .map((name) => ({ name, message: 'shared is pure: take it as an argument' }))

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'test-results/', 'playwright-report/', 'bench-results/'] },
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'client/public/*.js'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.svelte.ts', '.js', '.mjs', '.svelte', '.json'] }),
      ],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: ARROWS }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-duplicates': 'error',
      'no-console': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/unbound-method': 'off',
      // A port may promise what one of its implementations does at once.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser, svelteConfig } },
    rules: { 'svelte/require-each-key': 'error', 'svelte/no-at-html-tags': 'error', 'prefer-const': 'off' },
  },
  {
    files: ['**/*.svelte'],
    // ESLint does not know the types of snippets and attachments; svelte-check does.
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: PRODUCT,
    rules: {
      'import-x/no-default-export': 'error',
      'max-params': ['error', 5],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['client/**/*.svelte'],
    rules: { 'import-x/no-default-export': 'off', 'max-lines-per-function': 'off' },
  },
  {
    files: ['tests/support/browser.ts'],
    // Playwright reads from the braces which fixtures are needed: here none.
    rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] },
  },
  { files: ['server/**/*.ts', 'shared/**/*.ts'], rules: { 'no-console': 'error' } },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...IMPURE],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'take now as an argument' },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.{1,2}/|valibot$|yjs$|lib0/|prosemirror-model$|canonicalize$)',
              message: 'shared is pure: only valibot, yjs, lib0, prosemirror-model and canonicalize',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['client/public/*.js'],
    languageOptions: { globals: globals.browser, sourceType: 'script' },
    extends: [ts.configs.disableTypeChecked],
  },
  {
    files: ['scripts/**/*.mjs', '*.config.js', '*.config.ts'],
    languageOptions: { globals: globals.node },
    extends: [ts.configs.disableTypeChecked],
    rules: { 'no-console': 'off' },
  },
)
