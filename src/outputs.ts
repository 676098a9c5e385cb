/** The outputs of action.yml, in its order; a test compares the two. */
export const OUTPUTS = [
  'result',
  'error-code',
  'message',
  'changed',
  'has-changes',
  'plan-fingerprint',
  'plan-file',
  'matrix',
  'request-id',
  'operation-id',
  'backend-type',
  'backend-model-id',
  'previous-definition',
  'previous-backend-model-data',
  'apis-total',
  'apis-updated',
  'apis-failed',
  'rollback-request-id',
  'rollback-operation-id',
  'manifest-file',
  'report',
  'report-file'
] as const
export type OutputName = (typeof OUTPUTS)[number]

/** The maximum size of an output: an environment variable can hold little more. */
export const MAX_OUTPUT_BYTES = 100_000

/** Writes outputs as soon as they are known; a later value of the same name replaces an earlier one. */
export interface Outputs {
  /** Never throws: an output that cannot be written is a warning, and does not change the result. */
  set(name: OutputName, value: string): void
}
