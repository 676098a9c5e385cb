import { DEFAULT_APIG_DOUBTS } from '../apig/doubts.ts'
import type { ApigDoubts } from '../apig/doubts.ts'
import type { Definition } from './state.ts'

/**
 * The rules of strict mode, derived from the documentation, the SDK and Terraform. Each can be enabled separately,
 * because none was verified against the service. BEHAVIOR.md has a line for each.
 */
export const STRICT_RULES = [
  'data-types',
  'required-keys',
  'foreign-keys',
  'vpc-access',
  'description-length',
  'documented-keys',
  'documented-types',
  'documented-times'
] as const

export type StrictRule = (typeof STRICT_RULES)[number]

export const NORMALIZATIONS = ['addresses', 'numbers', 'spaces'] as const
export const TASK_IDS = ['api', 'other', 'none'] as const
export const OPERATION_IDS = ['always', 'with-apis', 'never'] as const
export const UNKNOWN_KEYS = ['take', 'refuse'] as const
export const PAGE_SIZE_OVER = ['refuse', 'cut'] as const

/** Undocumented behavior of the service; the defaults are this emulator's assumptions. BEHAVIOR.md has a line for each. */
export interface Doubts extends ApigDoubts {
  /** Whether a modification keeps the keys that it omits, instead of replacing the whole definition. */
  readonly merge: boolean
  /** How the service rewrites values. */
  readonly normalize: readonly (typeof NORMALIZATIONS)[number][]
  /** Keys that the service adds if a write omits them. */
  readonly defaults: Definition
  /** Keys that are accepted and never returned, such as `ServiceTimeout` or `VpcConfig.VpcScheme`. */
  readonly unreturnedKeys: readonly string[]
  /** How undocumented keys are treated. */
  readonly unknownKeys: (typeof UNKNOWN_KEYS)[number]
  /** How long reads return the state from before a modification. */
  readonly lateVisibilityMs: number
  /** Which modifications return an OperationId. */
  readonly operationId: (typeof OPERATION_IDS)[number]
  /** How long a task is not found after its write. */
  readonly taskFoundLateMs: number
  /** The ApiUid in the rows of a task. */
  readonly taskIds: (typeof TASK_IDS)[number]
  /** The sequence of UpdateStatus values of a row; the last one is the final status. */
  readonly statuses: readonly string[]
  /** Whether a task lists APIs that are not yet updated. */
  readonly listPending: boolean
  /** Whether writes to a backend fail with ConcurrencyLockTimeout while its batch is running. */
  readonly lock: boolean
  readonly pageSizeLimit: number
  readonly pageSizeOver: (typeof PAGE_SIZE_OVER)[number]
}

export const DEFAULT_DOUBTS: Doubts = {
  merge: false,
  normalize: [],
  defaults: {},
  unreturnedKeys: [],
  unknownKeys: 'take',
  lateVisibilityMs: 0,
  operationId: 'always',
  taskFoundLateMs: 0,
  taskIds: 'api',
  statuses: ['UPDATING', 'OVER'],
  listPending: false,
  lock: false,
  pageSizeLimit: 100,
  pageSizeOver: 'refuse',
  ...DEFAULT_APIG_DOUBTS
}
