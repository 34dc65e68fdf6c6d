import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { NewPasskey, PasskeyAnswer } from '../../shared/protocol/sign-in'
import { post } from './request'
import type { Caller } from './typist'

/** A page at which passkeys of the house can be made. */
const ORIGIN = 'http://localhost:3000'
/** The browser that passkeys are made with. */
export const PASSKEY_BROWSER = 'Firefox'

/** Flags of authenticator data (W3C Web Authentication §6.1). */
const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40

/** What is different from an honest answer. */
export interface Lie {
  readonly origin?: string
  readonly type?: string
  readonly flags?: number
}

/** A device that makes one passkey (ES256) and answers challenges with it, or lies. */
export class Authenticator {
  readonly id = randomBytes(16)
  readonly #origin: string
  readonly #key: KeyObject
  readonly #publicKey: Buffer

  constructor(origin = ORIGIN) {
    this.#origin = origin
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.#key = privateKey
    this.#publicKey = coseKey(Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'))
  }

  /** Makes the passkey for a challenge. */
  make(challenge: string, lie: Lie = {}): NewPasskey {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const credential = Buffer.concat([Buffer.alloc(16), length, this.id, this.#publicKey])
    const authData = Buffer.concat([this.#data(HAS_CREDENTIAL, lie), credential])
    return {
      ...this.#said(),
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge, lie).toString('base64url'),
        attestationObject: attestation(authData).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** Answers a challenge. */
  answer(challenge: string, lie: Lie = {}): PasskeyAnswer {
    const clientData = this.#clientData('webauthn.get', challenge, lie)
    const authenticatorData = this.#data(0, lie)
    const signed = Buffer.concat([authenticatorData, hashOf(clientData)])
    return {
      ...this.#said(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: sign('sha256', signed, this.#key).toString('base64url'),
      },
    }
  }

  #said() {
    const id = this.id.toString('base64url')
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} }
  }

  #clientData(type: string, challenge: string, lie: Lie): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#origin, crossOrigin: false, ...lie }))
  }

  #data(more: number, { flags = USER_PRESENT | USER_VERIFIED }: Lie): Buffer {
    const { hostname } = new URL(this.#origin)
    return Buffer.concat([hashOf(Buffer.from(hostname)), Buffer.from([flags | more]), Buffer.alloc(4)])
  }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** The key as COSE writes it (RFC 9053 §7.1.1), in CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
function coseKey(x: Buffer, y: Buffer): Buffer {
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01])
  return Buffer.concat([head, Buffer.from([0x21, 0x58, 32]), x, Buffer.from([0x22, 0x58, 32]), y])
}

/** An attestation object without attestation, in CBOR: {fmt: "none", attStmt: {}, authData}. */
function attestation(authData: Buffer): Buffer {
  const text = (word: string) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)])
  const bytes = Buffer.concat([Buffer.from([0x58, authData.length]), authData])
  const parts = [text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData'), bytes]
  return Buffer.concat([Buffer.from([0xa3]), ...parts])
}

/** A fresh challenge of a house for any of its passkeys. */
export async function challenge(url: string): Promise<string> {
  const { body } = await post(url, 'session:challengePasskey', {})
  return (JSON.parse(body) as { options: { challenge: string } }).options.challenge
}

/** Adds a passkey to a person. @returns the device that holds it */
export async function deviceOf(person: Caller): Promise<Authenticator> {
  const device = new Authenticator()
  const { options } = await person.ask('passkey:begin', {})
  await person.ask('passkey:add', { passkey: device.make(options.challenge), browser: PASSKEY_BROWSER })
  return device
}
