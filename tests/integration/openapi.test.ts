import { expect, it } from 'vitest'
import { COMMANDS } from '../../shared/protocol'
import { venues } from '../support/venue'

const open = venues()

interface Description {
  openapi: string
  paths: Record<
    string,
    { post: { summary: string; security: unknown[]; requestBody: unknown; responses: unknown } }
  >
}

it('describes every command with its payload, its answer and its refusal', async () => {
  const { url } = await open.server()
  const response = await fetch(`${url}/api/openapi.json`)
  const description = (await response.json()) as Description
  expect(description.openapi).toBe('3.1.0')
  expect(Object.keys(description.paths).sort()).toEqual(
    Object.keys(COMMANDS)
      .map((name) => `/api/${name}`)
      .sort(),
  )
  for (const [name, { summary, signedIn }] of Object.entries(COMMANDS)) {
    const operation = description.paths[`/api/${name}`]?.post
    expect(operation).toMatchObject({
      summary,
      security: signedIn ? [{ session: [] }] : [],
      requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
      responses: {
        200: { content: { 'application/json': { schema: { type: 'object' } } } },
        default: {
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    })
  }
})

it('keeps the limits of a payload in its description', async () => {
  const { url } = await open.server()
  const { paths } = (await (await fetch(`${url}/api/openapi.json`)).json()) as Description
  expect(paths['/api/provision:agree']?.post.requestBody).toMatchObject({
    content: {
      'application/json': {
        schema: { additionalProperties: false, properties: { textHash: { pattern: '^[0-9a-f]{64}$' } } },
      },
    },
  })
})
