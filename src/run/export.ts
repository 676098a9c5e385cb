import { CallError, isDenied } from '../cloud/call-error.ts'
import { createLister } from '../cloud/client.ts'
import { policyFor } from '../cloud/ram-policies.ts'
import type { OperationRef } from '../cloud/operation.ts'
import { OPERATIONS } from '../cloud/operations.ts'
import { ActionError, messageOf } from '../errors/action-error.ts'
import type { ExportPlace } from '../inputs/export.ts'
import { MAX_FILE_BYTES } from '../inputs/workspace-file.ts'
import type { Backend, ListedBackend } from '../model/backend.ts'
import type { Exported } from '../report/page.ts'
import { inAllowedAccount } from '../rollout/guard.ts'
import { mapInParallel } from '../rollout/schedule.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Deadline } from '../runtime/clock.ts'
import { tempPath } from '../runtime/files.ts'
import { indentedLine, joinUpTo, plural } from '../runtime/text.ts'
import { READS_A_WRITE } from './step.ts'
import type { Step } from './step.ts'
import { manifestOf } from './export-manifest.ts'
import type { ExportedManifest } from './export-manifest.ts'

const MAX_SHOWN_LINES = 200
const MAX_SHOWN_REMARKS = 10

/**
 * Reads the live definitions and writes them as a manifest to a file in RUNNER_TEMP. None of its dependencies can write to the cloud.
 * @throws ActionError if something could not be read, or there is nothing to write
 */
export async function exportManifest(step: Step, place: ExportPlace): Promise<Exported> {
  const { dependencies, github } = step
  const { clock, secrets, stop } = dependencies
  if (github.tempDir === '') {
    throw new ActionError('ManifestNotWritten', 'the manifest could not be written: RUNNER_TEMP is not set')
  }
  const { value: read, accountId } = await inAllowedAccount(
    step.accountGuard,
    signal => {
      // once one read fails, the others are no longer needed
      const over = new AbortController()
      const deadline = createDeadline(clock, Infinity, AbortSignal.any([signal, over.signal]))
      return readBackends(step, place, deadline).finally(() => over.abort())
    },
    stop
  ).catch((error: unknown) => {
    if (stop.aborted)
      throw new ActionError('Cancelled', 'stopped by a signal before the manifest was written')
    throw error
  })
  const manifest = await manifestOf(read.backends, { regionId: place.regionId, scrub: secrets.scrub })
  const remarks = [...read.remarks, ...manifest.remarks]
  if (manifest.stages === 0) {
    throw new ActionError(
      'NothingToExport',
      `there is nothing to export from ${place.endpoint.host}: ${remarks.length === 0 ? 'the account has no backend in this region' : remarks.slice(0, MAX_SHOWN_REMARKS).join('; ')}`
    )
  }
  const exported = {
    ...manifest,
    variables: [...manifest.variables.keys()],
    remarks,
    path: writeManifest(step, manifest),
    accountId: accountId ?? step.account.id
  }
  await logExported(step, exported)
  return exported
}

interface ReadBackends {
  readonly backends: readonly Backend[]
  readonly remarks: readonly string[]
}

async function readBackends(step: Step, place: ExportPlace, deadline: Deadline): Promise<ReadBackends> {
  const { inputs, dependencies } = step
  const { backendId, endpoint, regionId } = place
  const { listBackends, describeBackend } = OPERATIONS
  const operations = [...(backendId === undefined ? [listBackends] : []), describeBackend]
  const client = (name: string) => ({ name, endpoint, regionId })
  try {
    const list = createLister(step.client(client(endpoint.host)))
    const { items: listed, isWhole } =
      backendId === undefined
        ? await list(listBackends, {}, { deadline })
        : { items: [{ backendId, name: '' }], isWhole: true }
    if (backendId === undefined) dependencies.log.info(`reading ${plural(listed.length, 'backend')}`)
    const read = await mapInParallel(listed, inputs.maxParallel * READS_A_WRITE, one =>
      readOne(
        one,
        options => step.reader(client(one.backendId)).read(describeBackend, one.backendId, options),
        { deadline, isListed: backendId === undefined }
      )
    )
    return {
      backends: read.flatMap(one => ('backend' in one ? [one.backend] : [])),
      remarks: [
        ...(isWhole
          ? []
          : [
              'the service reported more backends than it listed, in two reads: some may be missing from the file'
            ]),
        ...read.flatMap(one => ('remark' in one ? [one.remark] : []))
      ]
    }
  } catch (error) {
    throw isDenied(error) ? denied(error, operations) : error
  }
}

async function readOne(
  { backendId, name }: ListedBackend,
  describe: (options: { deadline: Deadline }) => Promise<Backend>,
  { deadline, isListed }: { deadline: Deadline; isListed: boolean }
): Promise<{ readonly backend: Backend } | { readonly remark: string }> {
  if (backendId === '')
    return { remark: `${JSON.stringify(name)}: left out, because it is listed without an ID` }
  try {
    const backend = await describe({ deadline })
    // the requested id, in case the service does not return one
    return { backend: { ...backend, backendId, name: backend.name || name } }
  } catch (error) {
    const isGone = isListed && error instanceof CallError && error.code.startsWith('NotFound')
    if (isGone) return { remark: `${backendId}: left out, because it was deleted after it was listed` }
    throw error
  }
}

function denied(error: CallError, operations: readonly OperationRef[]): ActionError {
  return new ActionError(
    error.code,
    `mode: export requires permissions that these credentials do not have: ${error.message}`,
    { policy: policyFor(operations), requestId: error.requestId, cause: error }
  )
}

function writeManifest({ dependencies, github }: Step, { text }: ExportedManifest): string {
  const path = tempPath(github.tempDir, 'manifest', 'yml')
  try {
    dependencies.files.write(path, text)
  } catch (error) {
    throw new ActionError('ManifestNotWritten', `the manifest could not be written: ${messageOf(error)}`)
  }
  dependencies.outputs.set('manifest-file', path)
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_FILE_BYTES) {
    throw new ActionError(
      'ManifestTooLarge',
      `the manifest in ${path} has ${bytes} bytes, and a step reads at most 1 MiB`
    )
  }
  return path
}

async function logExported({ dependencies: { log } }: Step, exported: Exported): Promise<void> {
  const { backends, stages, path, text, variables, remarks } = exported
  const lines = text.trimEnd().split('\n')
  await log.group('Manifest', () => {
    for (const line of lines.slice(0, MAX_SHOWN_LINES)) log.info(indentedLine(line))
    if (lines.length > MAX_SHOWN_LINES) log.info(`… and ${lines.length - MAX_SHOWN_LINES} more lines`)
    return Promise.resolve()
  })
  if (remarks.length > 0) {
    const isCut = remarks.length > MAX_SHOWN_REMARKS
    // a single annotation, because the runner shows only a few
    if (isCut) for (const remark of remarks) log.info(remark)
    log.notice(
      `not in the manifest, or not complete: ${joinUpTo(remarks, MAX_SHOWN_REMARKS, '; ')}${isCut ? '; the log has the rest' : ''}`
    )
  }
  if (variables.length > 0) {
    log.notice(
      `the manifest has ${plural(variables.length, 'placeholder')} for secrets, which the input variables must supply: ${variables.slice(0, 50).join(', ')}${variables.length > 50 ? ', …' : ''}`
    )
  }
  log.info(`exported ${plural(backends, 'backend')} with ${plural(stages, 'stage')} to ${path}`)
}
