import { InputError } from '../../src/errors/action-error.ts'
import { variableOf } from '../../src/inputs/source.ts'
import { readInputs } from '../../src/inputs/table.ts'
import type { Edition, Inputs } from '../../src/inputs/table.ts'
import { readGitHubContext } from '../../src/runtime/github.ts'
import { createSecrets } from '../../src/runtime/secrets.ts'
import { FakeClock } from './fake-clock.ts'
import { createMemoryLog } from './memory-log.ts'

/** The minimal inputs of a step. */
export const GOOD = {
  'backend-id': '20bcdc9453524b78a8beb1f6de21edb7',
  'stage-name': 'RELEASE',
  'backend-model-data': '{"ServiceAddress":"http://10.0.0.1"}',
  'region-id': 'cn-hangzhou',
  'access-key-id': 'ak',
  'access-key-secret': 'secret-of-the-key'
}

const { 'backend-id': _id, 'stage-name': _stage, 'backend-model-data': _data, ...CONNECTION } = GOOD

/** The minimal inputs of a step of native/, for a service and for a route. */
export const GOOD_SERVICE = {
  ...CONNECTION,
  'service-id': 'svc-cr6pk4tlhtgm58e0',
  addresses: '10.0.0.2:8080'
}
export const GOOD_ROUTE = {
  ...CONNECTION,
  'http-api-id': 'api-cr6ql0tlhtgmc8o0',
  'route-id': 'hr-crf5l7tlhtgp91tabcd0',
  'route-backend': '{"serviceId":"svc-crgreen0tlhtgm58","port":8080}'
}

/** Reads inputs like the step. */
export function read(
  inputs: Record<string, string>,
  env: Record<string, string> = {},
  masks: string[] = [],
  edition: Edition = 'root'
): Promise<Inputs> {
  const variables = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [variableOf(name), value])
  )
  const all = { ...variables, ...env }
  return readInputs(
    all,
    readGitHubContext(all),
    createSecrets(value => masks.push(value)),
    { clock: new FakeClock(), log: createMemoryLog() },
    edition
  )
}

/** Reads inputs of native/action.yml. */
export function readNative(inputs: Record<string, string>, masks: string[] = []): Promise<Inputs> {
  return read(inputs, {}, masks, 'native')
}

/** The problems of inputs. */
export async function problems(
  inputs: Record<string, string>,
  env: Record<string, string> = {},
  edition: Edition = 'root'
): Promise<string[]> {
  const error: unknown = await read(inputs, env, [], edition).catch((thrown: unknown) => thrown)
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`)
  return error.problems.map(({ input, message }) => `${input}: ${message}`)
}

/** The problems of inputs of native/action.yml. */
export function problemsOfNative(inputs: Record<string, string>): Promise<string[]> {
  return problems(inputs, {}, 'native')
}
