import type { PublishedApi } from '../model/backend.ts'
import type { Definition } from '../model/definition.ts'
import { digestOf } from '../model/fingerprint.ts'
import type { JsonObject } from '../model/json.ts'
import { holdsSecret } from '../model/redact.ts'
import { identityOf } from '../model/target.ts'
import type { ServiceTarget, Target } from '../model/target.ts'
import type { Rung } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { differenceFrom } from './plan.ts'
import type { Plan } from './plan.ts'

/** A definition as it may be kept: itself, or, where it holds a secret, a digest that recognizes it, and its keys. */
export type StoredDefinition =
  | { readonly definition: Definition }
  | { readonly digest: string; readonly keys?: readonly string[] }

/** What tells a target, without what it is to be. */
export type StoredTarget = {
  readonly name: string
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

/** A plan as a later process must know it, without secrets. */
export interface StoredPlan {
  readonly target: StoredTarget
  readonly lane: string
  readonly backendType: string
  readonly backendModelId: string
  readonly writeId: string | null
  /** What was sent with the definition; null for none. */
  readonly description: { readonly text: string; readonly setByAuthor: boolean } | null
  /** Null where the live definition may not be read. */
  readonly live:
    | (StoredDefinition & {
        readonly description: string
        /** What restoring it needs beside the definition; null for nothing, or where it holds a secret. */
        readonly base: JsonObject | null
        readonly notInForce: string | null
        readonly title: string
      })
    | null
  /** The writes in their order, in the write form; a null in `desired` is a key that is removed. */
  readonly rungs: readonly {
    readonly desired: StoredDefinition
    readonly data: StoredDefinition
    readonly weight: number
  }[]
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
      ? digestIn(target, definition)
      : { definition }
  const open = (text: string): string => (isSecret(text) ? '' : text)
  const base = live?.base ?? null
  // without it, what was stored of live would not be recognized as the previous definition
  const isBaseSecret = base !== null && isSecret(JSON.stringify(base))
  return {
    target: storeTarget(target),
    lane: plan.lane,
    backendType: plan.backendType,
    backendModelId: plan.backendModelId,
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
            notInForce: live.notInForce ?? null,
            title: open(live.title)
          },
    rungs: plan.rungs.map(({ desired, data, weight }) => ({
      desired: store(desired),
      data: store(data),
      weight
    })),
    published: plan.published ?? null,
    fingerprint: plan.fingerprint ?? null,
    checks
  }
}

function digestIn(target: Target, definition: Definition): StoredDefinition {
  return { digest: digestOf(identityOf(target), definition), keys: Object.keys(definition) }
}

function storeTarget(target: Target): StoredTarget {
  const { name } = target
  const base = { name, endpoint: target.endpoint.href, regionId: target.regionId ?? null }
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

/** The plan as far as it was kept: the same code runs on it as on the one that was made. */
export function restorePlan(stored: StoredPlan): Plan {
  const { backendType, backendModelId, published, lane } = stored
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
  const target = restoreTarget(stored, desired ?? {})
  const live =
    stored.live === null || previous === undefined || previous === null
      ? undefined
      : {
          ...kindOf(target).restore(previous, stored.live.description, stored.live.base ?? undefined),
          notInForce: stored.live.notInForce ?? undefined,
          title: stored.live.title
        }
  return {
    target,
    backendType,
    backendModelId,
    live,
    ...(isWithheld ? { digests, whyNotLive: 'the live definition holds a secret' } : {}),
    readAt: 0,
    published: published ?? undefined,
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

function restoreTarget(
  { target: stored, description, backendType, backendModelId }: StoredPlan,
  definition: Definition
): Target {
  const common = {
    name: stored.name,
    endpoint: new URL(stored.endpoint),
    regionId: stored.regionId ?? undefined,
    definition,
    description: description ?? undefined,
    preflightUrls: [],
    probeUrls: []
  }
  switch (stored.kind) {
    case 'backend':
      return { ...stored, ...common, form: 'full', backendType, backendModelId }
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
