import { DatabaseSync } from '@photostructure/sqlite'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import type { DocumentId, PersonId } from '../../shared/ids'
import { COMMANDS, type CommandName } from '../../shared/protocol'
import { SQLITE_FILE } from '../../server/store/sqlite'
import { post } from '../support/request'
import { linkFor, lastProvision, venues } from '../support/venue'

const open = venues()

describe('a document', () => {
  it('is made blank, with its title and a paragraph to type in', async () => {
    const { coordinator, documentId } = await open.venue()
    const { document, provisions, seq } = await coordinator.ask('document:read', { documentId })
    expect(document).toMatchObject({ documentId, title: 'Zero draft', language: 'en' })
    expect(provisions.map(({ kind, text, status }) => [kind, text, status])).toEqual([
      ['title', 'Zero draft', 'open'],
      ['operative', '', 'open'],
    ])
    expect(seq).toBe(2)
  })

  it('is made from the example outcome', async () => {
    const { coordinator } = await open.venue()
    const said = { title: 'Example', language: 'en', from: 'example' } as const
    const { documentId } = await coordinator.ask('document:create', said)
    const { provisions } = await coordinator.ask('document:read', { documentId })
    const count = (kind: string) => provisions.filter((one) => one.kind === kind).length
    expect([count('title'), count('preambular'), count('heading'), count('operative'), count('sub')]).toEqual(
      [1, 13, 8, 31, 3],
    )
    expect([count('row'), count('footnote')]).toEqual([13, 4])
    const headers = provisions.filter(({ isHeader }) => isHeader)
    expect(headers.map(({ kind, text }) => [kind, text.split('\t')[0]])).toEqual([['row', 'Objective']])
  })

  it('is made by coordinators only', async () => {
    const venue = await open.venue()
    const chair = await (await linkFor(venue, 'chair')).signIn('Chair')
    const said = { title: 'Mine', language: 'en', from: 'blank' } as const
    await expect(chair.ask('document:create', said)).rejects.toThrow('not-allowed')
  })

  it('is entered with a clientID of one’s own, what is settled, and what one may do', async () => {
    const venue = await open.venue()
    const observer = await (await linkFor(venue, 'observer')).signIn('Olga')
    const { documentId } = venue
    const entered = await observer.ask('document:enter', { documentId, receipt: null })
    const again = await observer.ask('document:enter', { documentId, receipt: null })
    expect(entered).toMatchObject({
      mayEdit: false,
      mayGavel: false,
      recovering: false,
      saving: true,
      statuses: [],
    })
    expect(entered.clientId).not.toBe(again.clientId)
    await observer.ask('document:leave', { documentId, clientId: entered.clientId, clock: 0 })
  })

  it('is entered by whoever lost a thousand pages, under a clientID that was given back or one new a minute', async () => {
    const { server, coordinator, documentId } = await open.venue()
    const { personId } = await coordinator.ask('session:read', {})
    loseThousandPages(server.dataDir, documentId, personId)
    const enter = () => coordinator.ask('document:enter', { documentId, receipt: null })
    const { clientId } = await enter()
    await expect(enter()).rejects.toThrow('too-many-attempts')
    await coordinator.ask('document:leave', { documentId, clientId, clock: 0 })
    expect((await enter()).clientId).toBe(clientId)
    await expect(enter()).rejects.toThrow('too-many-attempts')
  })
})

function loseThousandPages(dataDir: string, documentId: DocumentId, personId: PersonId): void {
  const other = new DatabaseSync(join(dataDir, SQLITE_FILE))
  const row = other.prepare('INSERT INTO client ("documentId", "clientId", "personId") VALUES (?, ?, ?)')
  other.exec('BEGIN')
  for (let id = 1; id <= 1_000; id += 1) row.run(documentId, id, personId)
  other.exec('COMMIT')
  other.close()
}

describe('whoever was admitted to one document', () => {
  it('sees that one only, and nothing of the house', async () => {
    const venue = await open.venue()
    const { coordinator, documentId } = venue
    const said = { title: 'Other', language: 'en', from: 'blank' } as const
    const other = await coordinator.ask('document:create', said)
    const guest = await (await linkFor(venue, 'coordinator', documentId)).signIn('Guest')
    const { documents } = await guest.ask('document:list', {})
    expect(documents.map((one) => one.documentId)).toEqual([documentId])
    await expect(guest.ask('document:read', { documentId: other.documentId })).rejects.toThrow('not-allowed')
    await expect(guest.ask('journal:read', { stream: 'meeting:main', after: 0 })).rejects.toThrow(
      'not-allowed',
    )
    await expect(guest.ask('people:list', {})).rejects.toThrow('not-allowed')
    await expect(guest.ask('document:create', said)).rejects.toThrow('not-allowed')
    const link = guest.ask('link:create', { role: 'coordinator', label: '', onlyDocumentId: null })
    await expect(link).rejects.toThrow('not-allowed')
  })
})

