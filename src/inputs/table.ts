import type { KeylessTools } from '../credentials/keyless.ts'
import { InputError } from '../errors/action-error.ts'
import { secretsOf } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import type { Environment, GitHubContext } from '../runtime/github.ts'
import { readProxySettings } from '../runtime/proxy.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { stampOf } from '../runtime/stamp.ts'
import { CHECKS, crossCheckChecks, readCheckUrls, readProbe } from './checks.ts'
import { CREDENTIALS, emptySecretCauses, readCredentials, secretsOfEnvironment } from './credentials.ts'
import { DEFINITION, parseDocument, readFilling } from './definition.ts'
import { readExport } from './export.ts'
import { fillingOf, unusedOf } from './manifest/variables.ts'
import { NETWORK, readConnection, readNetwork } from './network.ts'
import { REPORTING } from './reporting.ts'
import { SAFETY, readApprovals } from './safety.ts'
import { Invalid, createSource } from './source.ts'
import type { Row, Rows, Source } from './source.ts'
import { MANY_TARGETS, TARGET, readTargets } from './targets.ts'
import { NATIVE_ACTION, readUnknown, rootAction } from './unknown.ts'
import { readWorkspaceFile } from './workspace-file.ts'

/** What is said of a target or of several, and what is said of every step. */
const TARGETS = { ...TARGET, ...DEFINITION, ...MANY_TARGETS }
const SHARED = { ...SAFETY, ...CHECKS, ...NETWORK, ...CREDENTIALS, ...REPORTING }

/** Every input of action.yml: the rows of the modules that read them. */
export const INPUTS = { ...TARGETS, ...SHARED }

/** Every input of native/action.yml. */
export async function readNativeRows(): Promise<Rows> {
  const { nativeInputs } = await import('./native/inputs.ts')
  return nativeInputs(SHARED)
}

/** The action file that a step uses. */
export type Edition = 'root' | 'native'

/** What the inputs say, in which nothing is wrong. */
export type Inputs = Awaited<ReturnType<typeof readInputs>>

/**
 * Reads every input, and what of the environment stands in for one. Secrets are registered before
 * anything else is looked at.
 * @param tools what credentials that are fetched need; nothing is fetched here
 * @param edition the action file whose inputs they are
 * @throws InputError with every problem at once
 */
export async function readInputs(
  env: Environment,
  github: GitHubContext,
  secrets: Secrets,
  tools: Pick<KeylessTools, 'clock' | 'log'>,
  edition: Edition = 'root'
) {
  const native = edition === 'native' ? await import('./native/inputs.ts') : undefined
  const rows: Rows = native?.nativeInputs(SHARED) ?? INPUTS
  const source = createSource(env, rows)
  registerSecrets(source, env, secrets, rows)
  const value = source.reader(INPUTS)
  const { workspace } = github
  // said at once: where the inputs are wrong, one of these may be why
  const other = native === undefined ? NATIVE_ACTION : rootAction(INPUTS, rows)
  for (const notice of readUnknown(source, env, rows, other)) tools.log.notice(notice)

  // problems are reported in the order in which inputs are read
  const proxyFor = readNetwork(source, env)
  const filling = readFilling(source, secrets)
  const mode = value('mode')
  const offline = mode === 'validate'
  const probe = readProbe(source)
  const urls = readCheckUrls(source)
  const { requestTimeoutMs, maxAttempts, places, sts } = readConnection(source, env, offline)
  const accounts = value('allowed-account-ids')
  const allowedAccounts = accounts === 'any' ? undefined : accounts
  if (allowedAccounts !== undefined) sts.needed()
  const exporting = mode === 'export' ? readExport(source, places, INPUTS) : undefined
  const context = { workspace, secrets, filling, places, urls }
  const found =
    native !== undefined
      ? await native.readNativeTargets(source, context)
      : exporting === undefined
        ? await readTargets(source, stampOf(github), context)
        : undefined
  const approvals = await readApprovals(source, workspace, found?.manifest?.names)
  const needed = {
    /** `validate` makes no requests; its credentials sign nothing, and its endpoints may be none. */
    mode,
    /** In the order in which they are written; none in a shard that no target belongs to. */
    targets: exporting === undefined ? found?.targets : [],
    /** Targets in flight. */
    maxParallel: value('max-parallel'),
    onFailure: value('on-failure'),
    skipUnchanged: value('skip-unchanged'),
    /** Whether a plan that is not empty is an error. */
    expectNoChanges: value('expect-no-changes'),
    /** Whether this run may replace what a newer run of the repository wrote. */
    allowOlderRun: value('allow-older-run'),
    wait: value('wait'),
    waitTimeoutMs: value('wait-timeout'),
    probe,
    /** How long the URLs of the probes are requested after they have passed; 0 for not at all. */
    bakeTimeMs: value('bake-time'),
    /** Of targets that are switched at once; a ladder of weights is always rolled back. */
    rollbackOnFailure:
      native === undefined ? value('rollback-on-failure') : native.readNativeRollback(source),
    credentials: readCredentials(
      source,
      env,
      sts,
      {
        ...tools,
        secrets,
        proxyFor,
        // without them there is a problem, and no credentials are used
        requestTimeoutMs: requestTimeoutMs ?? 0,
        maxAttempts: maxAttempts ?? 0
      },
      offline
    ),
    requestTimeoutMs,
    maxAttempts,
    summary: value('summary')
  }
  const optional = {
    /** The most published APIs, or routes and operations, that may move. */
    maxApis: value('max-apis'),
    /** The token to comment on the pull request with; `undefined` for no comment. */
    commentToken: value('comment-on-pr') === true ? value('github-token') : undefined,
    /** Where the targets come from, and this job's part of them; `undefined` for the one of the inputs. */
    manifest: found?.manifest,
    /** What is exported in the place of targets. */
    exportPlace: exporting?.place,
    /** What the inputs give reason to say, and no reason to stop. */
    notices: [...(found?.notices ?? []), ...(exporting?.notices ?? []), ...unusedOf(filling)],
    approvals,
    /** Where STS is asked; `undefined` where nothing asks it. */
    stsEndpoint: sts.used,
    /** The accounts in which this step may act; `undefined` for any. */
    allowedAccounts,
    /** The step's; a target may live in another. */
    regionId: places.region.regionId,
    proxyFor
  }
  crossCheck(source, env, found?.targets, edition)
  if (source.problems.length > 0 || !allKnown(needed)) throw new InputError(source.problems)
  return { ...needed, ...optional }
}

