import { connect } from 'node:net'

/** What came back, as it stood on the line. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** Code of the refusal, if it was one. */
  readonly code: string | undefined
}

/** Posts a command with exactly these headers; the payload goes out as it is when it is a string. */
export async function post(
  url: string,
  name: string,
  payload: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await fetch(`${url}/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
  const body = await response.text()
  return { status: response.status, headers: response.headers, body, code: codeIn(body) }
}

function codeIn(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { refusal?: { code?: string } }).refusal?.code
  } catch {
    return undefined
  }
}

/** Sends bytes on a new line to the server and reads until the server closes it, or `ms` have passed. */
export function say(url: string, bytes: string | Uint8Array, ms = 2_000): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    const timer = setTimeout(() => socket.destroy(), ms)
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(heard)
    })
  })
}

/** An honest WebSocket upgrade for a path; `headers` replace or, when empty, remove the usual ones. */
export function upgradeRequest(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const { host, origin } = new URL(url)
  const all: Record<string, string> = {
    host: host,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    origin,
    ...headers,
  }
  const lines = Object.entries(all).filter(([, value]) => value !== '')
  return [`GET ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
}
