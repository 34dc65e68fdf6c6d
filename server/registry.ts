import * as v from 'valibot'
import { readJsonBody, type Entry, type EntryDraft } from '../shared/journal'
import { practiceAcronym } from '../shared/practice-seats'
import reference from '../shared/reference/mechanisms.json'
import { MechanismId, PartnerId, type Registry } from '../shared/registry'
import { ReferenceBodies, registryFrom } from '../shared/registry/reference'
import { decideAdd, decideChange, evolveRegistry, REGISTRY_STREAM } from '../shared/registry/rules'
import { ok, refuse, type Result } from '../shared/result'
import { seesHouse } from '../shared/roles'
import type { Bus } from './bus/port'
import type { Handlers } from './handlers'
import { actorOf, may, type Session } from './sessions'
import type { Journal } from './store/port'
import { StreamState } from './stream-state'

/** The registry before anything was recorded in it. */
export const REFERENCE_REGISTRY = registryFrom(v.parse(ReferenceBodies, reference))

interface Needs {
  readonly journal: Journal
  readonly bus: Pick<Bus, 'announce' | 'announceReseated'>
  readonly now: () => number
}

export interface RegistryDesk extends Handlers<'registry:read' | 'registry:add' | 'registry:change'> {
  /** The registry as it is now, for other features. */
  read(): Promise<Registry>
  /** Short name of a mechanism, those that practise among them; null for none and for what is no mechanism. */
  acronymOf(mechanismId: MechanismId | null): Promise<string | null>
}

/** The registry of mechanisms and partners: everybody reads it, coordinators keep it. */
export function createRegistry({ journal, bus, now }: Needs): RegistryDesk {
  const fold = { start: REFERENCE_REGISTRY, evolve: evolveRegistry }
  const registry = new StreamState({ journal, bus, stream: REGISTRY_STREAM, ...fold })

  async function record(
    session: Session,
    decide: (state: Registry) => Result<EntryDraft[]>,
  ): Promise<Result<readonly Entry[]>> {
    return may(session, 'editRegistry') ? registry.decide(decide) : refuse('not-allowed')
  }

  /** Whose words wait for whose confirmation hangs on who has a chair. */
  function tellSecretariats(before: Registry, after: Registry): void {
    for (const [mechanismId, { chair }] of after.mechanisms)
      if (before.mechanisms.get(mechanismId)?.chair.kind !== chair.kind)
        bus.announceReseated({ secretariatOf: mechanismId })
  }

  return {
    read: async () => (await registry.read()).state,

    async acronymOf(mechanismId) {
      if (mechanismId === null) return null
      const { mechanisms } = (await registry.read()).state
      return practiceAcronym(mechanismId) ?? mechanisms.get(mechanismId)?.acronym ?? null
    },

    async 'registry:read'({ role }) {
      if (!seesHouse(role)) return refuse('not-allowed')
      const { state, seq } = await registry.read()
      return ok({ mechanisms: [...state.mechanisms.values()], partners: [...state.partners.values()], seq })
    },

    async 'registry:add'(session, { draft }) {
      const added = await record(session, (state) => decideAdd(state, draft, actorOf(session), now()))
      return added.ok ? ok(bodyAdded(added.value)) : added
    },

    async 'registry:change'(session, { change }) {
      const { state: before } = await registry.read()
      const changed = await record(session, (state) => decideChange(state, change, actorOf(session), now()))
      if (changed.ok) tellSecretariats(before, (await registry.read()).state)
      return changed.ok ? ok({ seq: changed.value.at(-1)?.seq ?? (await registry.read()).seq }) : changed
    },
  }
}

const WithId = v.object({ id: v.union([MechanismId, PartnerId]) })

/** The id that the rule gave to a body, and where it stands in the record. */
function bodyAdded([entry]: readonly Entry[]) {
  if (!entry) throw new Error('adding a body makes an entry')
  return { id: v.parse(WithId, readJsonBody(entry.body)).id, seq: entry.seq }
}
