import type { Entries } from './entry.ts'

const SENT_AGAIN =
  'Look at what is live, then send again by re-running the job or with skip-unchanged: false, or go back with the previous-backend-model-data output.'

/** This action's own codes. The cure here stands in for one that knows more where the error is made. */
export const ACTION_CODES = {
  InvalidInput: {
    meaning: "The step's inputs are wrong. Every problem is named, and nothing was sent.",
    cure: 'Correct what the message names. Nothing was sent.',
    retry: 'no'
  },
  NoDefinition: {
    meaning: 'The backend has no definition in this stage.',
    cure: 'Check stage-name, or create the definition once with CreateBackendModel (or in the console): this action changes definitions that exist.',
    retry: 'no'
  },
  Mismatch: {
    meaning: 'backend-type or backend-model-id was given, and the live backend has another.',
    cure: 'Check backend-id and stage-name, or remove the input that does not match: what is live is then used. Nothing was sent.',
    retry: 'no'
  },
  UnknownBackendType: {
    meaning: 'The service did not say of which type the backend is.',
    cure: 'Give backend-type.',
    retry: 'no'
  },
  InvalidDefinition: {
    meaning: "The definition, laid over live where it is a patch, cannot be one of the backend's type.",
    cure: 'Correct backend-model-data. Nothing was sent.',
    retry: 'no'
  },
  PatchOverSecret: {
    meaning:
      'definition: patch would send the live definition back, and it holds a secret, which the service may have answered masked.',
    cure: 'Give the whole definition, with definition: full. Nothing was sent.',
    retry: 'no'
  },
  OtherAccount: {
    meaning: 'The credentials belong to an account that allowed-account-ids does not allow.',
    cure: 'Nothing was sent. Give credentials of an allowed account; add the account only if it is meant.',
    retry: 'no'
  },
  SetRolledBack: {
    meaning: 'The target was switched, and put back because another target of the same set failed.',
    cure: 'Mend what failed for the other target, then run the step again.',
    retry: 'no'
  },
  StepKilled: {
    meaning: 'The step was killed after this target had ended badly and before it could tell so.',
    cure: `The log of the step has the error. ${SENT_AGAIN}`,
    retry: 'no'
  },
  NotApproved: {
    meaning: 'approved-plan has no line for a target, or the plan cannot be compared with it.',
    cure: 'Nothing was sent, to no target. Run mode: plan with the same targets, and give the whole of its plan-fingerprint or plan-file.',
    retry: 'no'
  },
  PlanChanged: {
    meaning:
      'The plan is another by now than the one that was approved. The message says which half differs.',
    cure: 'Nothing was sent. Run mode: plan again, and approve the new plan.',
    retry: 'no'
  },
  TooManyApis: {
    meaning: 'More published APIs would move than max-apis allows.',
    cure: 'Nothing was sent. If so many are meant, raise max-apis.',
    retry: 'no'
  },
  NoWayBack: {
    meaning: 'rollback-on-failure was asked for, and the previous definition could not be put back.',
    cure: 'Nothing was sent. Set rollback-on-failure: false to switch without a way back by this step.',
    retry: 'no'
  },
  Drift: {
    meaning: 'Somebody changed the definition between the plan and the write. Nothing was sent.',
    cure: 'Nothing was sent. Look at what changed, then run the job again: it plans anew.',
    retry: 'rerun'
  },
  Conflict: {
    meaning: 'Live is neither what it was nor what this step sent: another writer is at work.',
    cure: `Find out who else changes this backend, and put the jobs that do into one concurrency group. ${SENT_AGAIN}`,
    retry: 'no'
  },
  BatchFailed: {
    meaning:
      'The modification was accepted, and APIs of its batch failed to move. The message names them and what the service says of each.',
    cure: `Mend what the service says of the APIs that failed. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  WaitTimeout: {
    meaning: 'The batch did not come to its end, or its end could not be learnt, within wait-timeout.',
    cure: `Raise wait-timeout if the batch is only slow. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  NoOperationId: {
    meaning: 'The service accepted the modification and gave no operation to follow.',
    cure: `Check in the console that the APIs moved. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  ReadBackFailed: {
    meaning: 'The batch is over, and the definition could not be read back.',
    cure: SENT_AGAIN,
    retry: 'rerun'
  },
  ReadBackMismatch: {
    meaning: 'The batch is over, and the live definition is not the one that was sent.',
    cure: `Look at the keys that the message names: the service may not take them for a backend of this type. ${SENT_AGAIN}`,
    retry: 'no'
  },
  ProbeFailed: {
    meaning: 'A probe URL did not answer well three times in a row within probe-timeout.',
    cure: `Look at the service behind it; check probe-url, probe-status, probe-contains and probe-headers. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  Cancelled: {
    meaning:
      'The step was stopped by a signal: a cancelled run, or a time-out of the job. The message says what had been sent by then.',
    cure: 'Run the job again.',
    retry: 'rerun'
  },
  StepFailed: {
    meaning:
      'The step had failed, and was stopped while it put the previous definition back. The message says how that ended.',
    cure: SENT_AGAIN,
    retry: 'no'
  },
  Unfollowed: {
    meaning:
      'The step was stopped after its write. The modification arrived, or may have; whether every API moved is not known.',
    cure: SENT_AGAIN,
    retry: 'rerun'
  },
  NotProbed: {
    meaning:
      'The step was stopped after its write, before its probes had answered well. The post step asks none.',
    cure: `Look at the service behind it, as the probes would have. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  NotArrived: {
    meaning: 'The step was stopped during its write, and nothing of the modification is to be seen.',
    cure: SENT_AGAIN,
    retry: 'rerun'
  },
  NoCredentials: {
    meaning: 'The post step could not ask the cloud what became of a write, because it found no credentials.',
    cure: `Give the credentials as inputs, or as variables that are still there at the end of the job. ${SENT_AGAIN}`,
    retry: 'no'
  },
  OtherCredentials: {
    meaning:
      'The post step did not ask the cloud what became of a write, because the credentials of the job are others by then.',
    cure: SENT_AGAIN,
    retry: 'no'
  },
  InternalError: {
    meaning:
      "A fault of this action. (Without “a fault of this action” in the message, it is the cloud's code of that name.)",
    cure: 'Please report it with the log of the step. With debug logging (re-run with it enabled) the stack is shown.',
    retry: 'no'
  }
} as const satisfies Entries
