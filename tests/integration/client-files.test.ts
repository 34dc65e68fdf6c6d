import express from 'express'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveBuiltClient } from '../../server/web/client'

const SCRIPT = 'export const words = [' + '"Welcomes the report of the working group",'.repeat(200) + ']'
let folder: string
let server: Server

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adref-client-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Adref</title>')
  await writeFile(join(folder, 'assets', 'page-a1b2.js'), SCRIPT)
  await writeFile(join(folder, 'assets', 'small-c3d4.js'), 'export {}')
  await promisify(execFile)(process.execPath, ['scripts/compress.mjs', folder])
  const app = express()
  serveBuiltClient(app, folder)
  server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { port } = server.address() as AddressInfo
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, method, agent: false }, resolve)
    asked.on('error', reject).end()
  })
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) }
}

const PAGE = '/assets/page-a1b2.js'

describe('a file of the built client', () => {
  it('comes in the best form that the browser takes', async () => {
    const br = await get(PAGE, { 'accept-encoding': 'gzip, deflate, br, zstd' })
    expect(br.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'Accept-Encoding',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(brotliDecompressSync(br.body).toString()).toBe(SCRIPT)
    const gzip = await get(PAGE, { 'accept-encoding': 'br;q=0, gzip' })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT)
    expect(br.body.length).toBeLessThan(SCRIPT.length / 4)
  })

  it('comes as it is to whoever takes nothing else, and says that it might have been otherwise', async () => {
    for (const accepted of [{}, { 'accept-encoding': 'identity' }]) {
      const plain = await get(PAGE, accepted)
      expect(plain.headers['content-encoding']).toBeUndefined()
      expect(plain.headers.vary).toBe('Accept-Encoding')
      expect(plain.body.toString()).toBe(SCRIPT)
    }
  })

  it('has a mark of its own for each form, and is not sent again to whoever has it', async () => {
    const forms = ['br', 'gzip', 'identity']
    const marks = await Promise.all(forms.map((form) => get(PAGE, { 'accept-encoding': form })))
    expect(new Set(marks.map(({ headers }) => headers.etag)).size).toBe(forms.length)
    const etag = marks[0]?.headers.etag ?? ''
    const again = await get(PAGE, { 'accept-encoding': 'br', 'if-none-match': etag })
    expect([again.status, again.body.length]).toEqual([304, 0])
    const otherForm = await get(PAGE, { 'accept-encoding': 'gzip', 'if-none-match': etag })
    expect(otherForm.status).toBe(200)
  })

  it('answers a question about its headers without its words', async () => {
    const head = await get(PAGE, { 'accept-encoding': 'br' }, 'HEAD')
    expect([head.status, head.headers['content-encoding'], head.body.length]).toEqual([200, 'br', 0])
  })

  it('stays as it is when it is too small to gain anything', async () => {
    const small = await get('/assets/small-c3d4.js', { 'accept-encoding': 'br' })
    expect(small.headers['content-encoding']).toBeUndefined()
    expect(small.body.toString()).toBe('export {}')
  })
})

it('names no file outside the built client, however it is asked', async () => {
  for (const path of ['/assets/../../etc/passwd', '/assets/%2e%2e/%2e%2e/etc/passwd', '/assets/none.js']) {
    const { status, body } = await get(path, { 'accept-encoding': 'br' })
    expect(body.toString()).not.toContain('root:')
    if (path.endsWith('none.js')) expect(status).toBe(404)
  }
})
