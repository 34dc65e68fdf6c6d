import * as v from 'valibot'
import { ProvisionContent } from './content'

/** One provision with changes that the server has not acknowledged; plain data, so that a closed tab keeps it. */
export const UnsavedChange = v.object({
  provisionId: v.string(),
  /** The provision before it, when this person made it; null for one that is the first, or that existed before. */
  after: v.nullable(v.string()),
  /** Its content before the first unacknowledged change; null when this person made the provision. */
  baseline: v.nullable(ProvisionContent),
  /** Its content now; null when this person deleted it. */
  now: v.nullable(ProvisionContent),
})
export type UnsavedChange = v.InferOutput<typeof UnsavedChange>

/** What a local change made of one provision. */
export interface ProvisionChange {
  readonly provisionId: string
  readonly after: string | null
  readonly before: ProvisionContent | null
  readonly now: ProvisionContent | null
}

interface Version {
  /** Number of the local change after which the provision read like this. */
  readonly change: number
  readonly content: ProvisionContent | null
}

interface Tracked {
  readonly after: string | null
  /** The first is the baseline. Never empty. */
  readonly versions: readonly Version[]
}

/**
 * Versions that are remembered per provision. An acknowledgement that falls between two remembered ones leaves an
 * older baseline, which a merge can deal with.
 */
const MAX_VERSIONS = 64

/**
 * What several stored copies left of one provision, as one change: from before the first to what the copies say
 * together, or newer words would go with the older ones of another copy.
 */
export function oncePerProvision(
  left: readonly UnsavedChange[],
  readNow: () => ReadonlyMap<string, ProvisionContent>,
): UnsavedChange[] {
  const found = new Map<string, UnsavedChange>()
  // the whole text is read, so only when there is need, and once
  let together: ReadonlyMap<string, ProvisionContent> | null = null
  for (const change of left) {
    const { provisionId } = change
    const known = found.get(provisionId)
    if (known) together ??= readNow()
    found.set(provisionId, known ? { ...known, now: together?.get(provisionId) ?? null } : change)
  }
  return [...found.values()]
}

/**
 * Knows which of this person's changes are not acknowledged yet, deletions included. Changes are numbered from 1.
 * What an earlier page left behind counts as change 1: nothing is saved before the first acknowledgement.
 */
export class Unsaved {
  readonly #tracked = new Map<string, Tracked>()
  #last = 1
  #acknowledged = 0

  constructor(left: readonly UnsavedChange[] = []) {
    for (const { provisionId, after, baseline, now } of left) {
      const versions = [
        { change: 0, content: baseline },
        { change: 1, content: now },
      ]
      this.#tracked.set(provisionId, { after, versions })
    }
  }

  /** Number of the last local change. */
  get last(): number {
    return this.#last
  }

  /** Whether any local change waits for its acknowledgement, also one that changed nothing visible. */
  get waiting(): boolean {
    return this.#acknowledged < this.#last
  }

  /** How many provisions hold changes that wait. */
  get count(): number {
    return this.#tracked.size
  }

  /** Numbers a local change, before the frame that carries it leaves. */
  note(): void {
    this.#last += 1
  }

  /** Remembers what the last local change made of a provision. */
  record({ provisionId, after, before, now }: ProvisionChange): void {
    const known = this.#tracked.get(provisionId)
    const versions = known?.versions ?? [{ change: this.#last - 1, content: before }]
    const next = [
      ...versions.filter(({ change }) => change < this.#last),
      { change: this.#last, content: now },
    ]
    this.#tracked.set(provisionId, {
      after: known?.after ?? (before ? null : after),
      versions: shortened(next),
    })
  }

  /**
   * Every change up to this number is committed.
   *
   * @returns the provisions whose last change is committed with it
   */
  acknowledge(change: number): UnsavedChange[] {
    this.#acknowledged = Math.max(this.#acknowledged, change)
    const saved: UnsavedChange[] = []
    for (const [provisionId, { after, versions }] of this.#tracked) {
      const rest = afterAcknowledgement(versions, change)
      if (rest.length > 1) this.#tracked.set(provisionId, { after, versions: rest })
      else {
        saved.push(changeOf(provisionId, { after, versions }))
        this.#tracked.delete(provisionId)
      }
    }
    return saved
  }

  /** The changes that wait, one per provision, in the order in which they began. */
  changes(): UnsavedChange[] {
    return [...this.#tracked].map(([provisionId, tracked]) => changeOf(provisionId, tracked))
  }
}

function changeOf(provisionId: string, { after, versions }: Tracked): UnsavedChange {
  return {
    provisionId,
    after,
    baseline: versions[0]?.content ?? null,
    now: versions.at(-1)?.content ?? null,
  }
}

/** The committed content becomes the baseline. */
function afterAcknowledgement(versions: readonly Version[], change: number): readonly Version[] {
  const committed = versions.filter((version) => version.change <= change).length
  return versions.slice(Math.max(0, committed - 1))
}

/** Keeps the baseline and the latest versions. */
function shortened(versions: readonly Version[]): readonly Version[] {
  if (versions.length <= MAX_VERSIONS) return versions
  return [...versions.slice(0, 1), ...versions.slice(-MAX_VERSIONS / 2)]
}
