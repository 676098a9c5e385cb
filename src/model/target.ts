import type { Definition } from './definition.ts'

/** The backend and stage to change, and what they are to be. */
export interface Target {
  /** For people: the backend's id or its name in the manifest, and the stage. */
  readonly name: string
  readonly backendId: string
  readonly stageName: string
  /** Where it lives; `undefined` when only an endpoint was set. */
  readonly regionId: string | undefined
  /** Of the API in that region. */
  readonly endpoint: URL
  /** `full`: the definition as it is to be. `patch`: keys laid over live, `null` removes one. */
  readonly kind: 'full' | 'patch'
  readonly definition: Definition
  /** What the author expects the live backend to be; `undefined` takes it as it is. */
  readonly backendType: string | undefined
  readonly backendModelId: string | undefined
  /** Sent with the definition. A difference is a change only if the author gave it. */
  readonly description: { readonly text: string; readonly givenByAuthor: boolean } | undefined
  /** Requested before the write: the new backend itself. */
  readonly preflightUrls: readonly URL[]
  /** Requested after the switch, through the gateway. */
  readonly probeUrls: readonly URL[]
}

/** What tells a backend from all others of a step. */
export function backendKey({ endpoint, backendId }: Pick<Target, 'endpoint' | 'backendId'>): string {
  return `${endpoint.href} ${backendId}`
}
