import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as core from '@actions/core'
import { portOf } from '../explain.ts'

export interface Inputs {
  readonly seed: string | undefined
  readonly port: number
  readonly gatewayPort: number
  readonly tls: boolean
  readonly checkRegion: boolean
  /** Of the id tokens; undefined: no OIDC provider is started. */
  readonly oidcSubject: string | undefined
}

/** A mistake of the workflow's author; the message says the cure. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

type Environment = Readonly<Record<string, string | undefined>>

/** The inputs of emulator/action.yml. */
export const EMULATOR_INPUTS = [
  'seed',
  'seed-file',
  'port',
  'gateway-port',
  'tls',
  'oidc',
  'oidc-subject',
  'check-region'
] as const

/**
 * The runner passes on inputs that action.yml does not have, with a warning alone: a misspelled one would be ignored.
 * @throws InputError
 */
export function refuseUnknownInputs(env: Environment, known: readonly string[]): void {
  const names = new Set(known.map(name => `INPUT_${name.toUpperCase()}`))
  const unknown = Object.keys(env).filter(name => name.startsWith('INPUT_') && !names.has(name))
  if (unknown.length === 0) return
  const listed = unknown.map(name => name.slice('INPUT_'.length).toLowerCase()).join(', ')
  throw new InputError(
    `not an input of this action: ${listed}; the inputs are ${known.join(', ')}. It comes from "with", or from a variable INPUT_… in the env of the job`
  )
}

/** @throws InputError */
export function readInputs(workspace: string, env: Environment): Inputs {
  refuseUnknownInputs(env, EMULATOR_INPUTS)
  const seed = core.getInput('seed', { trimWhitespace: false })
  const file = core.getInput('seed-file')
  if (seed.trim() !== '' && file !== '') throw new InputError('give one of seed and seed-file, not both')
  return {
    seed: file === '' ? (seed.trim() === '' ? undefined : seed) : readSeedFile(file, workspace),
    port: readPort('port'),
    gatewayPort: readPort('gateway-port'),
    tls: readFlag('tls'),
    checkRegion: readFlag('check-region'),
    oidcSubject: readSubject(env)
  }
}

export function readFlag(name: string): boolean {
  const text = core.getInput(name)
  if (/^(false|)$/i.test(text)) return false
  if (/^true$/i.test(text)) return true
  throw new InputError(`${name} must be true or false; it is "${text}"`)
}

/** Without `oidc-subject` that of a job without an environment; no variable names the environment of a job. */
function readSubject(env: Environment): string | undefined {
  const given = core.getInput('oidc-subject')
  if (!readFlag('oidc')) {
    if (given !== '') throw new InputError('oidc-subject has no effect without oidc: true')
    return undefined
  }
  if (given !== '') return given
  const { GITHUB_REPOSITORY: repository = 'octo-org/octo-shop', GITHUB_EVENT_NAME: event } = env
  const { GITHUB_REF: ref = 'refs/heads/main' } = env
  return `repo:${repository}:${event === 'pull_request' ? 'pull_request' : `ref:${ref}`}`
}

function readPort(name: string): number {
  const text = core.getInput(name) || '0'
  const port = portOf(text)
  if (port !== undefined) return port
  throw new InputError(`${name} must be a port from 0 to 65535, 0 for any free one; it is "${text}"`)
}

function readSeedFile(file: string, workspace: string): string {
  try {
    return readFileSync(resolve(workspace, file), 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no code'
    throw new InputError(
      `seed-file "${file}" cannot be read in the workspace (${code}); does actions/checkout come before this step?`
    )
  }
}
