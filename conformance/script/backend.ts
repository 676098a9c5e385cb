import { decodeBackend } from '../../src/cloud/decode.ts'
import type { BackendModel } from '../../src/model/backend.ts'
import { isJsonObject } from '../../src/model/json.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { Parameters } from '../ownership.ts'
import { CannotContinue } from '../transcript.ts'
import type { Session } from '../session.ts'

/** The backend that most of the script uses: a MOCK with definitions in TEST and PRE. */
export interface MockBackend {
  readonly id: string
  readonly test: string
  readonly pre: string
}

export const TYPE = 'MOCK'

/** All parameters of ModifyBackendModel, as the action sends them. */
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

/** A backend's definitions by stage, decoded as the action does. */
export async function modelsOf(
  session: Session,
  step: string,
  backendId: string
): Promise<ReadonlyMap<string, BackendModel>> {
  const { body } = await session.call(step, 'DescribeBackendInfo', { BackendId: backendId })
  const backend = decodeBackend(body)
  if (backend === undefined) throw new CannotContinue(`${step}: DescribeBackendInfo shows no backend`)
  return new Map(backend.models.map(model => [model.stageName, model]))
}

/** Whether everything that was written is read back; a number and its string are equal. */
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

/** The MockResult of a MOCK's definition. */
export function resultOf(model: BackendModel | undefined): string {
  const config = model?.config['MockConfig']
  const result = isJsonObject(config) ? config['MockResult'] : undefined
  return typeof result === 'string' ? result : ''
}
