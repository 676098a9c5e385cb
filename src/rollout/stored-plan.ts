import type { AffectedApi } from '../model/backend.ts'
import type { Definition } from '../model/definition.ts'
import { digestOf } from '../model/fingerprint.ts'
import type { JsonObject } from '../model/json.ts'
import { holdsSecret } from '../model/redact.ts'
import { identityOf } from '../model/target.ts'
import type { ServiceTarget, Target } from '../model/target.ts'
import type { Names, Rung } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { differenceFrom } from './plan.ts'
import type { Plan } from './plan.ts'

/** A definition in storable form: itself or, if it contains a secret, a digest that recognizes it, with its keys. */
export type StoredDefinition =
  | { readonly definition: Definition }
  | { readonly digest: string; readonly keys?: readonly string[] }

/** What identifies a target, without its desired definition. */
export type StoredTarget = {
  readonly name: string
  readonly key?: string
  readonly endpoint: string
  readonly regionId: string | null
} & (
  | { readonly kind: 'backend'; readonly backendId: string; readonly stageName: string }
  | {
      readonly kind: 'service'
      readonly serviceId: string
      readonly stageName: string | null
      readonly gatewayId: string | null
    }
  | {
      readonly kind: 'route'
      readonly httpApiId: string
      readonly routeId: string
      readonly weightSteps: readonly number[]
      readonly stageName: string | null
      readonly gatewayId: string | null
    }
)

/** A plan as a later process needs it, without secrets. */
export interface StoredPlan {
  readonly target: StoredTarget
  readonly lane: string
  readonly targetType: string
  readonly definitionId: string
  readonly writeId: string | null
  /** What was sent with the definition; null for none. */
  readonly description: { readonly text: string; readonly setByAuthor: boolean } | null
  /** Null if the live definition is not readable. */
  readonly live:
    | (StoredDefinition & {
        readonly description: string
        /** What a rollback needs in addition to the definition; null for nothing, or if it contains a secret. */
        readonly base: JsonObject | null
        readonly notInEffect: string | null
        /** The name in the console; empty if it is not known or contains a secret. */
        readonly title: string
      })
    | null
  /** The writes in order, in the write form; a null in `desired` removes a key. */
  readonly rungs: readonly {
    readonly desired: StoredDefinition
    readonly data: StoredDefinition
    readonly weight: number
  }[]
  readonly affected: readonly AffectedApi[] | null
  /** Names for the IDs in the definitions; null if they contain a secret. */
  readonly names: Names | null
  readonly fingerprint: string | null
  /** The names of the checks after the switch; their subjects may be secret. */
  readonly checks: readonly string[]
}

/** @param isSecret whether a text contains a secret that the step knows */
export function storePlan(
  plan: Plan,
  checks: readonly string[],
  isSecret: (text: string) => boolean
): StoredPlan {
  const { target, live } = plan
  const store = (definition: Definition): StoredDefinition =>
    holdsSecret(definition) || isSecret(JSON.stringify(definition))
      ? digestIn(target, definition)
      : { definition }
  const open = (text: string): string => (isSecret(text) ? '' : text)
  const base = live?.base ?? null
  // without the base, the stored definition would not be recognized as the previous one
  const isBaseSecret = base !== null && isSecret(JSON.stringify(base))
  return {
    target: storeTarget(target),
    lane: plan.lane,
    targetType: plan.targetType,
    definitionId: plan.definitionId,
    writeId: plan.writeId ?? null,
    description:
      target.description === undefined
        ? null
        : { ...target.description, text: open(target.description.text) },
    live:
      live === undefined
        ? null
        : {
            ...(isBaseSecret ? digestIn(target, live.definition) : store(live.definition)),
            description: open(live.description),
            base: isBaseSecret ? null : base,
            notInEffect: live.notInEffect ?? null,
            title: open(live.title)
          },
    rungs: plan.rungs.map(({ desired, data, weight }) => ({
      desired: store(desired),
      data: store(data),
      weight
    })),
    affected: plan.affected ?? null,
    names: isSecret(JSON.stringify(plan.names ?? {})) ? null : (plan.names ?? {}),
    fingerprint: plan.fingerprint ?? null,
    checks
  }
}