describe('an unknown document and a forbidden one', () => {
  const about = (documentId: DocumentId): [CommandName, unknown][] => [
    ['document:read', { documentId }],
    ['document:enter', { documentId, receipt: null }],
    ['document:leave', { documentId, clientId: 7, clock: 0 }],
    ['document:compare', { documentId, stateHash: '0'.repeat(64), contentHash: '0'.repeat(64) }],
    ['provision:agree', { documentId, provisionId: 'p', textHash: '0'.repeat(64) }],
    ['provision:reopen', { documentId, provisionId: 'p', reason: 'new facts' }],
    ['provision:instruct', { documentId, provisionIds: ['p'], note: 'Mr Diallo' }],
    ['words:keep', { documentId, provisionId: null, text: 'x', code: 'provision-settled' }],
    ['words:list', { documentId }],
    ['words:dismiss', { documentId, wordsId: 'w' }],
    ['recovery:takeBack', { documentId, update: 'AAA=' }],
    ['recovery:end', { documentId }],
    ['record:read', { documentId, before: null }],
    ['journal:read', { stream: `document:${documentId}`, after: 0 }],
  ]

  it('are answered alike by every command, in status, headers and body', async () => {
    const venue = await open.venue()
    const { coordinator, url, documentId } = venue
    const said = { title: 'Other', language: 'en', from: 'blank' } as const
    const forbidden = await coordinator.ask('document:create', said)
    const guest = await (await linkFor(venue, 'chair', documentId)).signIn('Guest')
    const unknown = 'x'.repeat(forbidden.documentId.length) as DocumentId
    const others = about(unknown)
    for (const [i, [name, payload]] of about(forbidden.documentId).entries()) {
      const one = await post(url, name, payload, { cookie: guest.cookie })
      const other = await post(url, name, others[i]?.[1], { cookie: guest.cookie })
      const seen = ({ status, headers, body }: typeof one) => {
        const shown = [...headers].filter(([header]) => header !== 'date')
        return { status, body, shown }
      }
      expect([name, one.status]).toEqual([name, 403])
      expect(seen(one)).toEqual(seen(other))
    }
  })
})

describe('every command', () => {
  const names = Object.keys(COMMANDS) as CommandName[]

  it.each(names.filter((name) => COMMANDS[name].signedIn && !name.includes('follow')))(
    '%s is refused to strangers and when its payload makes no sense',
    async (name) => {
      const { url, coordinator } = await open.venue()
      expect(await post(url, name, {})).toMatchObject({ status: 401, code: 'not-signed-in' })
      for (const nonsense of ['[]', 'null', '{"surplus":1}', '"text"', '{"documentId":{"$ne":1}}'])
        expect(await post(url, name, nonsense, { cookie: coordinator.cookie })).toMatchObject({
          status: 400,
          code: 'malformed',
        })
    },
  )

  it('answers what its schema says', async () => {
    const { coordinator, documentId } = await open.venue()
    const provision = await lastProvision(coordinator, documentId)
    const answers: Partial<Record<CommandName, unknown>> = {
      'session:read': await coordinator.ask('session:read', {}),
      'session:list': await coordinator.ask('session:list', {}),
      'link:list': await coordinator.ask('link:list', {}),
      'people:list': await coordinator.ask('people:list', {}),
      'document:list': await coordinator.ask('document:list', {}),
      'document:read': await coordinator.ask('document:read', { documentId }),
      'document:enter': await coordinator.ask('document:enter', { documentId, receipt: null }),
      'words:list': await coordinator.ask('words:list', { documentId }),
      'record:read': await coordinator.ask('record:read', { documentId, before: null }),
      'journal:read': await coordinator.ask('journal:read', { stream: `document:${documentId}`, after: 0 }),
    }
    for (const [name, answer] of Object.entries(answers))
      expect([name, v.safeParse(COMMANDS[name as CommandName].answer, answer).issues]).toEqual([
        name,
        undefined,
      ])
    expect(provision.kind).toBe('operative')
  })
})

describe('a refusal', () => {
  it('speaks the language that the request asks for', async () => {
    const { url } = await open.venue()
    const messageIn = async (headers: Record<string, string>) => {
      const { body } = await post(url, 'session:read', {}, headers)
      return (JSON.parse(body) as { refusal: { message: string } }).refusal.message
    }
    expect(await messageIn({})).toMatch(/You are not signed in/)
    expect(await messageIn({ 'accept-language': 'de, fr;q=0.5' })).toMatch(/vous/i)
    expect(await messageIn({ 'accept-language': 'zh-CN,zh;q=0.9' })).toMatch(/[\u4e00-\u9fff]/)
    expect(await messageIn({ 'x-language': 'ar', 'accept-language': 'en' })).toMatch(/[\u0600-\u06ff]/)
  })
})

describe('revoking a person', () => {
  it('is for coordinators, and never of oneself', async () => {
    const venue = await open.venue()
    const chair = await (await linkFor(venue, 'chair')).signIn('Chair')
    const { personId } = await venue.coordinator.ask('session:read', {})
    await expect(chair.ask('people:revoke', { personId })).rejects.toThrow('not-allowed')
    await expect(venue.coordinator.ask('people:revoke', { personId })).rejects.toThrow('not-allowed')
    expect((await chair.ask('people:list', {})).people.map(({ name }) => name)).toEqual([
      'Coordinator',
      'Chair',
    ])
  })
})
