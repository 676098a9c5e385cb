import type { Target } from '../model/target.ts'
import { BACKEND } from './backend/backend.ts'
import type { Kind } from './kind.ts'

/** Every kind of target: its folder, and its line here. */
const KINDS = { backend: BACKEND }

/** The kind of a target. So far a target is always a backend's definition in a stage. */
export function kindOf(_target: Pick<Target, 'name'>): Kind {
  return KINDS.backend
}
