import help from './ru/help.json'
import refusals from './ru/refusals.json'
import shell from './ru/shell.json'
import signIn from './ru/sign-in.json'

/** What a first visit needs, in Russian. */
export const messages = { ...help, ...refusals, ...shell, ...signIn }
