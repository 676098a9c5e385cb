import type { Entries } from './entry.ts'

const SENT_AGAIN =
  'Check what is live. Then send it again by re-running the job or with skip-unchanged: false, or roll back with the previous-definition output.'

/** This action's own codes. The cure here stands in for one that knows more where the error is made. */
export const ACTION_CODES = {
  InvalidInput: {
    meaning:
      "The step's inputs are wrong, or a definition cannot be meant: text was masked, emptied, cut or not filled in on its way. Every problem is named, those in files with line and column.",
    cure: 'Correct what the message names. Nothing was sent.',
    retry: 'no'
  },
  NoDefinition: {
    meaning: 'The backend has no definition in this stage.',
    cure: 'Check stage-name, or create the definition once with CreateBackendModel (or in the console): this action changes definitions that exist.',
    retry: 'no'
  },
  Mismatch: {
    meaning:
      'The type or definition id of the live backend does not match backend-type or backend-model-id, the gateway of the service or route does not match gateway-id, or a service of the desired backend does not belong to the gateway of the route.',
    cure: 'Check the ids of the target, and stage-name, or remove the input that does not match: the live value is then used. Nothing was sent.',
    retry: 'no'
  },
  UnknownBackendType: {
    meaning: 'The service did not report the type of the backend.',
    cure: 'Set backend-type.',
    retry: 'no'
  },
  InvalidDefinition: {
    meaning:
      "The definition, with a patch merged into the live one, is not valid for the backend's type; or the addresses are not of the form that the service takes: IP addresses for a VIP service, host names for a DNS service.",
    cure: 'Correct backend-model-data, or addresses. Nothing was sent.',
    retry: 'no'
  },
  PatchOverSecret: {
    meaning:
      'definition: patch would send the live definition back, and it holds a secret, which the service may return masked.',
    cure: 'Set the whole definition, with definition: full. Nothing was sent.',
    retry: 'no'
  },
  OtherAccount: {
    meaning: 'The credentials belong to an account that allowed-account-ids does not allow.',
    cure: 'Nothing was sent. Use credentials of an allowed account, or add the account if it is the intended one.',
    retry: 'no'
  },
  SetRolledBack: {
    meaning: 'The target was switched, and rolled back because another target of the same set failed.',
    cure: 'Fix the cause for the other target, then re-run the job.',
    retry: 'no'
  },
  StepKilled: {
    meaning: 'The step was killed after this target had failed and before it could report that.',
    cure: `The log of the step has the error. ${SENT_AGAIN}`,
    retry: 'no'
  },
  NotApproved: {
    meaning: 'approved-plan has no line for a target, or the plan cannot be compared with it.',
    cure: 'No target was changed. Run mode: plan with the same targets, and pass its whole plan-fingerprint or plan-file.',
    retry: 'no'
  },
  PlanChanged: {
    meaning: 'The plan no longer matches the approved plan. The message says which half differs.',
    cure: 'Nothing was sent. Run mode: plan again, and approve the new plan.',
    retry: 'no'
  },
  TooManyApis: {
    meaning:
      'The switch affects more published APIs, or routes and operations of Cloud-native API Gateway, than max-apis allows.',
    cure: 'Nothing was sent. Raise max-apis if the number is right.',
    retry: 'no'
  },
  CannotRollBack: {
    meaning:
      'rollback-on-failure is set, or weight-steps, which always rolls back on a failure; and the previous definition could not be restored.',
    cure: 'Nothing was sent. Set rollback-on-failure: false, or remove weight-steps, to switch without a rollback by this step.',
    retry: 'no'
  },
  UnsupportedRoute: {
    meaning:
      'The route is built in, belongs to an MCP server, or to an API that Kubernetes Ingress objects make: whoever made it would write it back.',
    cure: 'Change the backend where the route is made (the MCP server, the Ingress object), or set route-id to a route of your own. Nothing was sent.',
    retry: 'no'
  },
  UndeployedChanges: {
    meaning:
      'The route has saved changes that are not deployed, or its last deployment failed. What serves cannot be read then, and a deployment would publish what someone else has saved.',
    cure: 'Publish the route in the console of Cloud-native API Gateway, or save there what serves and publish that; then re-run the job. Nothing was sent.',
    retry: 'no'
  },
  RouteNotDeployed: {
    meaning: 'The route is not deployed, or is just being deployed or taken down.',
    cure: 'Wait until the route is deployed, or publish it in the console of Cloud-native API Gateway; then re-run the job. Nothing was sent.',
    retry: 'rerun'
  },
  UnsupportedScene: {
    meaning:
      'A ladder of weights starts from a route with one service, or with the desired service and exactly one other. The route has another backend.',
    cure: 'Remove weight-steps to switch at once, or bring the route to one service first. Nothing was sent.',
    retry: 'no'
  },
  SavedNotDeployed: {
    meaning:
      'A route was saved with its new backend and could not be deployed, and the previous backend could not be saved again. What serves is as before; what is saved is not.',
    cure: 'Look at the route in the console of Cloud-native API Gateway: either publish it, or save the previous backend again and publish that.',
    retry: 'no'
  },
  FieldsReset: {
    meaning:
      'The write of the addresses changed other fields of the service, and they could not be put back as they were.',
    cure: 'Look at the service in the console of Cloud-native API Gateway, and restore the fields that the message names.',
    retry: 'no'
  },
  UnsupportedService: {
    meaning:
      'The service is not one whose addresses can be edited: only services of the source types VIP (fixed addresses) and DNS have such addresses.',
    cure: 'Check service-id. To switch to a service of another source type (Function Compute, Kubernetes, Nacos), switch the backend of its routes: route-backend takes any service. Nothing was sent.',
    retry: 'no'
  },
  PreflightFailed: {
    meaning:
      'A preflight URL did not reach three consecutive successes within probe-timeout, before anything was sent.',
    cure: 'Nothing was sent for this target. Check the new backend that preflight-url names, and probe-status, probe-contains and probe-timeout.',
    retry: 'rerun'
  },
  Drifted: {
    meaning:
      'expect-no-changes is set, and live differs from the desired definition, or holds keys that it leaves out and that were not written by this repository.',
    cure: 'Find out who changed it. Then apply the definition to restore it, or change the definition to what is live. No target was changed.',
    retry: 'no'
  },
  NothingToExport: {
    meaning: 'mode: export found no backend with a definition that a manifest can hold.',
    cure: 'Check region-id, backend-id and the account of the credentials.',
    retry: 'no'
  },
  ManifestTooLarge: {
    meaning: 'mode: export wrote a manifest that is larger than a step reads.',
    cure: 'Set backend-id to export one backend at a time, or split the file.',
    retry: 'no'
  },
  ManifestNotWritten: {
    meaning: 'mode: export could not write the manifest into RUNNER_TEMP.',
    cure: 'Make sure that RUNNER_TEMP is a folder that the job is allowed to write to, with space left.',
    retry: 'rerun'
  },
  Drift: {
    meaning: 'Someone else changed the live definition between the plan and the write.',
    cure: 'This target was not changed. Check what changed, then re-run the job: it plans again.',
    retry: 'rerun'
  },
  Superseded: {
    meaning:
      'A newer run of this repository wrote the live definition: the description names that run. This run is older, waited for an approval or in a queue, and would replace a newer deployment.',
    cure: 'This target was not changed: the definition of the newer run stays live. To replace it with this older one on purpose, re-run this job, or set allow-older-run: true.',
    retry: 'no'
  },
  Conflict: {
    meaning:
      'The live definition was changed by someone else: it is neither the previous one nor the one that this step sent.',
    cure: `Find out who else changes this target, and put all jobs that do into one concurrency group. ${SENT_AGAIN}`,
    retry: 'no'
  },
  BatchFailed: {
    meaning:
      'The modification was accepted, and APIs of its batch failed to update: the message names them, with what the service reports for each. Of a route: its deployment failed (DeployFailed).',
    cure: `Fix the cause that the service reports for each API that failed; for a route, look at it in the console of Cloud-native API Gateway. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  WaitTimeout: {
    meaning:
      'The batch, or the deployment of a route, did not complete, or could not be followed to completion, within wait-timeout.',
    cure: `Raise wait-timeout if it is only slow. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  NoOperationId: {
    meaning: 'The service accepted the modification and returned no operation id to follow.',
    cure: `Check in the console that the APIs were updated. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  ReadBackFailed: {
    meaning:
      'The batch, the deployment or the update was completed as far as the service says, and the definition could not be read back.',
    cure: SENT_AGAIN,
    retry: 'rerun'
  },
  ReadBackMismatch: {
    meaning:
      'The write was completed as far as the service says, and the live definition is not the one that was sent; or the update of a service changed other fields with its addresses.',
    cure: `Check the keys that the message names: the service may not accept them for a target of this type. ${SENT_AGAIN}`,
    retry: 'no'
  },
  ProbeFailed: {
    meaning:
      'A probe URL did not reach three consecutive successes within probe-timeout. The message has the last response, and what most likely made it fail.',
    cure: `Check the service behind the URL, and probe-url, probe-status, probe-contains and probe-headers. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  BakeFailed: {
    meaning:
      'The probes passed after the switch, and then a probe URL failed three times during bake-time: in a row, or in total while the new backend gets less than all of the traffic.',
    cure: `Check the service behind the URL: the new version fails some time after its start. ${SENT_AGAIN}`,
    retry: 'no'
  },
  Cancelled: {
    meaning:
      'The step was stopped by a signal: the run was cancelled, or the job timed out. The message says what had been sent by then.',
    cure: 'Re-run the job.',
    retry: 'rerun'
  },
  StepFailed: {
    meaning:
      'The step had failed, and was stopped while it rolled back; what had failed is not in its journal. The message says how the rollback ended.',
    cure: SENT_AGAIN,
    retry: 'no'
  },
  Unfollowed: {
    meaning:
      'The step was stopped after its write. The modification arrived, or may have arrived; whether every API was updated is not known.',
    cure: SENT_AGAIN,
    retry: 'rerun'
  },
  NotProbed: {
    meaning:
      'The step was stopped after its write, before its probes, or its bake, had passed. The message names those that had not. The post step does not probe.',
    cure: `Check the service behind the backend, as the probes would have. ${SENT_AGAIN}`,
    retry: 'rerun'
  },
  PatchOverUnreturned: {
    meaning:
      'definition: patch was to be laid over a function whose live definition lacks keys that the service accepts and never returns.',
    cure: 'Give those that the definition has in the patch, or the whole definition with definition: full. Nothing was sent.',
    retry: 'no'
  },
  JournalLost: {
    meaning:
      'The step was stopped or could not write its journal, and the post step could not read the journal: nothing is known of its writes.',
    cure: 'Run mode: plan to see what is live, then re-run the job.',
    retry: 'rerun'
  },
  NotArrived: {
    meaning:
      'The step was stopped during its write, and the modification did not arrive within 30 seconds after it left.',
    cure: SENT_AGAIN,
    retry: 'rerun'
  },
  NoCredentials: {
    meaning: 'The post step could not resolve a write, because it found no credentials.',
    cure: `Pass the credentials as inputs, or as environment variables that are still set at the end of the job. ${SENT_AGAIN}`,
    retry: 'no'
  },
  OtherCredentials: {
    meaning: 'The post step did not resolve a write, because the credentials of the job had changed by then.',
    cure: SENT_AGAIN,
    retry: 'no'
  },
  UnsupportedNode: {
    meaning: 'The runner started the action with a Node that is older than 24.5.',
    cure: 'Update the runner (actions/runner), or what stands in for it, to a version whose node24 is 24.5 or newer. Nothing was sent.',
    retry: 'no'
  },
  InternalError: {
    meaning:
      "A fault of this action. (Without “a fault of this action” in the message, it is the cloud's code of that name.)",
    cure: 'Please report it with the log of the step. With debug logging (re-run with it enabled) the stack is shown.',
    retry: 'no'
  }
} as const satisfies Entries

/** What GitHub answers to a comment. None of it changes how the step ends: it is a warning. */
export const GITHUB_CODES = {
  'GitHub.401': {
    meaning: 'GitHub does not take the token.',
    cure: 'Check github-token.',
    retry: 'no'
  },
  'GitHub.403': {
    meaning: 'The token may not comment on the pull request, or its conversation is locked.',
    cure: 'Give the job the permission "pull-requests: write"; a pull request from a fork has none to give.',
    retry: 'no'
  },
  'GitHub.404': {
    meaning: 'The token sees no such pull request.',
    cure: 'Give the job the permission "pull-requests: write"; a pull request from a fork has none to give.',
    retry: 'no'
  },
  'GitHub.422': {
    meaning: 'GitHub does not take the comment.',
    cure: 'Please report it with the log of the step.',
    retry: 'no'
  },
  'GitHub.RateLimit': {
    meaning: 'The token made too many calls, or too many comments in a short time.',
    cure: 'Run the job again later, or comment from fewer jobs.',
    retry: 'rerun'
  },
  GitHub: {
    meaning: 'GitHub failed, or could not be reached.',
    cure: "Run the job again later. On GitHub Enterprise Server, check that the runner reaches the server's API (HTTPS_PROXY, NO_PROXY).",
    retry: 'rerun'
  }
} as const satisfies Entries
