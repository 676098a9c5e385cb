import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  calledWorkflow,
  isEmulator,
  isExpect,
  isNative,
  isOwn,
  needsOf,
  readMetadata,
  readWorkflow,
  ROOT
} from '../document.ts'
import type { Job, Metadata, Step, Workflow } from '../document.ts'
import { withoutStrings } from '../expressions.ts'
import { expressionsOf, jobsOf } from '../places.ts'
import type { Placed } from '../places.ts'
import { callsAnother } from './safety.ts'

const action = readMetadata('action.yml')
const native = readMetadata('native/action.yml')
const emulator = readMetadata('emulator/action.yml')
const expectation = readMetadata('emulator/expect/action.yml')

function metadataOf(step: Step): Metadata | undefined {
  if (isNative(step)) return native
  return isOwn(step) ? action : isEmulator(step) ? emulator : isExpect(step) ? expectation : undefined
}

/** Steps only use existing inputs of this repository's actions, and set all required ones. */
export function inputsExist(workflow: Workflow): string[] {
  return jobsOf(workflow).flatMap(({ name, steps }) =>
    steps.flatMap(step => {
      const metadata = metadataOf(step)
      if (metadata === undefined) return []
      const passed = Object.keys(step.with ?? {})
      const unknown = passed.filter(input => !(input in metadata.inputs))
      return [
        ...unknown.map(input => `${name}: ${step.uses ?? ''} has no input ${input}`),
        ...missingOf(step, passed).map(what => `${name}: ${what} is missing`)
      ]
    })
  )
}

function missingOf(step: Step, passed: readonly string[]): string[] {
  const missing = (what: string, ...inputs: string[]): string[] =>
    inputs.some(input => passed.includes(input)) ? [] : [what]
  if (isNative(step)) {
    return passed.includes('service-id')
      ? missing('addresses', 'addresses')
      : ['http-api-id', 'route-id', 'route-backend'].flatMap(input => missing(input, input))
  }
  if (!isOwn(step)) return []
  return [
    ...missing('stage-name', 'stage-name'),
    ...missing('backend-id', 'backend-id', 'manifest'),
    ...missing('the definition', 'backend-model-data', 'backend-model-data-file', 'manifest')
  ]
}

/** The runner formats numbers with at most 15 digits, which would alter an account ID. */
export function longNumbersAreText(workflow: Workflow): string[] {
  return jobsOf(workflow).flatMap(({ name, job, steps }) =>
    [job, ...steps].flatMap(one =>
      Object.entries({ ...one.with, ...one.env })
        .filter(([, value]) => typeof value === 'number' && !/^-?\d{1,15}$/.test(String(value)))
        .map(([key]) => `${name}: ${key} is a number that needs quotes`)
    )
  )
}

const ACCESS = /\b(needs|steps|jobs|inputs|secrets|env)\b(?:\.([\w*-]+))?(?:\.([\w-]+))?(?:\.([\w-]+))?/g

/** Expressions only refer to existing jobs, earlier steps, their outputs, inputs and secrets. */
export function contextsExist(workflow: Workflow): string[] {
  return expressionsOf(workflow).flatMap(placed =>
    [...withoutStrings(placed.expression).matchAll(ACCESS)].flatMap(
      ([access, context, name, kind, output]) => {
        const problem = judge(workflow, placed, context ?? '', name ?? '', kind, output)
        return problem === undefined ? [] : [`${placed.where}: ${access} ${problem}`]
      }
    )
  )
}

function judge(
  workflow: Workflow,
  placed: Placed,
  context: string,
  name: string,
  kind: string | undefined,
  output: string | undefined
): string | undefined {
  const job = workflow.jobs[placed.job ?? '']
  switch (context) {
    case 'needs': {
      if (name === '*') return undefined
      if (job === undefined || !needsOf(job).includes(name)) return 'is not among its needs'
      if (kind === 'result') return undefined
      return kind === 'outputs' && hasOutput(workflow.jobs[name], output)
        ? undefined
        : 'is not an output of that job'
    }
    case 'jobs':
      // https://docs.github.com/actions/reference/workflows-and-actions/contexts#jobs-context
      if (kind === 'result') return name in workflow.jobs ? undefined : 'is not a job'
      return hasOutput(workflow.jobs[name], output) ? undefined : 'is not an output of a job'
    case 'steps': {
      const index = job?.steps?.findIndex(({ id }) => id === name) ?? -1
      const step = job?.steps?.[index]
      if (step === undefined || index >= (placed.step ?? Infinity)) return 'is not an earlier step'
      if (kind === 'outcome' || kind === 'conclusion') return undefined
      return kind === 'outputs' && writesOutput(step, output ?? '')
        ? undefined
        : 'is not an output of that step'
    }
    case 'inputs':
      return name in inputsOf(workflow) ? undefined : 'is not an input'
    case 'secrets': {
      if (workflow.call === undefined) return name === '' ? 'uses all secrets' : undefined
      return name in (workflow.call.secrets ?? {}) ? undefined : 'is not a secret of the call'
    }
    default: {
      const step = job?.steps?.[placed.step ?? -1]
      return [workflow.env, job?.env, step?.env].some(env => env !== undefined && name in env)
        ? undefined
        : 'is not set'
    }
  }
}

function hasOutput(job: Job | undefined, output = ''): boolean {
  if (job === undefined) return false
  const called = calledWorkflow(job)
  return output in ((called === undefined ? job.outputs : readWorkflow(called).call?.outputs) ?? {})
}

function writesOutput(step: Step, output: string): boolean {
  if (step.run !== undefined) return new RegExp(`\\b${output}(=|<<)[^]*GITHUB_OUTPUT`).test(step.run)
  const metadata = metadataOf(step)
  return metadata === undefined ? true : output in metadata.outputs
}

function inputsOf({ on, call }: Workflow): object {
  const dispatch = on['workflow_dispatch'] as { inputs?: object } | null | undefined
  return { ...dispatch?.inputs, ...call?.inputs }
}

/** A call of a reusable workflow of this repository passes the declared inputs and secrets. */
export function callsFit(workflow: Workflow): string[] {
  return jobsOf(workflow).flatMap(placed => {
    const { name, job } = placed
    if (callsAnother(placed)) return [`${name}: ${job.uses ?? ''} is not a workflow of this repository`]
    const called = calledWorkflow(job)
    if (called === undefined) return []
    if (!existsSync(join(ROOT, called))) return [`${name}: ${called} does not exist`]
    const { inputs = {}, secrets = {} } = readWorkflow(called).call ?? {}
    const passed = job.with ?? {}
    return [
      ...Object.keys(passed)
        .filter(input => !(input in inputs))
        .map(input => `${name}: the call has no input ${input}`),
      ...Object.entries(inputs)
        .filter(([input, { required }]) => required === true && !(input in passed))
        .map(([input]) => `${name}: the call requires ${input}`),
      ...Object.entries(passed)
        .filter(([input, value]) => input in inputs && typeof value !== inputs[input]?.type)
        .map(([input]) => `${name}: ${input} of the call has the wrong type`),
      ...(job.secrets === 'inherit' ? [`${name}: passes all secrets`] : []),
      ...Object.keys(job.secrets === 'inherit' ? {} : (job.secrets ?? {}))
        .filter(secret => !(secret in secrets))
        .map(secret => `${name}: the call has no secret ${secret}`)
    ]
  })
}
