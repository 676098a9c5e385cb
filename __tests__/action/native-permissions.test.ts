import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import { actionsOf, withCloud } from '../support/cloud.ts'
import { API_ID, BLUE, GREEN, routeInputs, routeSeed } from '../support/route-cloud.ts'
import { NEW, SERVICE_ID, serviceSeed } from '../support/service-cloud.ts'
import { INSTANT_SLEEPS } from '../support/step-time.ts'
import { ROOT, annotationsOf, connectionTo, step } from '../support/step.ts'

const WRITES = ['UpdateService', 'UpdateHttpApiRoute', 'DeployHttpApi']
const LISTS = ['ListHttpApis', 'ListHttpApiRoutes', 'ListHttpApiOperations', 'GetHttpApi']

type Inputs = Readonly<Record<string, string>>
type InputsFor = (cloud: Emulator, inputs: Inputs) => Record<string, string>

function serviceInputs(cloud: Emulator, inputs: Inputs): Record<string, string> {
  const { endpoint = '', ...connection } = connectionTo(cloud)
  return { 'service-id': SERVICE_ID, addresses: NEW, ...connection, 'apig-endpoint': endpoint, ...inputs }
}

interface Row {
  /** In the words of the table in the English README. */
  readonly asks: string
  readonly seed: string
  readonly inputsFor: InputsFor
  readonly inputs: Inputs
  readonly needs: readonly string[]
}

/** Adds an API whose list entry does not show a backend. */
function withPlainRestApi(seed: string): string {
  return seed.replace(
    'http-apis:\n',
    `http-apis:
  - { name: plain, gateway: prod, type: Rest, base-path: /plain, operations: [{ name: get, path: /get, backend: { service: other } }] }
`
  )
}

const ROWS: readonly Row[] = [
  {
    asks: 'a service, to plan',
    seed: serviceSeed(),
    inputsFor: serviceInputs,
    inputs: { mode: 'plan' },
    needs: ['GetService']
  },
  {
    asks: 'a service, to apply',
    seed: serviceSeed(),
    inputsFor: serviceInputs,
    inputs: { 'rollback-on-failure': 'true', wait: 'true' },
    needs: ['GetService', 'UpdateService']
  },
  {
    asks: 'a service, with `max-apis`',
    seed: withPlainRestApi(serviceSeed()),
    inputsFor: serviceInputs,
    inputs: { mode: 'plan', 'max-apis': '5' },
    needs: ['GetService', ...LISTS]
  },
  {
    asks: 'a route, to plan',
    seed: routeSeed(),
    inputsFor: routeInputs,
    inputs: { mode: 'plan' },
    needs: ['GetHttpApi', 'GetHttpApiRoute', 'GetService']
  },
  {
    asks: 'a route, to apply',
    seed: routeSeed(),
    inputsFor: routeInputs,
    inputs: { 'rollback-on-failure': 'true', wait: 'true' },
    needs: ['GetHttpApi', 'GetHttpApiRoute', 'GetService', 'UpdateHttpApiRoute', 'DeployHttpApi']
  }
]

