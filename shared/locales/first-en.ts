import help from './en/help.json'
import refusals from './en/refusals.json'
import shell from './en/shell.json'
import signIn from './en/sign-in.json'

/** What a first visit needs, in English. */
export const messages = { ...help, ...refusals, ...shell, ...signIn }
