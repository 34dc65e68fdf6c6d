import type { CDPSession, Page } from '@playwright/test'

interface Point {
  readonly x: number
  readonly y: number
}

/** Fingers on the glass of a telephone, as the browser hears of them; ask for a window `byFinger`. */
export class Finger {
  readonly #session: CDPSession
  #at: Point = { x: 0, y: 0 }
  #isDown = false

  private constructor(session: CDPSession) {
    this.#session = session
  }

  static async on(page: Page): Promise<Finger> {
    return new Finger(await page.context().newCDPSession(page))
  }

  async touch(at: Point): Promise<void> {
    this.#at = at
    this.#isDown = true
    await this.#tell('touchStart', [at])
  }

  /** Goes there in small steps, as a finger does. */
  async slide({ x, y }: Point): Promise<void> {
    const from = this.#at
    for (const part of [0.2, 0.4, 0.6, 0.8, 1]) {
      this.#at = { x: from.x + part * (x - from.x), y: from.y + part * (y - from.y) }
      await this.#tell('touchMove', [this.#at])
    }
  }

  /** A second finger comes beside it, a little lower. */
  async addSecond(): Promise<void> {
    await this.#tell('touchStart', [this.#at, { x: this.#at.x, y: this.#at.y + 80 }])
  }

  /** Nothing touches the glass after this. */
  async lift(): Promise<void> {
    if (!this.#isDown) return
    this.#isDown = false
    await this.#tell('touchEnd', [])
  }

  /** The system takes the touch away, as it does for a call that comes in. */
  async lose(): Promise<void> {
    this.#isDown = false
    await this.#tell('touchCancel', [])
  }

  async #tell(type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel', at: Point[]): Promise<void> {
    await this.#session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: at.map((one, id) => ({ ...one, id })),
    })
  }
}
