import { InputError } from '../../src/errors/action-error.ts'
import { variableOf } from '../../src/inputs/source.ts'
import { readInputs } from '../../src/inputs/table.ts'
import type { Inputs } from '../../src/inputs/table.ts'
import { readGitHubContext } from '../../src/runtime/github.ts'
import { createSecrets } from '../../src/runtime/secrets.ts'
import { FakeClock } from './fake-clock.ts'
import { createMemoryLog } from './memory-log.ts'

/** The least that a step needs. */
export const GOOD = {
  'backend-id': '20bcdc9453524b78a8beb1f6de21edb7',
  'stage-name': 'RELEASE',
  'backend-model-data': '{"ServiceAddress":"http://10.0.0.1"}',
  'region-id': 'cn-hangzhou',
  'access-key-id': 'ak',
  'access-key-secret': 'secret-of-the-key'
}

/** Reads inputs as the step does. */
export function read(
  inputs: Record<string, string>,
  env: Record<string, string> = {},
  masks: string[] = []
): Promise<Inputs> {
  const variables = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [variableOf(name), value])
  )
  const all = { ...variables, ...env }
  return readInputs(
    all,
    readGitHubContext(all),
    createSecrets(value => masks.push(value)),
    { clock: new FakeClock(), log: createMemoryLog() }
  )
}

/** What is wrong with inputs. */
export async function problems(
  inputs: Record<string, string>,
  env: Record<string, string> = {}
): Promise<string[]> {
  const error: unknown = await read(inputs, env).catch((thrown: unknown) => thrown)
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`)
  return error.problems.map(({ input, message }) => `${input}: ${message}`)
}
