import help from './ar/help.json'
import refusals from './ar/refusals.json'
import shell from './ar/shell.json'
import signIn from './ar/sign-in.json'

/** What a first visit needs, in Arabic. */
export const messages = { ...help, ...refusals, ...shell, ...signIn }
