import { DEFAULT_APIG_DOUBTS } from '../apig/doubts.ts'
import type { ApigDoubts } from '../apig/doubts.ts'
import type { Definition } from './state.ts'

/**
 * What strict mode demands and shows, after pages, SDK and Terraform. Each rule can be switched by itself, since none
 * was seen at the service. BEHAVIOR.md has a line for each.
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

/** What no page says about the service, each with the answer that this emulator gives. BEHAVIOR.md has a line for each. */
export interface Doubts extends ApigDoubts {
  /** Keys that a modification leaves out are kept; otherwise a definition is replaced as a whole. */
  readonly merge: boolean
  /** How the service rewrites what it is sent. */
  readonly normalize: readonly (typeof NORMALIZATIONS)[number][]
  /** Keys that the service adds to what was written, where the author left them out. */
  readonly defaults: Definition
  /** Keys that are taken and never returned: `ServiceTimeout`, `VpcConfig.VpcScheme`. */
  readonly unreturnedKeys: readonly string[]
  /** Keys that no page of the product has. */
  readonly unknownKeys: (typeof UNKNOWN_KEYS)[number]
  /** How long reads show what was there before a modification. */
  readonly lateVisibilityMs: number
  /** Which modifications are answered with an OperationId. */
  readonly operationId: (typeof OPERATION_IDS)[number]
  /** How long a task cannot be found after its write. */
  readonly taskFoundLateMs: number
  /** What ApiUid in the rows of a task is. */
  readonly taskIds: (typeof TASK_IDS)[number]
  /** UpdateStatus from the start of a row to its end; the last one is the end. */
  readonly statuses: readonly string[]
  /** APIs that are not yet reached are listed; otherwise not at all. */
  readonly listPending: boolean
  /** No second write to a backend while its batch is under way: ConcurrencyLockTimeout. */
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
