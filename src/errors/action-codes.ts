import type { Entries } from './entry.ts'

const NEXT_STEPS =
  'Check the live definition. Then re-run the job (or set skip-unchanged: false) to send the change again, or roll back with the previous-definition output.'
/** The cure of a failure after something was sent. */
const afterSend = (first: string): { readonly first: string; readonly cure: string } => ({
  first,
  cure: `${first} ${NEXT_STEPS}`
})
const REPORT = 'Report it in the issues of this action, with the log of the step'
const COMMENT_PERMISSION =
  'Add "pull-requests: write" to the permissions of the job. A pull request from a fork cannot get this permission.'

/** This action's own codes. The cure here is the default for an error that is created without one. */
export const ACTION_CODES = {
  InvalidInput: {
    meaning:
      'An input is invalid, or text in a definition was masked, emptied, cut off or left as a placeholder. The message lists every problem, with line and column for problems in a file.',
    cure: 'Correct the inputs that the message names. Nothing was sent.',
    retry: 'no'
  },
  NoDefinition: {
    meaning: 'The backend has no definition in this stage. This action changes existing definitions only.',
    cure: 'Check stage-name, or create the definition once, in the API Gateway console (Backend Services) or with CreateBackendModel.',
    retry: 'no'
  },
  Mismatch: {
    meaning:
      "An input does not match the live configuration: backend-type or backend-model-id differs from the live backend's, gateway-id is not the gateway of the service or route, or the desired backend of a route uses a service of another gateway.",
    cure: "Check the target's ids and stage-name, or remove the input that does not match: the live value is then used. Nothing was sent for this target.",
    retry: 'no'
  },
  UnknownBackendType: {
    meaning: 'The service did not return the type of the backend.',
    cure: 'Set backend-type to the type that the API Gateway console shows (Backend Services).',
    retry: 'no'
  },
  InvalidDefinition: {
    meaning:
      "The desired definition is not valid for the backend's type; with definition: patch, this applies to the patched live definition. Or the addresses do not have the form that the service requires: IP addresses for a VIP service, host names for a DNS service.",
    cure: 'Correct backend-model-data or addresses. Nothing was sent for this target.',
    retry: 'no'
  },
  PatchOverSecret: {
    meaning:
      'With definition: patch, this step would send the live definition back, but that definition contains a secret, which the service may return masked.',
    cure: 'Pass the whole definition with definition: full. Nothing was sent for this target.',
    retry: 'no'
  },
  OtherAccount: {
    meaning: 'The credentials belong to an account that is not in allowed-account-ids.',
    cure: 'Use credentials of an allowed account, or add the account to allowed-account-ids if it is the intended one. Nothing was sent.',
    retry: 'no'
  },
  SetRolledBack: {
    meaning:
      'The target was switched, then rolled back because another target of the same run failed. With the result rollback-failed, its own rollback failed.',
    cure: 'Fix the cause for the other target, then re-run the job.',
    retry: 'no'
  },
  StepKilled: {
    meaning: 'The step was killed after this target failed and before it could report the failure.',
    ...afterSend('Look for the error in the log of the step.'),
    retry: 'no'
  },
  NotApproved: {
    meaning:
      'approved-plan has no line for a selected target, or the plan of the target cannot be compared with the approved plan.',
    cure: 'Run mode: plan with the same targets, then pass its complete plan-fingerprint output to approved-plan, or its plan-file to approved-plan-file. No target was changed.',
    retry: 'no'
  },
  PlanChanged: {
    meaning:
      'The plan no longer matches the approved plan: the live definition, the desired definition or both changed since. The message says which.',
    cure: 'Run mode: plan again, and approve the new plan. Nothing was sent.',
    retry: 'no'
  },
  TooManyApis: {
    meaning:
      'The switch affects more published APIs, or routes and operations of Cloud-native API Gateway, than max-apis allows.',
    cure: 'Check the affected APIs in the plan, and raise max-apis if the number is right. Nothing was sent.',
    retry: 'no'
  },
  CannotRollBack: {
    meaning:
      'A rollback on failure is required, by rollback-on-failure or by weight-steps, but this step could not restore the previous definition.',
    cure: 'To switch without an automatic rollback, set rollback-on-failure: false or remove weight-steps. Nothing was sent.',
    retry: 'no'
  },
  UnsupportedRoute: {
    meaning:
      'The route is built in, belongs to an MCP server, or belongs to an API that is managed by Kubernetes Ingress. Its owner would overwrite the change.',
    cure: 'Change the backend at its source (the MCP server or the Ingress object), or set route-id to a route that nothing else manages. Nothing was sent for this target.',
    retry: 'no'
  },
  UndeployedChanges: {
    meaning:
      'The route has saved changes that are not deployed, or its last deployment failed. The configuration that serves traffic cannot be read in this state, and a deployment would publish what someone else saved.',
    cure: 'In the Cloud-native API Gateway console, publish the route, or save the configuration that serves traffic and publish that. Then re-run the job. Nothing was sent for this target.',
    retry: 'no'
  },
  RouteNotDeployed: {
    meaning: 'The route is not deployed, or is being deployed or undeployed.',
    cure: 'Wait until the route is deployed, or publish it in the Cloud-native API Gateway console. Then re-run the job. Nothing was sent for this target.',
    retry: 'rerun'
  },
  UnsupportedScene: {
    meaning:
      'weight-steps requires a route whose live backend is one service, or the desired service and exactly one other. This route has another backend.',
    cure: 'Remove weight-steps to switch at once, or first switch the route to one service. Nothing was sent for this target.',
    retry: 'no'
  },
  SavedNotDeployed: {
    meaning:
      'The new backend of the route was saved but could not be deployed, and the previous backend could not be saved again. Traffic still goes to the previous backend, but the saved configuration is the new one.',
    cure: 'In the Cloud-native API Gateway console, either publish the route, or save the previous backend again and publish that.',
    retry: 'no'
  },
  FieldsReset: {
    meaning:
      'The update of the addresses of a service, or of the backend of a route, changed other fields of it, and this step could not restore them.',
    cure: 'In the Cloud-native API Gateway console, open the service or route, and restore the fields that the message names.',
    retry: 'no'
  },
  UnsupportedService: {
    meaning:
      'The addresses of this service cannot be edited: only services of the source types VIP (fixed addresses) and DNS have editable addresses.',
    cure: 'Check service-id. To switch to a service of another source type (Function Compute, Kubernetes, Nacos), switch the backend of its routes with route-backend, which accepts any service. Nothing was sent for this target.',
    retry: 'no'
  },
  PreflightFailed: {
    meaning:
      'A preflight URL did not return three consecutive successes within probe-timeout, so the write was not sent.',
    cure: 'Check the new backend that preflight-url names, then probe-status, probe-contains and probe-timeout. Nothing was sent for this target.',
    retry: 'rerun'
  },
  Drifted: {
    meaning:
      'expect-no-changes is set, and the live definition differs from the desired one, or contains keys that the desired one omits and that this repository did not write.',
    cure: 'Find out who changed the live definition. Then apply the desired definition to restore it, or update the desired definition to match. No target was changed.',
    retry: 'no'
  },
  NothingToExport: {
    meaning: 'mode: export found no backend with a definition that a manifest can contain.',
    cure: 'Check region-id, backend-id and the account of the credentials.',
    retry: 'no'
  },
  ManifestTooLarge: {
    meaning: 'mode: export wrote a manifest that is larger than this action reads.',
    cure: 'Set backend-id to export one backend at a time, or split the file.',
    retry: 'no'
  },
  ManifestNotWritten: {
    meaning: 'mode: export could not write the manifest to RUNNER_TEMP.',
    cure: 'Make sure that RUNNER_TEMP is a directory that the job can write to, with free disk space.',
    retry: 'rerun'
  },
  Drift: {
    meaning: 'Someone else changed the live definition between the plan and the write.',
    cure: 'Check what changed, then re-run the job, which plans again. This target was not changed.',
    retry: 'rerun'
  },
  Superseded: {
    meaning:
      'A newer run of this repository wrote the live definition; its description names that run. This run is older: it waited for an approval or in a queue, and would replace a newer deployment.',
    cure: 'This target was not changed: the definition of the newer run stays live. To replace it with this older one on purpose, re-run this job, or set allow-older-run: true.',
    retry: 'no'
  },
  Conflict: {
    meaning:
      'The live definition was changed by someone else: it is neither the previous definition nor the one that this step sent.',
    ...afterSend(
      'Find out who else changes this target, and put all jobs that change it into one concurrency group.'
    ),
    retry: 'no'
  },
  BatchFailed: {
    meaning:
      'The service accepted the change but did not update every API. The message names each API that failed, with the reason that the service reported. For a route, the deployment failed (DeployFailed).',
    ...afterSend(
      'Fix the reason that the service reported for each API; for a route, look at it in the Cloud-native API Gateway console.'
    ),
    retry: 'rerun'
  },
  WaitTimeout: {
    meaning:
      'The batch, or the deployment of a route, did not complete within wait-timeout, or its progress could not be read until then.',
    ...afterSend('The update may still complete. If the service is only slow, raise wait-timeout.'),
    retry: 'rerun'
  },
  NoOperationId: {
    meaning: 'The service accepted the change but returned no operation ID, so this step cannot follow it.',
    ...afterSend('Check in the API Gateway console that the APIs were updated.'),
    retry: 'rerun'
  },
  ReadBackFailed: {
    meaning:
      'The service reported the change as completed, but this step could not read the live definition to verify it.',
    cure: NEXT_STEPS,
    retry: 'rerun'
  },
  ReadBackMismatch: {
    meaning:
      'The service reported the change as completed, but the live definition is not the one that was sent; or the update of a service changed other fields along with its addresses.',
    ...afterSend(
      'Check the keys that the message names: the service may not accept them for this type of target.'
    ),
    retry: 'no'
  },
  ProbeFailed: {
    meaning:
      'A probe URL did not return enough consecutive successes within probe-timeout: three, or more at a low weight. The message has the last response and the most likely cause.',
    ...afterSend(
      'Check the service behind the URL, then probe-url, probe-status, probe-contains and probe-headers.'
    ),
    retry: 'rerun'
  },
  BakeFailed: {
    meaning:
      'The probes passed after the switch, but a probe URL then failed three times during bake-time: consecutively, or in total while the new backend receives only part of the traffic.',
    ...afterSend('Check the service behind the URL: the new version fails some time after it starts.'),
    retry: 'no'
  },
  Cancelled: {
    meaning:
      'The step was stopped by a signal: the run was cancelled, or the job timed out. The message says what had been sent by then.',
    first: 'The post step reports the outcome: see the end of the log, or the job summary.',
    cure: 'Re-run the job.',
    retry: 'rerun'
  },
  StepFailed: {
    meaning:
      'The step failed and was stopped during its rollback. Its journal does not contain the original failure; the message has the outcome of the rollback.',
    cure: NEXT_STEPS,
    retry: 'no'
  },
  Unfollowed: {
    meaning:
      'The step was stopped after its write. The service accepted the change or may have accepted it; whether every API was updated is not known.',
    cure: NEXT_STEPS,
    retry: 'rerun'
  },
  NotProbed: {
    meaning:
      'The step was stopped after its write, before its probes or its bake had passed. The message names the checks that had not passed. The post step does not run them.',
    ...afterSend(
      'Request the URLs of the checks that had not passed, then keep the new definition or roll back.'
    ),
    retry: 'rerun'
  },
  PatchOverUnreturned: {
    meaning:
      'definition: patch could remove keys that the service did not return: it accepts some keys of functions but never returns them, or it returned no key of the live definition at all.',
    cure: 'Pass the whole definition with definition: full, or add those of the keys that the function uses to the patch. Nothing was sent for this target.',
    retry: 'no'
  },
  JournalLost: {
    meaning:
      'The step was stopped or could not write its journal, and the post step could not read the journal. The outcome of any write is not known.',
    cure: 'Run mode: plan to see the live definition, then re-run the job.',
    retry: 'rerun'
  },
  NotArrived: {
    meaning:
      'The step was stopped during its write, and the change did not become live within 30 seconds after it was sent.',
    first: 'Nothing has to be rolled back, unless the change becomes live later.',
    cure: NEXT_STEPS,
    retry: 'rerun'
  },
  NoCredentials: {
    meaning: 'The post step found no credentials, so it could not determine the outcome of a write.',
    ...afterSend(
      'Pass the credentials as inputs, or as environment variables that are still set at the end of the job.'
    ),
    retry: 'no'
  },
  OtherCredentials: {
    meaning:
      'The post step did not determine the outcome of a write, because the credentials of the job had changed since.',
    cure: NEXT_STEPS,
    retry: 'no'
  },
  UnsupportedNode: {
    meaning: 'The runner started the action with a version of Node.js that is older than 24.5.',
    cure: 'Update the runner (actions/runner, or its replacement) to a version whose node24 is 24.5 or newer. Nothing was sent.',
    retry: 'no'
  },
  InternalError: {
    meaning:
      "A bug in this action. (If the message does not contain “a bug in this action”, it is the cloud's code of the same name.)",
    cure: `${REPORT}. To add the stack trace to the log, re-run the job with debug logging enabled.`,
    retry: 'no'
  }
} as const satisfies Entries

