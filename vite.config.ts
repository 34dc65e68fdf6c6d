import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

const place = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** What runs with the first key: the editor, and the text below it. */
const TYPED_INTO = [place('./client/editor/editor.ts'), '/node_modules/yjs/']

/**
 * Browsers compile a function when it is called first: the first key would pay for hundreds. Who asks for it in this
 * way has a file compiled while it is loaded, beside the page; browsers that do not know the request read a comment.
 */
function compiledAhead(): Plugin {
  return {
    name: 'compiled-ahead',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue
        const isTypedInto = file.moduleIds.some((id) => TYPED_INTO.some((part) => id.includes(part)))
        if (isTypedInto) file.code = `//# allFunctionsCalledOnLoad\n${file.code}`
      }
    },
  }
}

export default defineConfig({
  root: place('./client'),
  plugins: [svelte({ configFile: place('./svelte.config.js') }), compiledAhead()],
  build: {
    outDir: place('./dist/client'),
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy admits no inline scripts, and fonts only as files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
