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
import { boolean, text } from './parsers.ts'
import { SAFETY, readApprovals } from './safety.ts'
import { Invalid, createSource } from './source.ts'
import type { Row, Rows, Source } from './source.ts'
import { MANY_TARGETS, TARGET, readTargets } from './targets.ts'
import { NATIVE_ACTION, readUnknown, rootAction } from './unknown.ts'
import { readWorkspaceFile } from './workspace-file.ts'

/** Reports in addition to outputs. */
const REPORTING = {
  summary: { parse: boolean, fallback: 'true' },
  'comment-on-pr': { parse: boolean, fallback: 'false' },
  'github-token': { parse: text, secrets: raw => [raw] }
} satisfies Rows

/** The rows about targets, and those that both action files share. */
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

/** The modes that comment on the pull request. */
const COMMENTS: ReadonlySet<string> = new Set(['apply', 'plan'])

/** The values of valid inputs. */
export type Inputs = Awaited<ReturnType<typeof readInputs>>

/**
 * Reads every input, and the environment variables that replace inputs. Secrets are registered before
 * anything else is read.
 * @param tools for credentials that are fetched later; nothing is fetched here
 * @param edition the action file that defines the inputs
 * @throws InputError with all problems at once
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
  // logged first, because they may explain a problem with the inputs
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
    /** `validate` makes no requests: its credentials sign nothing, and its endpoints may be placeholders. */
    mode,
    /** In the order of their writes; none if no target belongs to the shard. */
    targets: exporting === undefined ? found?.targets : [],
    /** The maximum number of targets in progress. */
    maxParallel: value('max-parallel'),
    onFailure: value('on-failure'),
    skipUnchanged: value('skip-unchanged'),
    /** Whether a plan with changes is an error. */
    expectNoChanges: value('expect-no-changes'),
    /** Whether this run is allowed to replace a definition that a newer run of the repository wrote. */
    allowOlderRun: value('allow-older-run'),
    wait: value('wait'),
    waitTimeoutMs: value('wait-timeout'),
    probe,
    /** How long the probes are repeated after they have passed; 0 for not at all. */
    bakeTimeMs: value('bake-time'),
    /** For targets without `weight-steps`, which are always rolled back. */
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
        // if undefined, a problem was reported, and the credentials are not used
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
    /** The maximum number of affected published APIs, or routes and operations. */
    maxApis: value('max-apis'),
    /** The token for the pull request comment; `undefined` for no comment. */
    commentToken: value('comment-on-pr') === true ? value('github-token') : undefined,
    /** The manifest, and this job's share of its targets; `undefined` for a target from the inputs. */
    manifest: found?.manifest,
    /** What is exported, in `mode: export`. */
    exportPlace: exporting?.place,
    /** Notices about the inputs. */
    notices: [...(found?.notices ?? []), ...(exporting?.notices ?? []), ...unusedOf(filling)],
    approvals,
    /** The endpoint of STS; `undefined` if no request goes there. */
    stsEndpoint: sts.used,
    /** The accounts in which this step is allowed to run; `undefined` for any. */
    allowedAccounts,
    /** The region of the step; a target may be in another. */
    regionId: places.region.regionId,
    proxyFor
  }
  crossCheck(source, found?.targets, edition)
  if (source.problems.length > 0 || !allKnown(needed)) throw new InputError(source.problems)
  // a report that cannot be written never changes the outcome
  if (value('comment-on-pr') === true && optional.commentToken === undefined && COMMENTS.has(needed.mode)) {
    tools.log.warning(
      `no comment on the pull request is written: github-token is empty. Remove the input to use the token of the job. ${emptySecretCauses(env)}`
    )
  }
  return { ...needed, ...optional }
}

function allKnown<T extends Record<string, unknown>>(
  values: T
): values is { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(values).every(value => value !== undefined)
}

/** Reports inputs that are valid on their own and invalid in combination. */
function crossCheck(source: Source, targets: readonly Target[] | undefined, edition: Edition): void {
  const value = source.reader(INPUTS)
  const mode = value('mode')
  const shard = edition === 'root' ? value('shard') : undefined
  // readExport reports these for mode: export
  if (mode !== 'export') crossCheckChecks(source, targets)
  if (mode === 'plan') {
    const reason = 'cannot be set with mode: plan, which creates the plan to approve'
    if ((value('approved-plan') ?? 'none') !== 'none') source.report('approved-plan', reason)
    if (value('approved-plan-file') !== undefined) source.report('approved-plan-file', reason)
  }
  if (value('expect-no-changes') === true && mode !== undefined && mode !== 'plan') {
    source.report(
      'expect-no-changes',
      'requires mode: plan, which compares the live with the desired definition'
    )
  }
  if (shard?.index === '*' && mode !== undefined && mode !== 'plan') {
    source.report(
      'shard',
      `*/${shard.count} requires mode: plan, which plans all shards: set one shard, such as 1/${shard.count}`
    )
  }
}

/** Registers the secrets of every input and of the environment, before anything else is read. */
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
 * Registers the secrets of every definition in the inputs, for a process that does not use the definitions.
 * What cannot be read is ignored: the main step reports it.
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
  for (const [read, withFilling] of [
    [() => value('backend-model-data'), filling],
    [() => file(value('backend-model-data-file')), filling],
    // a manifest has placeholders even if the input is not set
    [() => file(value('manifest')), filling ?? fillingOf(new Map())]
  ] as const) {
    try {
      const document = await read()
      if (document !== undefined) secrets.add(...secretsOf(await parseDocument(document, withFilling)))
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
    }
  }
}
