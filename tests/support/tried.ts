import { EMPTY_HEAD } from '../../shared/journal'
import { openStore } from '../../server/store/store'
import { draftOf } from './entries'

/**
 * A process that opens the store, appends one entry and prints what became of it as JSON: how far it came and the
 * fault that stopped it. Argument: the data folder.
 */
async function tried(dataDir: string): Promise<{ step: string; name?: string; reason?: string }> {
  let step = 'open'
  try {
    const store = await openStore({ dataDir })
    step = 'append'
    await store.journal.append('document:a', EMPTY_HEAD, [draftOf('a')])
    step = 'done'
    await store.close()
    return { step }
  } catch (fault) {
    const { name, reason } = fault as { name: string; reason?: string }
    return reason === undefined ? { step, name } : { step, name, reason }
  }
}

console.log(JSON.stringify(await tried(process.argv[2] ?? '')))