function digestIn(target: Target, definition: Definition): StoredDefinition {
  return { digest: digestOf(identityOf(target), definition), keys: Object.keys(definition) }
}

export function storeTarget(target: Target): StoredTarget {
  const { name, key } = target
  const base = {
    name,
    ...(key === undefined ? {} : { key }),
    endpoint: target.endpoint.href,
    regionId: target.regionId ?? null
  }
  switch (target.kind) {
    case 'backend':
      return { ...base, kind: 'backend', backendId: target.backendId, stageName: target.stageName }
    case 'service':
      return { ...base, kind: 'service', serviceId: target.serviceId, ...placeOf(target) }
    case 'route': {
      const { httpApiId, routeId, weightSteps } = target
      return { ...base, kind: 'route', httpApiId, routeId, weightSteps, ...placeOf(target) }
    }
  }
}

function placeOf({ stageName, gatewayId }: Pick<ServiceTarget, 'stageName' | 'gatewayId'>): {
  readonly stageName: string | null
  readonly gatewayId: string | null
} {
  return { stageName: stageName ?? null, gatewayId: gatewayId ?? null }
}

/** The plan as far as it was stored: the same code runs on it as on the original. */
export function restorePlan(stored: StoredPlan): Plan {
  const { targetType, definitionId, affected, names, lane } = stored
  const rungs = stored.rungs.map(({ desired, data, weight }): Rung => ({
    desired: definitionIn(desired) ?? {},
    data: definitionIn(data) ?? {},
    weight
  }))
  const last = stored.rungs.at(-1)
  const desired = last && definitionIn(last.desired)
  const data = last && definitionIn(last.data)
  const previous = stored.live && definitionIn(stored.live)
  const digests = {
    live: stored.live !== null && 'digest' in stored.live ? stored.live.digest : undefined,
    desired: last !== undefined && 'digest' in last.data ? last.data.digest : undefined,
    desiredKeys: last !== undefined && 'digest' in last.data ? last.data.keys : undefined
  }
  const isWithheld = digests.live !== undefined || digests.desired !== undefined
  const target = restoreTarget(stored.target, { ...stored, definition: desired ?? {} })
  const live =
    stored.live === null || previous === undefined || previous === null
      ? undefined
      : {
          ...kindOf(target).restore(previous, stored.live.description, stored.live.base ?? undefined),
          notInEffect: stored.live.notInEffect ?? undefined,
          title: stored.live.title
        }
  return {
    target,
    targetType,
    definitionId,
    live,
    ...(isWithheld ? { digests, whyNotLive: 'the live definition contains a secret' } : {}),
    readAt: 0,
    affected: affected ?? undefined,
    names: names ?? {},
    desired: desired ?? {},
    data: data ?? {},
    rungs,
    lane,
    writeId: stored.writeId ?? undefined,
    difference:
      live === undefined || desired === undefined ? undefined : differenceFrom(live, desired, target),
    fingerprint: stored.fingerprint ?? undefined,
    warnings: []
  }
}

/** @param planned what is known of the target beyond its identity, if it was planned */
export function restoreTarget(
  stored: StoredTarget,
  planned: Partial<Pick<StoredPlan, 'description' | 'targetType' | 'definitionId'>> & {
    readonly definition?: Definition
  } = {}
): Target {
  const common = {
    name: stored.name,
    endpoint: new URL(stored.endpoint),
    regionId: stored.regionId ?? undefined,
    definition: planned.definition ?? {},
    description: planned.description ?? undefined,
    preflightUrls: [],
    probeUrls: []
  }
  switch (stored.kind) {
    case 'backend':
      return {
        ...stored,
        ...common,
        form: 'full',
        backendType: planned.targetType,
        backendModelId: planned.definitionId
      }
    case 'service':
    case 'route': {
      const place = {
        stageName: stored.stageName ?? undefined,
        gatewayId: stored.gatewayId ?? undefined
      }
      return { ...stored, ...common, ...place }
    }
  }
}

function definitionIn(stored: StoredDefinition): Definition | undefined {
  return 'definition' in stored ? stored.definition : undefined
}
