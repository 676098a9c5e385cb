import { CallError } from '../../src/cloud/call-error.ts'
import type { CallFault } from '../../src/cloud/call-error.ts'
import type {
  OperationRef,
  Accepted,
  CloudReader,
  CloudWriter,
  Modification,
  ModifyOptions
} from '../../src/cloud/operation.ts'
import { OPERATIONS } from '../../src/cloud/operations.ts'
import type { Backend, AffectedApi, TaskEntry } from '../../src/model/backend.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { BackendTarget } from '../../src/model/target.ts'

export const BACKEND_ID = 'backend-1'
export const OLD: JsonObject = { ServiceAddress: 'http://old' }
export const NEW: JsonObject = { ServiceAddress: 'http://new' }

export function backendWith(
  config: JsonObject,
  others: Record<string, JsonObject> = {},
  description = 'before'
): Backend {
  const model = (stageName: string, definition: JsonObject) => ({
    backendModelId: `model-${stageName}`,
    stageName,
    description,
    config: { Type: 'HTTP', ...definition }
  })
  return {
    backendId: BACKEND_ID,
    name: 'orders',
    type: 'HTTP',
    models: [model('TEST', config), ...Object.entries(others).map(([stage, other]) => model(stage, other))]
  }
}

export function targetOf(definition: JsonObject = NEW, extra: Partial<BackendTarget> = {}): BackendTarget {
  return {
    name: `${BACKEND_ID}/TEST`,
    endpoint: new URL('https://apigateway.cn-hangzhou.aliyuncs.com'),
    regionId: 'cn-hangzhou',
    backendId: BACKEND_ID,
    stageName: 'TEST',
    kind: 'backend',
    form: 'full',
    definition,
    backendType: undefined,
    backendModelId: undefined,
    description: undefined,
    preflightUrls: [],
    probeUrls: [],
    ...extra
  }
}

export function apisOf(...ids: readonly string[]): AffectedApi[] {
  return ids.map(apiId => ({ apiId, name: `api ${apiId}`, group: 'shop', method: 'GET', path: `/${apiId}` }))
}

export function row(apiId: string, status = 'OVER', message = 'Success.'): TaskEntry {
  return { apiId, name: `api ${apiId}`, group: 'shop', status, message }
}

export function callError(
  fault: CallFault,
  extra: Partial<ConstructorParameters<typeof CallError>[0]> = {}
): CallError {
  return new CallError({
    operation: { action: 'X' },
    fault,
    code: fault,
    message: `X: ${fault}`,
    ambiguous: false,
    ...extra
  })
}

/** One response, or a sequence whose last one is repeated; errors are thrown. */
export type Script<T> = T | Error | readonly (T | Error)[]

interface Scripts {
  readonly backend?: Script<Backend>
  readonly apis?: Script<AffectedApi[]>
  readonly task?: Script<TaskEntry[]>
  readonly modify?: Script<Accepted>
}

export interface FakeCloud extends CloudReader, CloudWriter {
  /** The calls, in order. */
  readonly calls: string[]
  readonly modifications: Modification[]
}

/** A cloud with scripted responses. A sequence of lists is a list of lists. */
export function fakeCloud(scripts: Scripts): FakeCloud {
  const calls: string[] = []
  const modifications: Modification[] = []
  const counts = new Map<string, number>()
  const next = <T>(name: string, steps: readonly (T | Error)[]): Promise<T> => {
    calls.push(name)
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    const step = steps[Math.min(count, steps.length - 1)]
    if (step === undefined) return Promise.reject(new Error(`no script for ${name}`))
    return step instanceof Error ? Promise.reject(step) : Promise.resolve(step)
  }
  const stepsOf = <T>(
    script: Script<T> | undefined,
    isOne: (value: unknown) => boolean
  ): readonly (T | Error)[] => {
    if (script === undefined) return []
    return isOne(script) ? [script as T | Error] : (script as readonly (T | Error)[])
  }
  const isObject = (value: unknown): boolean => !Array.isArray(value)
  const isList = (value: unknown): boolean =>
    !Array.isArray(value) || value.every(item => !Array.isArray(item) && !(item instanceof Error))
  const { describeBackend, listPublishedApis, describeTask } = OPERATIONS
  const responses = new Map<string, () => Promise<unknown>>([
    [describeBackend.action, () => next('describe', stepsOf(scripts.backend, isObject))],
    [listPublishedApis.action, () => next('list', stepsOf(scripts.apis, isList))],
    [describeTask.action, () => next('task', stepsOf(scripts.task, isList))]
  ])
  const respond = ({ action }: OperationRef): Promise<never> =>
    (responses.get(action)?.() ?? Promise.reject(new Error(`no script for ${action}`))) as Promise<never>
  return {
    calls,
    modifications,
    read: respond,
    list: respond,
    ...writerOf(modification => {
      modifications.push(modification)
      return next('modify', stepsOf(scripts.modify, isObject))
    })
  }
}

/** A reader with a different response for one operation. */
export function withRead(
  reader: CloudReader,
  operation: OperationRef,
  respond: () => Promise<unknown>
): CloudReader {
  return {
    ...reader,
    read: (called, parameters, options) =>
      called.action === operation.action
        ? (respond() as Promise<never>)
        : reader.read(called, parameters, options)
  }
}

/** A writer of modifications. */
export function writerOf(
  modify: (modification: Modification, options: ModifyOptions) => Promise<Accepted>
): CloudWriter {
  return {
    write: ({ action }, parameters, options = {}) =>
      (action === OPERATIONS.modifyBackend.action
        ? modify(parameters as unknown as Modification, options)
        : Promise.reject(new Error(`no script for ${action}`))) as Promise<never>
  }
}
