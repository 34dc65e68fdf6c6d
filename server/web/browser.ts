import type { Request } from 'express'

/** What a browser says of itself, for its owner to know it again. */
export function browserOf(request: Pick<Request, 'get'>): string {
  return (request.get('user-agent') ?? '').slice(0, 200)
}