interface Allowed {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

/** A cloud whose access key has only these permissions. */
function allowing(seed: string, allow: readonly (string | Allowed)[]): string {
  const limited = seed.replace(
    'secret: test-access-key-secret',
    found => `${found}, allow: ${JSON.stringify(allow)}`
  )
  expect(limited).not.toBe(seed)
  return limited
}

async function outcomeWith(
  { seed, inputsFor, inputs }: Omit<Row, 'asks' | 'needs'>,
  allow: readonly (string | Allowed)[]
) {
  return withCloud(allowing(seed, allow), async cloud => {
    const result = await step(inputsFor(cloud, inputs), { folder: 'native', env: INSTANT_SLEEPS })
    return {
      result: result.outputs['result'],
      code: result.outputs['error-code'],
      changed: result.outputs['changed'],
      error: annotationsOf(result, 'error').join('\n'),
      writes: actionsOf(cloud).filter(action => WRITES.includes(action))
    }
  })
}

/** The actions in the policy of an error. */
function actionsIn(error: string): string[] {
  return [...new Set([...error.matchAll(/apig:([A-Z]\w+)/g)].map(([, action = '']) => action))]
}

describe.each(ROWS)('$asks', row => {
  const { needs, inputs } = row
  const isPlan = inputs['mode'] === 'plan'

  test('needs no other permission', async () => {
    expect(await outcomeWith(row, needs)).toMatchObject({ result: isPlan ? 'planned' : 'switched', code: '' })
  })

  test.each(needs.map(missing => [missing]))(
    'the error names a missing %s, before any write if it is a read',
    async missing => {
      const end = await outcomeWith(
        row,
        needs.filter(need => need !== missing)
      )
      // the save can neither be deployed nor be restored
      const left = { result: 'partial', code: 'SavedNotDeployed', changed: '' }
      const none = { result: 'failed', code: 'NoPermission', changed: 'false' }
      expect(end).toMatchObject(missing === 'DeployHttpApi' ? left : none)
      expect(actionsIn(end.error)).toEqual([missing])
      if (!WRITES.includes(missing)) expect(end.writes).toEqual([])
    }
  )
})

test('without the lists, the usage of a service is not known, which is a notice', async () => {
  const row = { seed: serviceSeed(), inputsFor: serviceInputs, inputs: {} }
  expect(await outcomeWith(row, ['GetService', 'UpdateService'])).toMatchObject({
    result: 'switched',
    error: ''
  })
})

test.each([
  ['README.md', ROWS.map(({ asks }) => asks)],
  [
    'README.zh-CN.md',
    ['服务：生成计划', '服务：执行变更', '服务：设置 `max-apis`', '路由：生成计划', '路由：执行变更']
  ]
])('the table in %s matches', (file, asks) => {
  const readme = readFileSync(join(ROOT, file), 'utf8')
  const said = [...readme.matchAll(/^\| (.+?) \| ((?:`\w+`(?:, |、)?)+) \|$/gm)]
    .map(([, ask = '', needs = '']) => [ask, needs.replaceAll('`', '').split(/, |、/)] as const)
    .filter(([, needs]) => needs.every(need => /^(?:Get|List|Update|Deploy)[A-Z]/.test(need)))
  expect(said).toEqual(asks.map((ask, index) => [ask, ROWS[index]?.needs]))
})

interface Policy {
  readonly Statement: readonly { readonly Action: string | string[]; readonly Resource: string | string[] }[]
}

/** The policies of a page for this product, in the form of the emulator's access keys. */
function policiesOf(page: string, ids: Readonly<Record<string, string>>): Allowed[][] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const filled = (resource: string): string =>
    resource.replaceAll(/<([\w-]+)>/g, (_, name: string) => ids[name] ?? `no ${name}`)
  return [...text.matchAll(/```json\n([^]*?)```/g)]
    .map(([, json = '']) => json)
    .filter(json => json.includes('apig:'))
    .map(json =>
      (JSON.parse(json) as Policy).Statement.map(({ Action, Resource }) => ({
        actions: [Action].flat(),
        resources: [Resource].flat().map(filled)
      }))
    )
}

describe('the policies to paste are sufficient', () => {
  const PLACE = { region: 'cn-hangzhou', account: '1234567890123456' }
  const [service, route] = [ROWS[1], ROWS[4]]
  if (service === undefined || route === undefined) throw new Error('no rows')
  const ofService = { ...PLACE, 'service-id': SERVICE_ID }
  const ofRoute = { ...PLACE, 'service-id': GREEN, 'other-service-id': BLUE, 'http-api-id': API_ID }

  test('docs/cloud-native.md: a service, with max-apis', async () => {
    const [policy = []] = policiesOf('docs/cloud-native.md', ofService)
    const row = { ...service, inputs: { ...service.inputs, 'max-apis': '5' } }
    expect(await outcomeWith(row, policy)).toMatchObject({ result: 'switched', code: '' })
  })

  test('docs/cloud-native.md: a route', async () => {
    const [, policy = []] = policiesOf('docs/cloud-native.md', ofRoute)
    expect(await outcomeWith(route, policy)).toMatchObject({ result: 'switched', code: '' })
  })

  test.each(['README.md', 'README.zh-CN.md'])('%s: both', async page => {
    const [forService = []] = policiesOf(page, ofService)
    expect(await outcomeWith(service, forService.slice(0, 1))).toMatchObject({ result: 'switched', code: '' })
    const [forRoute = []] = policiesOf(page, ofRoute)
    expect(await outcomeWith(route, forRoute)).toMatchObject({ result: 'switched', code: '' })
  })
})
