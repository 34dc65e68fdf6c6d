import { toJsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import { COMMANDS, RefusalRead, SPEAKER } from '../../shared/protocol'

type Json = Readonly<Record<string, unknown>>

const JSON_TYPE = 'application/json'
const PROBLEM_TYPE = 'application/problem+json'

/** The whole interface as OpenAPI 3.1, from the schemas that validate it. */
export function openApi(): Json {
  const operations = Object.entries(COMMANDS).map(([name, command]) => [
    `/api/${name}`,
    { post: operation(name, command) },
  ])
  return {
    openapi: '3.1.0',
    info: {
      title: 'Adref',
      version: '1',
      description:
        'Commands of the drafting room. All but those marked as open need the session cookie. ' +
        `A client that names a person in the header \`${SPEAKER.header}\` is refused when another is signed in.`,
    },
    paths: Object.fromEntries(operations) as Json,
    components: {
      schemas: {
        Problem: {
          type: 'object',
          required: ['refusal'],
          properties: { refusal: schemaOf(RefusalRead, 'output') },
        },
      },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'adref',
          description: '`__Host-adref` where TLS is used.',
        },
      },
    },
  }
}

type Command = (typeof COMMANDS)[keyof typeof COMMANDS]

function operation(name: string, { summary, payload, answer, signedIn }: Command): Json {
  return {
    operationId: name.replace(':', '_'),
    summary,
    security: signedIn ? [{ session: [] }] : [],
    requestBody: { required: true, content: { [JSON_TYPE]: { schema: schemaOf(payload, 'input') } } },
    responses: {
      200: { description: 'Done', content: { [JSON_TYPE]: { schema: schemaOf(answer, 'output') } } },
      default: {
        description: 'Refused, with a code and a message in the language of the request',
        content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

/** What JSON Schema cannot say (trimming, safe integers) is left out: the server checks it all the same. */
function schemaOf(schema: GenericSchema, typeMode: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    typeMode,
    errorMode: 'ignore',
    target: 'draft-2020-12',
  })
  return rest
}
