import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addressOf, ConfigFault, readConfig, type Environment } from '../../server/config'

describe('the configuration', () => {
  it('runs on one laptop when nothing is set', () => {
    const nothing = {
      port: 3_000,
      host: '127.0.0.1',
      publicUrl: null,
      dataDir: resolve('data'),
      logLevel: 'info',
      provider: null,
    }
    expect(readConfig({})).toEqual(nothing)
    expect(readConfig({ PORT: '', HOST: ' ', DATABASE_URL: '', REDIS_URL: '' })).toEqual(nothing)
  })

  it('takes what is set', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '::1',
      PUBLIC_URL: 'https://adref.example.org/',
      DATA_DIR: 'elsewhere',
      LOG_LEVEL: 'warn',
    })
    expect(config).toEqual({
      port: 0,
      host: '::1',
      publicUrl: 'https://adref.example.org',
      dataDir: resolve('elsewhere'),
      logLevel: 'warn',
      provider: null,
    })
  })

  it('knows an identity provider, by its host where it has no name', () => {
    const provider = { OIDC_ISSUER: 'https://accounts.example.org/tenant', OIDC_CLIENT_ID: 'adref' }
    expect(readConfig(provider).provider).toEqual({
      issuer: 'https://accounts.example.org/tenant',
      clientId: 'adref',
      clientSecret: '',
      name: 'accounts.example.org',
    })
    const reading = () => readConfig({ OIDC_ISSUER: 'http://127.0.0.1:9' })
    expect(reading).toThrow(/^OIDC_CLIENT_ID is "", but must be/)
  })

  it('keeps the secret of the provider to itself', () => {
    const reading = () => readConfig({ OIDC_CLIENT_SECRET: 'sésame' })
    expect(reading).toThrow(/^OIDC_CLIENT_SECRET is "…", but must be/)
  })

  const wrong: [string, string][] = [
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['HOST', 'http://localhost'],
    ['HOST', 'two words'],
    ['PUBLIC_URL', 'adref.example.org'],
    ['PUBLIC_URL', 'ftp://adref.example.org'],
    ['PUBLIC_URL', 'https://adref.example.org/meeting'],
    ['PUBLIC_URL', 'https://me:word@adref.example.org'],
    ['DATA_DIR', 'a\0b'],
    ['LOG_LEVEL', 'loud'],
    ['OIDC_ISSUER', 'accounts.example.org'],
    ['OIDC_ISSUER', 'http://accounts.example.org'],
    ['OIDC_ISSUER', 'https://accounts.example.org/?tenant=1'],
    ['OIDC_CLIENT_ID', 'two words'],
    ['OIDC_NAME', 'x'.repeat(61)],
    ['DATABASE_URL', 'postgres://localhost/adref'],
    ['REDIS_URL', 'redis://localhost'],
  ]
  it.each(wrong)('names the variable, what it was and what is allowed: %s = %j', (name, value) => {
    const reading = (): unknown => readConfig({ [name]: value } satisfies Environment)
    expect(reading).toThrow(ConfigFault)
    expect(reading).toThrow(expect.objectContaining({ variable: name }) as Error)
    expect(reading).toThrow(`${name} is "${value}", but must be `)
  })

  it('says to leave empty what this version does not serve, and keeps the password to itself', () => {
    const reading = (): unknown => readConfig({ DATABASE_URL: 'postgres://adref:sesame@db/adref' })
    expect(reading).toThrow(/DATABASE_URL is "postgres:\/\/…@db\/adref", but must be empty/)
  })

  it('knows the address that people open', () => {
    const at = (host: string, publicUrl: string | null = null) => addressOf({ host, publicUrl }, 3_000)
    expect(at('127.0.0.1')).toBe('http://127.0.0.1:3000')
    expect(at('0.0.0.0')).toBe('http://127.0.0.1:3000')
    expect(at('::1')).toBe('http://[::1]:3000')
    expect(at('adref.local')).toBe('http://adref.local:3000')
    expect(at('127.0.0.1', 'https://adref.example.org')).toBe('https://adref.example.org')
  })
})
