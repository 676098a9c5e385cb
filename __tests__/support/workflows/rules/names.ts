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

/** Inputs of this repository's actions by their names, with what each step needs. */
export function inputsExist(workflow: Workflow): string[] {
  return jobsOf(workflow).flatMap(({ name, steps }) =>
    steps.flatMap(step => {
      const metadata = metadataOf(step)
      if (metadata === undefined) return []
      const given = Object.keys(step.with ?? {})
      const unknown = given.filter(input => !(input in metadata.inputs))
      return [
        ...unknown.map(input => `${name}: ${step.uses ?? ''} has no input ${input}`),
        ...missingOf(step, given).map(what => `${name}: ${what} is missing`)
      ]
    })
  )
}

function missingOf(step: Step, given: readonly string[]): string[] {
  const missing = (what: string, ...inputs: string[]): string[] =>
    inputs.some(input => given.includes(input)) ? [] : [what]
  if (isNative(step)) {
    return given.includes('service-id')
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

/** The runner writes a number with 15 digits at most: an account id would arrive as another. */
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

/** What an expression refers to is there: jobs, steps before it, their outputs, inputs, secrets. */
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
        : 'is no output of that job'
    }
    case 'jobs':
      // https://docs.github.com/actions/reference/workflows-and-actions/contexts#jobs-context
      if (kind === 'result') return name in workflow.jobs ? undefined : 'is no job'
      return hasOutput(workflow.jobs[name], output) ? undefined : 'is no output of a job'
    case 'steps': {
      const index = job?.steps?.findIndex(({ id }) => id === name) ?? -1
      const step = job?.steps?.[index]
      if (step === undefined || index >= (placed.step ?? Infinity)) return 'is no step before it'
      if (kind === 'outcome' || kind === 'conclusion') return undefined
      return kind === 'outputs' && writesOutput(step, output ?? '') ? undefined : 'is no output of that step'
    }
    case 'inputs':
      return name in inputsOf(workflow) ? undefined : 'is no input'
    case 'secrets': {
      if (workflow.call === undefined) return name === '' ? 'takes all secrets' : undefined
      return name in (workflow.call.secrets ?? {}) ? undefined : 'is no secret of the call'
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

/** A call of this repository's reusable workflow hands over what that takes. */
export function callsFit(workflow: Workflow): string[] {
  return jobsOf(workflow).flatMap(placed => {
    const { name, job } = placed
    if (callsAnother(placed)) return [`${name}: ${job.uses ?? ''} is no workflow of this repository`]
    const called = calledWorkflow(job)
    if (called === undefined) return []
    if (!existsSync(join(ROOT, called))) return [`${name}: ${called} does not exist`]
    const { inputs = {}, secrets = {} } = readWorkflow(called).call ?? {}
    const given = job.with ?? {}
    return [
      ...Object.keys(given)
        .filter(input => !(input in inputs))
        .map(input => `${name}: the call has no input ${input}`),
      ...Object.entries(inputs)
        .filter(([input, { required }]) => required === true && !(input in given))
        .map(([input]) => `${name}: the call needs ${input}`),
      ...Object.entries(given)
        .filter(([input, value]) => input in inputs && typeof value !== inputs[input]?.type)
        .map(([input]) => `${name}: ${input} of the call is of another type`),
      ...(job.secrets === 'inherit' ? [`${name}: hands over all secrets`] : []),
      ...Object.keys(job.secrets === 'inherit' ? {} : (job.secrets ?? {}))
        .filter(secret => !(secret in secrets))
        .map(secret => `${name}: the call has no secret ${secret}`)
    ]
  })
}
