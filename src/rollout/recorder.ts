import type { Accepted } from '../cloud/operation.ts'
import type { Code } from '../errors/catalog.ts'
import type { Observed } from './classify.ts'

/**
 * Records how far a rollback has come, for the process that would have to finish it: each request right before it is sent, and its
 * response as soon as it is known.
 */
export interface RollbackRecorder {
  readonly rollbackSending: () => void
  readonly rollbackAccepted: (accepted: Accepted) => void
  /** Right before the second write of a kind that deploys. */
  readonly rollbackPublishing: () => void
}

/** The same for a write and its rollback. */
export interface WriteRecorder extends RollbackRecorder {
  readonly sending: () => void
  readonly accepted: (accepted: Accepted) => void
  /** Right before the second write of a kind that deploys. */
  readonly publishing: () => void
  readonly published: (accepted: Accepted) => void
  /** A reading first showed what this step sent. */
  readonly observed: (observed: Observed) => void
  /** The reason for a rollback. */
  readonly failed: (code: Code) => void
  /** The index of the ladder's write that was sent last. */
  readonly rung: (index: number) => void
}

const nothing = (): void => undefined

/** Of a process that no other one follows. */
export const NO_RECORDER: WriteRecorder = {
  sending: nothing,
  accepted: nothing,
  publishing: nothing,
  published: nothing,
  observed: nothing,
  failed: nothing,
  rung: nothing,
  rollbackSending: nothing,
  rollbackAccepted: nothing,
  rollbackPublishing: nothing
}
