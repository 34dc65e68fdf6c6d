import './fonts.css'
import './tokens.css'
import './base.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { startAppearance } from './appearance.svelte'
import { startLanguage } from './i18n.svelte'
import { startWorker } from './renewal.svelte'

const target = document.getElementById('app')
if (!target) throw new Error('The page has no place for the application')

startAppearance()
await startLanguage()
mount(App, { target })

// what the first page needs comes first
if (document.readyState === 'complete') void startWorker()
else addEventListener('load', () => void startWorker(), { once: true })
