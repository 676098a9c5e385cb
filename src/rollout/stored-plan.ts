import type { PublishedApi } from '../model/backend.ts'
import type { Definition } from '../model/definition.ts'
import { digestOf } from '../model/fingerprint.ts'
import { holdsSecret } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import { kindOf } from '../targets/kinds.ts'
import { differenceFrom } from './plan.ts'
import type { Plan } from './plan.ts'

/** A definition as it may be kept: itself, or, where it holds a secret, a digest that recognizes it, and its keys. */
export type StoredDefinition =
  | { readonly definition: Definition }
  | { readonly digest: string; readonly keys?: readonly string[] }

/** A plan as a later process must know it, without secrets. */
export interface StoredPlan {
  readonly name: string
  readonly endpoint: string
  readonly regionId: string | null
  readonly backendId: string
  readonly stageName: string
  readonly backendType: string
  readonly backendModelId: string
  readonly writeId: string | null
  /** What was sent with the definition; null for none. */
  readonly description: { readonly text: string; readonly givenByAuthor: boolean } | null
  /** Null where the live definition may not be read. */
  readonly live: (StoredDefinition & { readonly description: string }) | null
  /** What live is compared with, in the write form; a null in it is a key that is removed. */
  readonly wanted: StoredDefinition
  readonly data: StoredDefinition
  readonly published: readonly PublishedApi[] | null
  readonly fingerprint: string | null
  /** The names of what is checked after the switch; what is checked may be secret. */
  readonly checks: readonly string[]
}

/** @param isSecret whether a text holds a secret that the step knows of */
export function storePlan(
  plan: Plan,
  checks: readonly string[],
  isSecret: (text: string) => boolean
): StoredPlan {
  const { target, live } = plan
  const store = (definition: Definition): StoredDefinition =>
    holdsSecret(definition) || isSecret(JSON.stringify(definition))
      ? { digest: digestOf(target.backendId, target.stageName, definition), keys: Object.keys(definition) }
      : { definition }
  const open = (text: string): string => (isSecret(text) ? '' : text)
  return {
    name: target.name,
    endpoint: target.endpoint.href,
    regionId: target.regionId ?? null,
    backendId: target.backendId,
    stageName: target.stageName,
    backendType: plan.backendType,
    backendModelId: plan.backendModelId,
    writeId: plan.writeId ?? null,
    description:
      target.description === undefined
        ? null
        : { ...target.description, text: open(target.description.text) },
    live: live === undefined ? null : { ...store(live.definition), description: open(live.description) },
    wanted: store(plan.wanted),
    data: store(plan.data),
    published: plan.published ?? null,
    fingerprint: plan.fingerprint ?? null,
    checks
  }
}

/** The plan as far as it was kept: the same code runs on it as on the one that was made. */
export function restorePlan(stored: StoredPlan): Plan {
  const { backendType, backendModelId, backendId, stageName, published } = stored
  const wanted = definitionIn(stored.wanted)
  const previous = stored.live && definitionIn(stored.live)
  const digests = {
    live: stored.live !== null && 'digest' in stored.live ? stored.live.digest : undefined,
    desired: 'digest' in stored.data ? stored.data.digest : undefined,
    desiredKeys: 'digest' in stored.data ? stored.data.keys : undefined
  }
  const isWithheld = digests.live !== undefined || digests.desired !== undefined
  const target: Target = {
    name: stored.name,
    endpoint: new URL(stored.endpoint),
    regionId: stored.regionId ?? undefined,
    backendId,
    stageName,
    kind: 'full',
    definition: wanted ?? {},
    backendType,
    backendModelId,
    description: stored.description ?? undefined,
    preflightUrls: [],
    probeUrls: []
  }
  const live =
    stored.live === null || previous === undefined || previous === null
      ? undefined
      : kindOf(target).restore(previous, stored.live.description)
  return {
    target,
    backendType,
    backendModelId,
    live,
    ...(isWithheld ? { digests, whyNotLive: 'the live definition holds a secret' } : {}),
    readAt: 0,
    published: published ?? undefined,
    wanted: wanted ?? {},
    data: definitionIn(stored.data) ?? {},
    writeId: stored.writeId ?? undefined,
    difference: live === undefined || wanted === undefined ? undefined : differenceFrom(live, wanted, target),
    fingerprint: stored.fingerprint ?? undefined,
    warnings: []
  }
}

function definitionIn(stored: StoredDefinition): Definition | undefined {
  return 'definition' in stored ? stored.definition : undefined
}
