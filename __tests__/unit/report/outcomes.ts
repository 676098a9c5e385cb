import { hash } from 'node:crypto'
import { ActionError } from '../../../src/errors/action-error.ts'
import type { Advice } from '../../../src/errors/action-error.ts'
import type { Code } from '../../../src/errors/catalog.ts'
import type { AffectedApi, TaskEntry } from '../../../src/model/backend.ts'
import { progressOf } from '../../../src/model/batch.ts'
import { canonical } from '../../../src/model/definition.ts'
import type { Definition } from '../../../src/model/definition.ts'
import { compare } from '../../../src/model/diff.ts'
import { fingerprintOf } from '../../../src/model/fingerprint.ts'
import type { Target } from '../../../src/model/target.ts'
import { nextSteps } from '../../../src/rollout/next-steps.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import type { Plan } from '../../../src/rollout/plan.ts'
import type { Phase, PhaseName } from '../../../src/rollout/timeline.ts'
import { withTitle } from '../../../src/rollout/words.ts'
import { readingOf } from '../../support/reading.ts'

export const CONTEXT = {
  action: 'acme/switch-backend@v1',
  helpPage: 'https://github.com/acme/switch-backend/blob/v1/docs/troubleshooting.md',
  runUrl: 'https://github.com/acme/shop/actions/runs/17',
  accountId: '1234567890123456'
}

/** The action's repository and ref, as set by the runner. */
export const SOURCE = {
  serverUrl: 'https://github.com',
  actionRepository: 'acme/switch-backend',
  actionRef: 'v1'
}

const BACKEND_ID = '20bcdc9453524b78a8beb1f6de21edb7'
const START = Date.UTC(2026, 10, 3, 9, 30, 0)
const OLD: Definition = {
  ServiceAddress: 'http://orders-v1.internal:8080',
  ServiceTimeout: 10000,
  HttpTargetHostName: 'orders.example.com'
}
const NEW: Definition = { ServiceAddress: 'http://orders-v2.internal:8080', ServiceTimeout: 5000 }

export interface PlanOptions {
  readonly backendId?: string
  readonly backendName?: string
  readonly stageName?: string
  readonly targetName?: string
  readonly live?: Definition
  readonly desired?: Definition
  readonly apis?: readonly AffectedApi[]
  readonly warnings?: Plan['warnings']
}

export function planOf(options: PlanOptions = {}): Plan {
  const { backendId = BACKEND_ID, stageName = 'RELEASE', live = OLD, desired = NEW } = options
  const config = { Type: 'HTTP', ...live }
  const title = options.backendName ?? 'orders'
  const target: Target = {
    name: options.targetName ?? `${backendId}/${stageName}`,
    endpoint: new URL('https://apigateway.cn-hangzhou.aliyuncs.com'),
    regionId: 'cn-hangzhou',
    backendId,
    stageName,
    kind: 'backend',
    form: 'full',
    definition: desired,
    backendType: undefined,
    backendModelId: undefined,
    description: undefined,
    preflightUrls: [],
    probeUrls: []
  }
  return {
    target: options.targetName === undefined ? withTitle(target, title) : target,
    targetType: 'HTTP',
    definitionId: '0d105f80a8f340408bd34954d4e4ff22',
    live: readingOf(config, 'HTTP', { title }),
    readAt: START,
    affected: options.apis ?? APIS,
    desired,
    data: desired,
    rungs: [{ desired, data: desired, weight: 100 }],
    lane: backendId,
    writeId: '1a2b3c4d',
    difference: compare(desired, readingOf(config)),
    fingerprint: fingerprintOf(
      {
        identity: [backendId, stageName],
        live: readingOf(config),
        desired: { definition: desired, canonical: canonical(desired) }
      },
      quick
    ),
    warnings: options.warnings ?? []
  }
}

/** A report only shows the fingerprint: its cost to guess is tested with the fingerprint itself. */
function quick(text: string): string {
  return hash('sha256', text).slice(0, 32)
}

const NAMES = ['create', 'read', 'list', 'cancel', 'pay', 'refund', 'track', 'export'] as const

export const APIS: readonly AffectedApi[] = NAMES.flatMap((name, index) =>
  (index < 6 ? ['shop', 'partners'] : ['shop']).map(group => ({
    apiId: `${group}-${name}`,
    name: `${name}_order`,
    group,
    method: index % 2 === 0 ? 'POST' : 'GET',
    path: `/${group}/orders/${name}`
  }))
)

export function rowsOf(
  apis: readonly AffectedApi[],
  failed: Readonly<Record<string, string>> = {}
): TaskEntry[] {
  return apis.map(({ apiId, name, group }) => ({
    apiId,
    name,
    group,
    status: 'OVER',
    message: failed[apiId] ?? 'Success.'
  }))
}

/** Phases of these lengths in seconds, one after the other. */
export function phasesOf(...lengths: readonly (readonly [PhaseName, number])[]): Phase[] {
  let at = START
  return lengths.map(([name, seconds]) => {
    const startedAt = at
    at += seconds * 1000
    return { name, startedAt, endedAt: at }
  })
}

const ACCEPTED = {
  requestId: 'A1B2C3D4-1111-4222-8333-444455556666',
  operationId: '7f0c6e3f5d3b4bd8a7f3a52d1c9e8b10'
}
const ROLLBACK = {
  requestId: 'FFEEDDCC-1111-4222-8333-444455556666',
  operationId: '9a8b7c6d5e4f40318293a4b5c6d7e8f9'
}

const FAILED = {
  'shop-pay': 'Failed: the backend address of the API is not allowed by its plug-in',
  'partners-pay': 'Failed'
}

