import { fingerprintOver } from '../support/reading.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Environment } from '../../src/runtime/github.ts'
import { ACCESS_KEY, BACKEND_ID, MODEL_ID, PROBE_HEADER, PROBE_PASSWORD, STAGE, TARGET } from './material.ts'
import { PREFLIGHT_HOST, PROBE_TEXT } from './network.ts'
import { TEMP_DIR } from './runner-files.ts'
import type { Schedule } from './schedule.ts'
import { desiredOf } from './oracle.ts'

/** The environment of both steps. */
export function environmentOf(schedule: Schedule): Environment {
  const { maxApis, description } = schedule
  const inputs: Record<string, string> = {
    'backend-id': BACKEND_ID,
    'stage-name': STAGE,
    'backend-model-data': JSON.stringify(schedule.data),
    definition: schedule.definition,
    ...(schedule.givesIds ? { 'backend-type': 'HTTP', 'backend-model-id': MODEL_ID } : {}),
    ...(description === undefined ? {} : { description }),
    mode: schedule.mode,
    'approved-plan': approvalOf(schedule),
    ...(maxApis === undefined ? {} : { 'max-apis': String(maxApis) }),
    'skip-unchanged': String(schedule.skipUnchanged),
    'allow-older-run': String(schedule.allowOlderRun),
    summary: String(schedule.summary),
    wait: schedule.wait,
    'wait-timeout': String(schedule.waitTimeoutS),
    ...checkInputs(schedule),
    'rollback-on-failure': String(schedule.rollback),
    'request-timeout': String(schedule.requestTimeoutS),
    'max-attempts': String(schedule.maxAttempts)
  }
  return jobEnvironment(inputs, schedule.runAttempt)
}

type Checks = Pick<Schedule, 'bakeS' | 'preflight' | 'probe'>

/** The inputs of the checks around a write. */
export function checkInputs({ bakeS, preflight, probe }: Checks): Record<string, string> {
  return {
    ...(preflight === undefined ? {} : { 'preflight-url': urlsOf(PREFLIGHT_HOST, preflight.length) }),
    ...(probe === undefined
      ? {}
      : {
          'probe-url': urlsOf('shop.example', probe.urls.length),
          'probe-headers': `X-Probe: ${PROBE_HEADER}`
        }),
    ...(probe === undefined && preflight === undefined
      ? {}
      : { 'probe-contains': PROBE_TEXT, 'probe-timeout': String(probeTimeoutS({ probe })) }),
    'bake-time': String(bakeS)
  }
}

/** Each with its number as the path. */
function urlsOf(host: string, count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `http://user:${PROBE_PASSWORD}@${host}/${index}?signature=${PROBE_PASSWORD}`
  ).join('\n')
}

/** Of the probes and of the preflight requests. */
export function probeTimeoutS({ probe }: Pick<Schedule, 'probe'>): number {
  return probe?.timeoutS ?? 5
}

// a recreated name would be looked up again, too
const variables = new Map<string, string>()

function variableOf(input: string): string {
  const variable = variables.get(input) ?? `INPUT_${input.toUpperCase()}`
  variables.set(input, variable)
  return variable
}

/** The environment of a step with these inputs and the keys of the simulation. */
export function jobEnvironment(inputs: Readonly<Record<string, string>>, runAttempt = 1): Environment {
  const all = {
    ...inputs,
    'region-id': 'cn-hangzhou',
    'access-key-id': ACCESS_KEY.id,
    'access-key-secret': ACCESS_KEY.secret,
    'security-token': ACCESS_KEY.token
  }
  return {
    ...Object.fromEntries(Object.entries(all).map(([name, value]) => [variableOf(name), value])),
    GITHUB_REPOSITORY: 'octo-org/shop',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_ATTEMPT: String(runAttempt),
    GITHUB_ACTOR: 'octocat',
    RUNNER_TEMP: TEMP_DIR
  }
}

/** What was approved: the plan at the start, or another one. */
function approvalOf(schedule: Schedule): string {
  const { approved, live } = schedule
  if (approved === 'none') return 'none'
  const { keys } = desiredOf(schedule, live)
  const other = { ServiceAddress: 'http://10.9.9.9' }
  const fingerprint = fingerprintOver({
    backendId: BACKEND_ID,
    stageName: STAGE,
    backendType: 'HTTP',
    live: (approved === 'other-live' ? other : live) as JsonObject,
    desired: (approved === 'other-desired' ? other : keys) as JsonObject
  })
  if (approved === 'right-by-name') return `${TARGET} ${fingerprint}`
  return approved === 'no-line' ? `${BACKEND_ID}/PRE ${fingerprint}` : fingerprint
}
