import type { Answer, CommandName, Payload } from '../../shared/protocol'
import { Wanderer } from './identity-provider'
import { post, type Answered } from './request'
import { Caller } from './typist'

/** A browser that several people share, with whatever cookies the house gives it. */
export class Laptop {
  readonly url: string
  readonly #jar = new Wanderer()

  constructor(url: string) {
    this.url = url
  }

  /** The cookies that it has now. */
  get cookie(): string {
    return this.#jar.cookie
  }

  /** Posts a command and keeps the cookies that come back. */
  async post<Name extends CommandName>(name: Name, payload: Payload<Name>): Promise<Answered> {
    const answered = await post(this.url, name, payload, { cookie: this.cookie })
    this.#jar.take(answered.headers)
    return answered
  }

  /** Somebody comes in by an unused link or slip. */
  async enter(token: string, name: string): Promise<Caller> {
    const { code } = await this.post('session:signIn', { token, name })
    if (code) throw new Error(code)
    return this.person
  }

  /** Whoever is signed in locks the screen. */
  async lock(): Promise<void> {
    const { sessionId } = await this.person.ask('session:read', {})
    await this.post('session:lock', { sessionId })
  }

  /** Whoever has come in last. */
  get person(): Caller {
    return new Caller(this.url, this.cookie)
  }

  /** Who is signed in. */
  who(): Promise<Answer<'session:read'>> {
    return this.person.ask('session:read', {})
  }
}
