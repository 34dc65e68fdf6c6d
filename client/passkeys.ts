import type { NewPasskey, PasskeyAnswer } from '../shared/protocol/sign-in'

/** What a browser was given to go on with. */
type Options = { readonly challenge: string }

/** Why there is no passkey: its owner thought better of it, or the device holds one already. */
export type NoPasskey = 'cancelled' | 'known'

/** Whether this browser can have passkeys for this address: it must be secure, and have a name. */
export function canHavePasskeys(): boolean {
  return isSecureContext && 'PublicKeyCredential' in window && !isNumber(location.hostname)
}

/** Asks the device to answer a challenge. */
export async function answerWithPasskey(options: Options): Promise<PasskeyAnswer | NoPasskey> {
  const { startAuthentication } = await library()
  const answer = await unless(() => startAuthentication({ optionsJSON: options }))
  if (typeof answer === 'string') return answer
  const { id, rawId, type, response } = answer
  const { clientDataJSON, authenticatorData, signature } = response
  return {
    ...{ id, rawId, type, clientExtensionResults: {} },
    response: { clientDataJSON, authenticatorData, signature },
  }
}

/** Asks the device to make a passkey. */
export async function makePasskey(options: Options): Promise<NewPasskey | NoPasskey> {
  const { startRegistration } = await library()
  type Given = Parameters<typeof startRegistration>[0]['optionsJSON']
  const made = await unless(() => startRegistration({ optionsJSON: options as Given }))
  if (typeof made === 'string') return made
  const { id, rawId, type, response } = made
  const { clientDataJSON, attestationObject, transports = [] } = response
  return {
    ...{ id, rawId, type, clientExtensionResults: {} },
    response: { clientDataJSON, attestationObject, transports: [...transports] },
  }
}

async function unless<Value>(ask: () => Promise<Value>): Promise<Value | NoPasskey> {
  try {
    return await ask()
  } catch (fault) {
    // what the standard calls a device that is among those to be left out
    return fault instanceof Error && fault.name === 'InvalidStateError' ? 'known' : 'cancelled'
  }
}

const library = () => import('@simplewebauthn/browser')
const isNumber = (hostname: string) => /^[\d.]+$/.test(hostname) || hostname.startsWith('[')