function allKnown<T extends Record<string, unknown>>(
  values: T
): values is { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(values).every(value => value !== undefined)
}

/** Inputs that are right alone and wrong together. */
function crossCheck(
  source: Source,
  env: Environment,
  targets: readonly Target[] | undefined,
  edition: Edition
): void {
  const value = source.reader(INPUTS)
  const mode = value('mode')
  const shard = edition === 'root' ? value('shard') : undefined
  // what mode: export checks is said there
  if (mode !== 'export') crossCheckChecks(source, targets)
  if (mode === 'plan') {
    const reason = 'is for mode: apply; mode: plan makes the plan that is approved'
    if ((value('approved-plan') ?? 'none') !== 'none') source.report('approved-plan', reason)
    if (value('approved-plan-file') !== undefined) source.report('approved-plan-file', reason)
  }
  if (value('expect-no-changes') === true && mode !== undefined && mode !== 'plan') {
    source.report('expect-no-changes', 'is for mode: plan, which compares live with the desired definition')
  }
  if (shard?.index === '*' && mode !== undefined && mode !== 'plan') {
    source.report(
      'shard',
      `*/${shard.count} is for mode: plan, which plans every shard; a job has one of them, such as 1/${shard.count}`
    )
  }
  if (value('comment-on-pr') === true && value('github-token') === undefined) {
    source.report(
      'github-token',
      `is empty, and comment-on-pr needs it: remove the input, so that the token of the job is used. ${emptySecretCauses(env)}`
    )
  }
}

/** Registers the secrets of every input and of the environment, before anything else is looked at. */
export function registerSecrets(
  source: Source,
  env: Environment,
  secrets: Secrets,
  rows: Rows = INPUTS
): void {
  for (const [name, row] of Object.entries<Row<unknown>>(rows)) {
    secrets.add(...(row.secrets?.(source.raw(name)) ?? []))
  }
  secrets.add(...secretsOfEnvironment(source, env), ...readProxySettings(env).secrets)
}

/**
 * Registers the secrets of every definition that the inputs give, for a process that acts on none of them.
 * What cannot be read by now is left out: it is another process that says so.
 */
export async function registerDocumentSecrets(
  source: Source,
  workspace: string,
  secrets: Secrets
): Promise<void> {
  const value = source.reader(INPUTS)
  const filling = readFilling(source, secrets)
  const file = async (path: string | undefined): Promise<string | undefined> =>
    path === undefined ? undefined : readWorkspaceFile(path, workspace)
  for (const [read, filledWith] of [
    [() => value('backend-model-data'), filling],
    [() => file(value('backend-model-data-file')), filling],
    // its placeholders are filled in without the input, too
    [() => file(value('manifest')), filling ?? fillingOf(new Map())]
  ] as const) {
    try {
      const document = await read()
      if (document !== undefined) secrets.add(...secretsOf(await parseDocument(document, filledWith)))
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
    }
  }
}
