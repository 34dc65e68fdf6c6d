import help from './zh/help.json'
import refusals from './zh/refusals.json'
import shell from './zh/shell.json'
import signIn from './zh/sign-in.json'

/** What a first visit needs, in Chinese. */
export const messages = { ...help, ...refusals, ...shell, ...signIn }
