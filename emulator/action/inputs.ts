import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as core from '@actions/core'
import { parsePort } from '../explain.ts'

export interface Inputs {
  readonly seed: string | undefined
  readonly port: number
  readonly gatewayPort: number
  readonly tls: boolean
  readonly checkRegion: boolean
  /** The subject of ID tokens; undefined: do not start an OIDC provider. */
  readonly oidcSubject: string | undefined
}

/** An invalid input; the message includes the fix. */
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
 * Rejects undeclared inputs. The runner passes them on with only a warning, so a misspelled input would be ignored.
 * @throws InputError
 */
export function refuseUnknownInputs(env: Environment, known: readonly string[]): void {
  const names = new Set(known.map(name => `INPUT_${name.toUpperCase()}`))
  const unknown = Object.keys(env).filter(name => name.startsWith('INPUT_') && !names.has(name))
  if (unknown.length === 0) return
  const listed = unknown.map(name => name.slice('INPUT_'.length).toLowerCase()).join(', ')
  throw new InputError(
    `unknown input: ${listed}; must be one of ${known.join(', ')}. Check "with", and the job's env for INPUT_… variables`
  )
}

/** @throws InputError */
export function readInputs(workspace: string, env: Environment): Inputs {
  refuseUnknownInputs(env, EMULATOR_INPUTS)
  const seed = core.getInput('seed', { trimWhitespace: false })
  const file = core.getInput('seed-file')
  if (seed.trim() !== '' && file !== '')
    throw new InputError('seed and seed-file are mutually exclusive: set only one')
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
  throw new InputError(`${name} must be true or false, not "${text}"`)
}

/** Defaults to the subject of a job without an environment, because no variable contains a job's environment. */
function readSubject(env: Environment): string | undefined {
  const subject = core.getInput('oidc-subject')
  if (!readFlag('oidc')) {
    if (subject !== '') throw new InputError('oidc-subject has no effect without oidc: true')
    return undefined
  }
  if (subject !== '') return subject
  const { GITHUB_REPOSITORY: repository = 'octo-org/octo-shop', GITHUB_EVENT_NAME: event } = env
  const { GITHUB_REF: ref = 'refs/heads/main' } = env
  return `repo:${repository}:${event === 'pull_request' ? 'pull_request' : `ref:${ref}`}`
}

function readPort(name: string): number {
  const text = core.getInput(name) || '0'
  const port = parsePort(text)
  if (port !== undefined) return port
  throw new InputError(`${name} must be a port from 0 to 65535 (0 for any free port), not "${text}"`)
}

function readSeedFile(file: string, workspace: string): string {
  try {
    return readFileSync(resolve(workspace, file), 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no code'
    throw new InputError(
      `cannot read seed-file "${file}" in the workspace (${code}); run actions/checkout before this step`
    )
  }
}
