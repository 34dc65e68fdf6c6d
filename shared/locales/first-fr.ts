import help from './fr/help.json'
import refusals from './fr/refusals.json'
import shell from './fr/shell.json'
import signIn from './fr/sign-in.json'

/** What a first visit needs, in French. */
export const messages = { ...help, ...refusals, ...shell, ...signIn }
