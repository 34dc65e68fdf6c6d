import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

/** A request has this long to arrive with its headers, and as a whole. */
const TIMES = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 } as const
/** How often late requests are looked for. */
const CHECK_EVERY_MS = 5_000
/** Requests under way get this long to end when the server closes. */
const GRACE_MS = 1_000

/** An HTTP server that gives nobody forever, and lives through lines that are no HTTP. */
export function createListener(): Server {
  const server = createServer({ ...TIMES, connectionsCheckingInterval: CHECK_EVERY_MS })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
  })
  return server
}

/** Starts to listen. @returns the port; throws with code `EADDRINUSE` when another program has it */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return (server.address() as AddressInfo).port
}

/** Takes no new connections; resolves when the requests under way have ended or were given up. */
export async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const patience = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(patience)
}
