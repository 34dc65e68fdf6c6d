import { afterEach, describe, expect, it } from 'vitest'
import { post, type Answered } from '../support/request'
import { siege, UNDER_SIEGE } from '../support/siege'
import type { Caller } from '../support/typist'

const at = siege()
const MADE = JSON.stringify({ title: 'Planted', language: 'en', from: 'blank' })

const titles = async () =>
  (await at().coordinator.ask('document:list', {})).documents.map(({ title }) => title)

const statusAndCode = ({ status, code }: Answered) => [status, code]

describe('a post from elsewhere', UNDER_SIEGE, () => {
  const { boundary, multipart } = {
    boundary: 'b',
    multipart: `--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n${MADE}\r\n--b--\r\n`,
  }

  /** As the victim's own browser would send it, with the victim's cookie. */
  const send = (body: string, headers: Record<string, string>) => {
    const { url, cookie } = at().coordinator
    return post(url, 'document:create', body, { cookie, ...headers })
  }

  afterEach(async () => {
    expect(await titles()).toEqual(['Zero draft'])
  })

  it.each([
    ['a foreign page', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['our host at another port', { origin: 'http://127.0.0.1:1' }],
    ['a host whose name begins with ours', { origin: 'http://127.0.0.1.evil.example' }],
    ['two pages', { origin: 'http://127.0.0.1, https://evil.example' }],
    ['a navigation of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour of our site', { 'sec-fetch-site': 'same-site' }],
    ['a bookmark', { 'sec-fetch-site': 'none' }],
  ])('by %s does nothing', async (_, headers) => {
    const log = await at().stands(async () => {
      expect(statusAndCode(await send(MADE, headers))).toEqual([403, 'cross-site'])
    })
    expect(log).toContain('a request from elsewhere was refused')
  })

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'title=Planted&language=en&from=blank'],
    ['a form of text', 'text/plain', MADE],
    ['a form with files', `multipart/form-data; boundary=${boundary}`, multipart],
    ['a form of text that says JSON behind', 'text/plain; application/json', MADE],
    ['nothing that it names', '', MADE],
  ])('as %s does nothing, even if it says not where it comes from', async (_, type, body) => {
    await at().stands(async () => {
      expect(statusAndCode(await send(body, { 'content-type': type }))).toEqual([400, 'malformed'])
    })
  })

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('by %s does nothing', async (method) => {
    const { url, cookie } = at().coordinator
    const query = new URLSearchParams({ title: 'Planted', language: 'en', from: 'blank' })
    const headers = { cookie, origin: 'https://evil.example', 'x-http-method-override': 'POST' }
    const answered = await fetch(`${url}/api/document:create?${query}`, { method, headers })
    expect(answered.status).toBe(404)
    expect(answered.headers.get('access-control-allow-origin')).toBe(null)
  })
})

describe('a heap in a body', UNDER_SIEGE, () => {
  const objects = `[${'{},'.repeat(600_000)}{}]`
  const nested = `{"documentId":${'['.repeat(900_000)}${']'.repeat(900_000)}}`
  const records = `${'{"a":'.repeat(300_000)}0${'}'.repeat(300_000)}`
  const wide = (letters: number) => {
    const names: string[] = []
    for (let i = 1e6, left = letters; left > 0; i += 1) {
      const name = `"${i.toString(36)}":0`
      left -= name.length + 1
      names.push(name)
    }
    return `{${names.join(',')}}`
  }

  /** As often as it is let in, by one person and the next. */
  async function heap(callers: readonly Caller[], name: string, bodies: readonly BodyInit[], type?: string) {
    const headers = { 'content-type': type ?? 'application/json' }
    return Promise.all(
      callers.flatMap(({ url, cookie }) =>
        bodies.map(async (body) => {
          const sent = { method: 'POST', headers: { ...headers, cookie, origin: url }, body }
          return (await fetch(`${url}/api/${name}`, sent)).status
        }),
      ),
    )
  }

  const five = () => Promise.all(Array.from({ length: 5 }, () => at().intruder()))

  it.each([
    ['of a million objects', 'words:list', objects],
    ['nested a million deep', 'words:list', nested],
    ['of records in records', 'words:list', records],
    ['of a million names', 'recovery:takeBack', wide(6_900_000)],
  ])('%s is refused before it is read', async (_, name, body) => {
    const people = await five()
    const log = await at().stands(async () => {
      const statuses = new Set(
        await heap(
          people,
          name,
          Array.from({ length: 3 }, () => body),
        ),
      )
      expect([...statuses].filter((status) => status !== 429)).toEqual([413])
    })
    expect(log).toContain('too-large')
  })

  it.each([
    ['UTF-7', 'utf-7', Buffer.from(`[${'+AHsAfQAs-'.repeat(150_000)}+AHsAfQ-]`)],
    ['UTF-16', 'utf-16le', Buffer.from(`[${'{},'.repeat(300_000)}{}]`, 'utf16le')],
    ['UTF-32', 'utf-32le', Buffer.from(`[${'{},'.repeat(100_000)}{}]`.replace(/./g, '$&\0\0\0'), 'latin1')],
  ])('in %s is not read', async (_, charset, body) => {
    const people = await five()
    const log = await at().stands(async () => {
      const type = `application/json; charset=${charset}`
      const statuses = await heap(people, 'words:list', [body, body, body], type)
      expect(new Set(statuses)).toEqual(new Set([400]))
    })
    expect(log).toContain('"code":"malformed"')
  })
})
