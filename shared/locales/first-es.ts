import help from './es/help.json'
import refusals from './es/refusals.json'
import shell from './es/shell.json'
import signIn from './es/sign-in.json'

/** What a first visit needs, in Spanish. */
export const messages = { ...help, ...refusals, ...shell, ...signIn }
