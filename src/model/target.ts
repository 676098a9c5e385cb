import type { Definition } from './definition.ts'

/** The backend and stage to change, and what they shall be. */
export interface Target {
  /** For people: the backend's id or its name in the manifest, and the stage. */
  readonly name: string
  /** Of the API; a target may live in another region than the step's. */
  readonly endpoint: URL
  readonly regionId: string | undefined
  readonly backendId: string
  readonly stageName: string
  /** `full`: the definition as it shall be. `patch`: keys laid over live, `null` removes one. */
  readonly kind: 'full' | 'patch'
  readonly definition: Definition
  /** What the author expects the live backend to be; `undefined` takes it as it is. */
  readonly backendType: string | undefined
  readonly backendModelId: string | undefined
  /** Sent with the definition. A difference is a change only if the author gave it. */
  readonly description: { readonly text: string; readonly givenByAuthor: boolean } | undefined
  /** Asked after the switch. */
  readonly probeUrls: readonly URL[]
}
