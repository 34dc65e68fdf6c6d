import { afterEach } from 'vitest'
import type { DocumentId, ProvisionId } from '../../shared/ids'
import type { Answer } from '../../shared/protocol'
import type { Role } from '../../shared/roles'
import { Live } from './live'
import { startServer, type ServerOptions, type TestServer } from './server'
import { Caller, Typist } from './typist'
import { until } from './until'

/** A server with a coordinator and one blank document. */
export interface Venue {
  readonly server: TestServer
  readonly url: string
  readonly coordinator: Caller
  readonly documentId: DocumentId
}

/** Everything that one test opens; closed after it, the last first. */
export function venues() {
  const open: (() => void | Promise<void>)[] = []
  afterEach(async () => {
    for (let close = open.pop(); close; close = open.pop()) await close()
  })

  return {
    async server(options?: ServerOptions): Promise<TestServer> {
      const server = await startServer(options)
      open.push(() => server.close())
      return server
    },

    async venue(): Promise<Venue> {
      const server = await this.server()
      const coordinator = await server.signInFirst()
      const { documentId } = await coordinator.ask('document:create', {
        title: 'Zero draft',
        language: 'en',
        from: 'blank',
      })
      return { server, url: server.url, coordinator, documentId }
    },

    async live(caller: Caller): Promise<Live> {
      const live = await Live.open(caller)
      open.push(() => live.close())
      return live
    },

    /** Somebody who types in a document, in sync with the server. */
    async typist(caller: Caller, documentId: DocumentId): Promise<Typist> {
      const typist = await Typist.enter(caller, documentId)
      open.push(() => typist.disconnect())
      typist.connect()
      await until(() => typist.synced, { what: 'sync' })
      return typist
    },
  }
}

/** A link that the coordinator made: its token, and how to use it. */
export async function linkFor(
  { coordinator, url }: Pick<Venue, 'coordinator' | 'url'>,
  role: Role,
  onlyDocumentId: DocumentId | null = null,
): Promise<{ token: string; linkId: string; signIn: (name: string) => Promise<Caller> }> {
  const link = await coordinator.ask('link:create', { role, label: '', onlyDocumentId })
  const token = link.url.split('#')[1] ?? ''
  return { token, linkId: link.linkId, signIn: (name) => Caller.signIn(url, token, name) }
}

/** Types words at the end of the text and waits until they are saved. */
export async function type(typist: Typist, words: string): Promise<void> {
  typist.insert(typist.text.length, words)
  await until(() => typist.waiting === 0, { what: 'the acknowledgement' })
}

export type Read = Answer<'document:read'>

/** The last provision of a document as HTTP reads it. */
export async function lastProvision(
  caller: Caller,
  documentId: DocumentId,
): Promise<Read['provisions'][number] & { id: ProvisionId }> {
  const last = (await caller.ask('document:read', { documentId })).provisions.at(-1)
  if (!last) throw new Error('the document has no provision')
  return { ...last, id: last.id as ProvisionId }
}
