import type { JsonObject } from './json.ts'

/** A backend service, as `DescribeBackendInfo` returns it. */
export interface Backend {
  readonly backendId: string
  readonly name: string
  readonly type: string
  readonly models: readonly BackendModel[]
}

/** A backend service, as `DescribeBackendList` returns it; missing values are empty strings. */
export interface ListedBackend {
  readonly backendId: string
  readonly name: string
}

/** The definition of a backend in one stage. */
export interface BackendModel {
  readonly backendModelId: string
  readonly stageName: string
  readonly description: string
  /** `BackendConfig`, the read form of the definition. May contain secrets. */
  readonly config: JsonObject
}

/** An API that is published in a stage and uses the backend. */
export interface AffectedApi {
  readonly apiId: string
  readonly name: string
  readonly group: string
  /** HTTP method and path of the API; empty if not returned. */
  readonly method: string
  readonly path: string
}

/** One API's row of an update task (`DescribeUpdateBackendTask`). */
export interface TaskEntry {
  readonly apiId: string
  readonly name: string
  readonly group: string
  /** `UpdateStatus`, raw. */
  readonly status: string
  /** `ErrorMsg`, raw. */
  readonly message: string
}

/** The valid names of stages, for a message. */
export const STAGE_NAMES = 'RELEASE, PRE, TEST, or a custom environment of 2 to 10 capital letters and digits'

const STAGE_NAME = /^[A-Z0-9]{2,10}$/

/** RELEASE, PRE, TEST or a custom environment. */
export function isStageName(name: string): boolean {
  return STAGE_NAME.test(name)
}
