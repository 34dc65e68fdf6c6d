import { describe } from 'vitest'
import { accountsContract } from './accounts.contract'
import { checkpointsContract } from './checkpoints.contract'
import { clientsContract } from './clients.contract'
import { credentialsContract } from './credentials.contract'
import { journalContract } from './journal.contract'
import type { OpenStore } from './opened-store'
import { tamperedContract } from './tampered.contract'
import { wholeContract } from './whole.contract'

/** The one suite that every implementation of the store passes. */
export function storeContract(name: string, open: OpenStore): void {
  const parts = [
    journalContract,
    tamperedContract,
    checkpointsContract,
    clientsContract,
    accountsContract,
    credentialsContract,
    wholeContract,
  ]
  for (const part of parts) describe(`the store on ${name}`, () => part(open))
}
