import type { Backend, BackendModel } from '../model/backend.ts'
import { canonicalReading, fromReadForm } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'

/** One reading of a backend's definition in a stage. Made once after decoding. */
export interface Live {
  /** The whole backend, its other stages included. */
  readonly backend: Backend
  readonly model: BackendModel
  /** The definition in the form that is written. */
  readonly definition: Definition
  /** Equal texts are equal definitions. */
  readonly canonical: string
}

/** @returns `undefined` where the stage has no definition */
export function liveOf(backend: Backend, stageName: string, backendType: string): Live | undefined {
  const model = backend.models.find(candidate => candidate.stageName === stageName)
  if (model === undefined) return undefined
  const definition = fromReadForm(model.config, backendType)
  return { backend, model, definition, canonical: canonicalReading(definition) }
}