/** An outcome for each result, as the step creates it. */
export function outcomeOf(result: Result, options: PlanOptions = {}): Outcome {
  const plan = planOf(options)
  const base: Outcome = {
    target: plan.target,
    result,
    changed: false,
    plan,
    hasChanges: true,
    accepted: undefined,
    progress: undefined,
    checks: [],
    rollback: undefined,
    phases: phasesOf(['plan', 0.4]),
    error: undefined,
    durationMs: 410
  }
  const affected = plan.affected ?? []
  const batch = progressOf(affected, rowsOf(affected))
  const sent = {
    changed: true,
    accepted: ACCEPTED,
    progress: batch,
    phases: phasesOf(['plan', 0.4], ['write', 0.6], ['batch', 11], ['read-back', 0.2], ['probe', 3]),
    durationMs: 15_200
  }
  const error = (code: Code, message: string, advice: Advice): ActionError =>
    new ActionError(code, `${plan.target.name}: ${message}`, { ...advice, requestId: ACCEPTED.requestId })
  switch (result) {
    case 'planned':
    case 'exported':
    case 'valid':
    case 'not-started':
      return base
    case 'drifted':
      return {
        ...base,
        error: error('Drifted', 'the live definition differs from the desired definition', {})
      }
    case 'unchanged':
      return { ...base, hasChanges: false, plan: planOf({ ...options, live: { ...OLD, ...NEW } }) }
    case 'failed':
      return {
        ...base,
        error: error(
          'NoPermission',
          'ModifyBackendModel was denied: User not authorized to operate on the specified resource',
          {
            policy: {
              intro: 'To allow it, add this to the RAM policy:',
              document:
                '{"Version":"1","Statement":[{"Effect":"Allow","Action":["apigateway:ModifyBackendModel"],"Resource":"acs:apigateway:cn-hangzhou:*:backend/20bcdc9453524b78a8beb1f6de21edb7"}]}'
            }
          }
        )
      }
    case 'submitted':
      return {
        ...base,
        ...sent,
        progress: undefined,
        phases: phasesOf(['plan', 0.4], ['write', 0.6]),
        durationMs: 1020
      }
    case 'switched':
      return {
        ...base,
        ...sent,
        checks: [
          {
            name: 'probe',
            subject: 'https://orders.example.com/health',
            passed: true,
            attempts: 3,
            detail: 'HTTP 200'
          }
        ]
      }
    case 'partial':
      return {
        ...base,
        ...sent,
        progress: progressOf(affected, rowsOf(affected, FAILED)),
        phases: phasesOf(['plan', 0.4], ['write', 0.6], ['batch', 11], ['read-back', 0.2]),
        error: error(
          'BatchFailed',
          `2 of 14 APIs failed to update: pay_order (shop): OVER ${FAILED['shop-pay']}; pay_order (partners): OVER Failed (operation ${ACCEPTED.operationId})`,
          { nextSteps: nextSteps(plan) }
        )
      }
    case 'unknown':
      return {
        ...base,
        ...sent,
        changed: undefined,
        progress: progressOf(affected, rowsOf(affected.slice(0, 9))),
        phases: phasesOf(['plan', 0.4], ['write', 0.6], ['batch', 600]),
        durationMs: 601_000,
        error: error(
          'WaitTimeout',
          '5 of 14 APIs did not complete within 10m00s (wait-timeout): track_order: not listed yet',
          { nextSteps: nextSteps(plan) }
        )
      }
    case 'cancelled':
      return {
        ...base,
        ...sent,
        changed: undefined,
        progress: progressOf(affected, rowsOf(affected.slice(0, 3))),
        phases: phasesOf(['plan', 0.4], ['write', 0.6], ['batch', 2]),
        durationMs: 3000,
        error: error('Cancelled', 'stopped by SIGINT while the batch was in progress', {
          nextSteps: nextSteps(plan)
        })
      }
    case 'rolled-back':
      return {
        ...base,
        ...sent,
        changed: false,
        rollback: ROLLBACK,
        checks: [
          {
            name: 'probe',
            subject: 'https://orders.example.com/health',
            passed: false,
            attempts: 12,
            detail: 'HTTP 503',
            requirement: '3 consecutive successes required',
            likelyCause: 'the backend itself, which sent this response'
          },
          {
            name: 'probe',
            subject: 'https://orders.example.com/version',
            passed: true,
            attempts: 3,
            detail: 'HTTP 200'
          }
        ],
        phases: phasesOf(
          ['plan', 0.4],
          ['write', 0.6],
          ['batch', 11],
          ['read-back', 0.2],
          ['probe', 20],
          ['rollback', 9]
        ),
        durationMs: 41_300,
        error: error(
          'ProbeFailed',
          'probe failed: https://orders.example.com/health: HTTP 503 (12 attempts; 3 consecutive successes required). Likely cause: the backend itself, which sent this response',
          { cure: 'Fix the cause, then re-run the job.' }
        )
      }
    case 'rollback-failed':
      return {
        ...base,
        ...sent,
        changed: undefined,
        phases: phasesOf(['plan', 0.4], ['write', 0.6], ['batch', 11], ['rollback', 1]),
        error: error(
          'Conflict',
          'the live definition was changed by someone else, so it was not rolled back',
          {
            nextSteps: nextSteps(plan)
          }
        )
      }
  }
}

/** APIs in 30 groups, whose names need many escapes. */
export const manyApis = (count: number, length: number): AffectedApi[] =>
  Array.from({ length: count }, (_, index) => ({
    apiId: `api-${index}`,
    name: `${index}-${'`|@'.repeat(length / 3)}`,
    group: `group ${index % 30} ${'名'.repeat(length)}`,
    method: 'GET',
    path: `/${index}`
  }))
