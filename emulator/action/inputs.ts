import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as core from '@actions/core'
import { portOf } from '../explain.ts'

export interface Inputs {
  readonly seed: string | undefined
  readonly port: number
  readonly gatewayPort: number
}

/** A mistake of the workflow's author; the message says the cure. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** @throws InputError */
export function readInputs(workspace: string): Inputs {
  const seed = core.getInput('seed', { trimWhitespace: false })
  const file = core.getInput('seed-file')
  if (seed.trim() !== '' && file !== '') throw new InputError('give one of seed and seed-file, not both')
  return {
    seed: file === '' ? (seed.trim() === '' ? undefined : seed) : readSeedFile(file, workspace),
    port: readPort('port'),
    gatewayPort: readPort('gateway-port')
  }
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
