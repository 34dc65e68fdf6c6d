import { createContext } from 'svelte'
import type { Help } from './help/help.svelte'
import type { Live } from './live'
import type { Router } from './router.svelte'
import type { Session } from './session.svelte'

/** What every page may need, given by `App.svelte`; to be asked for while a component is being set up. */
export const [getLive, setLive] = createContext<Live>()
export const [getSession, setSession] = createContext<Session>()
export const [getHelp, setHelp] = createContext<Help>()
export const [getRouter, setRouter] = createContext<Router>()
