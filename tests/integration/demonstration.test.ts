import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import reference from '../../shared/reference/example-outcome.json'
import { runCli } from '../../server/cli'
import { introduce, openDemonstration, type Demonstration } from '../../server/demonstration'
import { Caller } from '../support/typist'

let folder: string
let open: Demonstration[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adref-demo-test-'))
  open = []
})
afterEach(async () => {
  for (const demonstration of open) await demonstration.close()
  await rm(folder, { recursive: true, force: true })
})

async function demonstrate(environment: Record<string, string> = {}): Promise<Demonstration> {
  const demonstration = await openDemonstration({ LOG_LEVEL: 'silent', ...environment })
  open.push(demonstration)
  return demonstration
}

const enter = ({ url }: Demonstration, link: string) => Caller.signIn(url, new URL(link).hash.slice(1), 'Ana')

it('lets four people in by its links: the chair, two who sit for mechanisms, and an observer', async () => {
  const demonstration = await demonstrate()
  const { invitations } = demonstration
  const roles = []
  const { chair, mechanism, secretariat, observer } = invitations
  for (const link of [chair, mechanism, secretariat, observer]) {
    const me = await (await enter(demonstration, link)).ask('session:read', {})
    roles.push([me.role, me.seats.map(({ label, office }) => [label, office])])
  }
  expect(roles).toEqual([
    ['chair', [['Chair', 'delegate']]],
    // it has no chair
    ['drafter', [['OCM', 'secretariat']]],
    ['drafter', [['SMD secretariat', 'secretariat']]],
    ['observer', [['Observer', 'delegate']]],
  ])
  expect(new URL(invitations.mechanism).searchParams.get('lang')).toBe('ar')
  expect(introduce(demonstration)).toContain(invitations.observer)
})

it('has the words, the statuses and the seats of the example after its first reading', async () => {
  const demonstration = await demonstrate()
  const chair = await enter(demonstration, demonstration.invitations.chair)
  const { documents } = await chair.ask('document:list', {})
  expect(documents.map(({ title }) => title)).toEqual([reference.document.title.en])
  const { documentId } = documents[0] ?? { documentId: '' as never }
  const { provisions } = await chair.ask('document:read', { documentId })
  const expected = reference.expected.revisions.rev1.byStatus['agreed-ad-ref']
  expect(provisions.filter(({ status }) => status === 'agreedAdRef')).toHaveLength(expected)
  expect(provisions.filter(({ text, status }) => status === 'agreedAdRef' && text.includes('['))).toEqual([])

  const { meetings } = await chair.ask('meeting:list', {})
  expect(meetings).toMatchObject([{ theme: reference.meeting.theme, seatCount: 19, vacantCount: 2 }])
  const { mechanisms } = await chair.ask('registry:read', {})
  const invented = mechanisms.filter(({ note }) => note?.startsWith('Invented'))
  expect(invented).toHaveLength(reference.mechanisms.length)
  const { seats } = await chair.ask('meeting:read', { meetingId: meetings[0]?.meetingId as never })
  const ids = new Set<string>(invented.map(({ id }) => id))
  for (const { heldFor } of seats)
    if (heldFor.kind === 'mechanism') expect(ids.has(heldFor.mechanismId)).toBe(true)
})

it('gavels from the seat of the chair, in the record like everything else', async () => {
  const demonstration = await demonstrate()
  const chair = await enter(demonstration, demonstration.invitations.chair)
  const { documents } = await chair.ask('document:list', {})
  const stream = `document:${documents[0]?.documentId}`
  const { seatId } = await chair.ask('session:read', {})
  const { entries } = await chair.ask('journal:read', { stream, after: 0 })
  const gavels = entries.filter((entry) => entry.shown && entry.kind === 'provision:agreedAdRef')
  expect(gavels).toHaveLength(30)
  for (const entry of gavels) expect(entry).toMatchObject({ by: 'Mariam', actor: { role: 'chair', seatId } })
})

it('leaves a sound record in the folder that it was given, which npm start goes on with', async () => {
  const dataDir = join(folder, 'demo')
  const demonstration = await demonstrate({ DATA_DIR: dataDir })
  await demonstration.close()
  const said: string[] = []
  const output = { print: (line: string) => said.push(line), complain: (line: string) => said.push(line) }
  expect([await runCli(['check'], { DATA_DIR: dataDir }, output), said]).toEqual([0, said])
  expect(said.filter((line) => /^(document|meeting|registry):/.test(line))).toHaveLength(4)
  await expect(demonstrate({ DATA_DIR: dataDir })).rejects.toThrow(/begins anew/)
})

it('never touches a folder that holds anything', async () => {
  await writeFile(join(folder, 'notes.txt'), 'mine')
  await expect(demonstrate({ DATA_DIR: folder })).rejects.toThrow(/DATA_DIR/)
})

it('takes its own folder away when it stops', async () => {
  const demonstration = await demonstrate()
  expect(existsSync(demonstration.dataDir)).toBe(true)
  await demonstration.close()
  expect(existsSync(demonstration.dataDir)).toBe(false)
})