/** How GitHub can reject a comment. None of these changes the result of the step: each is a warning. */
export const GITHUB_CODES = {
  'GitHub.401': {
    meaning: 'GitHub rejected the token.',
    cure: 'Check github-token, or remove it to use the default token of the job.',
    retry: 'no'
  },
  'GitHub.403': {
    meaning: 'The token is not allowed to comment on the pull request, or the conversation is locked.',
    cure: COMMENT_PERMISSION,
    retry: 'no'
  },
  'GitHub.404': {
    meaning: 'The token has no access to the pull request.',
    cure: COMMENT_PERMISSION,
    retry: 'no'
  },
  'GitHub.422': {
    meaning: 'GitHub rejected the comment as invalid.',
    cure: `${REPORT}.`,
    retry: 'no'
  },
  'GitHub.RateLimit': {
    meaning: 'The token exceeded a rate limit of GitHub: too many requests, or too many comments at a time.',
    cure: 'Re-run the job later, or comment from fewer jobs.',
    retry: 'rerun'
  },
  GitHub: {
    meaning: 'GitHub failed or could not be reached.',
    cure: "Re-run the job later. On GitHub Enterprise Server, check that the runner can reach the server's API (HTTPS_PROXY, NO_PROXY).",
    retry: 'rerun'
  }
} as const satisfies Entries
