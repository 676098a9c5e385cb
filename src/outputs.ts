/** The names of action.yml; a test holds the two equal. */
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

/** The longest value of an output: an environment variable takes little more than this. */
export const MAX_OUTPUT_BYTES = 100_000

/** Writes outputs the moment they are known; a later value of the same name replaces an earlier one. */
export interface Outputs {
  /** Never throws: an output that cannot be written is a warning, not another end of the switch. */
  set(name: OutputName, value: string): void
}
