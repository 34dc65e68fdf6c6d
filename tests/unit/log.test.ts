import { describe, expect, it } from 'vitest'
import { createLog } from '../../server/log'
import type { LogLevel } from '../../server/config'

/** What is written at a level when `say` logs. */
function written(level: LogLevel, say: (log: ReturnType<typeof createLog>) => void): string {
  let all = ''
  say(createLog(level, { write: (line) => (all += line) }))
  return all
}

describe('the log', () => {
  it('leaves out cookies and tokens wherever they are', () => {
    const all = written('info', (log) => {
      log.info(
        { token: 'sesame', req: { headers: { cookie: 'adref=sesame', 'set-cookie': ['sesame'] } } },
        'a',
      )
      log.info({ session: { token: 'sesame' }, authorization: 'sesame' }, 'b')
    })
    expect(all).not.toContain('sesame')
    expect(all).toContain('[left out]')
  })

  it('says nothing below its level', () => {
    const all = written('warn', (log) => {
      log.info('not this')
      log.warn('but this')
    })
    expect(all).not.toContain('not this')
    expect(all).toContain('but this')
  })
})
