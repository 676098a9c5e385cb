import { decodeBackend } from '../../src/cloud/decode.ts'
import type { BackendModel } from '../../src/model/backend.ts'
import { isJsonObject } from '../../src/model/json.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { Parameters } from '../ownership.ts'
import { CannotGoOn } from '../transcript.ts'
import type { Session } from '../session.ts'

/** The backend on which most of the script works: a MOCK, with definitions in TEST and PRE. */
export interface MockBackend {
  readonly id: string
  readonly test: string
  readonly pre: string
}

export const TYPE = 'MOCK'

/** Everything that ModifyBackendModel takes, as the action sends it. */
export function modification(
  backend: MockBackend,
  definition: JsonObject,
  more: Parameters = {}
): Parameters {
  return {
    BackendId: backend.id,
    StageName: 'TEST',
    BackendType: TYPE,
    BackendModelId: backend.test,
    BackendModelData: JSON.stringify(definition),
    ...more
  }
}

export function without(parameters: Parameters, name: string): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => key !== name))
}

/** The definitions of a backend by stage, read as the action reads them. */
export async function modelsOf(
  session: Session,
  step: string,
  backendId: string
): Promise<ReadonlyMap<string, BackendModel>> {
  const { body } = await session.call(step, 'DescribeBackendInfo', { BackendId: backendId })
  const backend = decodeBackend(body)
  if (backend === undefined) throw new CannotGoOn(`${step}: DescribeBackendInfo shows no backend`)
  return new Map(backend.models.map(model => [model.stageName, model]))
}

/** Whether everything that was written is read back; numbers and strings make no difference. */
export function holdsAll(read: Json | undefined, written: Json): boolean {
  if (isJsonObject(written)) {
    return isJsonObject(read) && Object.entries(written).every(([key, value]) => holdsAll(read[key], value))
  }
  if (Array.isArray(written)) {
    return (
      Array.isArray(read) &&
      read.length === written.length &&
      written.every((value, index) => holdsAll(read[index], value))
    )
  }
  return typeof read !== 'object' && read !== undefined && String(read) === String(written)
}

/** What a MOCK's definition answers. */
export function resultOf(model: BackendModel | undefined): string {
  const config = model?.config['MockConfig']
  const result = isJsonObject(config) ? config['MockResult'] : undefined
  return typeof result === 'string' ? result : ''
}
