import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StepResult } from '../../step-runner/step.ts'
import { annotationsOf, everythingOf, step } from '../support/step.ts'

// How the inputs of native/action.yml and manifests with services and routes are read. `mode: validate` sends no request.

let workspace = ''

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'native-inputs-'))
})

afterAll(() => rm(workspace, { recursive: true }))

const native = (inputs: Record<string, string>): Promise<StepResult> =>
  step({ mode: 'validate', ...inputs }, { workspace, folder: 'native' })
const root = (inputs: Record<string, string>): Promise<StepResult> =>
  step({ mode: 'validate', ...inputs }, { workspace })

const SERVICE = { 'service-id': 'svc-blue', addresses: '10.0.0.2:8080, 10.0.0.3:8080' }
const ROUTE = { 'http-api-id': 'api-shop', 'route-id': 'hr-checkout' }

test.each([
  ['a service', SERVICE, 'svc-blue'],
  [
    'a route with weight-steps',
    {
      ...ROUTE,
      'route-backend': 'serviceId: svc-green\nport: 8080\n',
      'weight-steps': '10, 50, 100',
      'preflight-url': 'https://green.example.com/health',
      'bake-time': '5m'
    },
    'api-shop/hr-checkout'
  ],
  [
    'a route with several services',
    {
      ...ROUTE,
      'route-backend': '{"services":[{"serviceId":"svc-a","weight":70},{"serviceId":"svc-b","weight":30}]}'
    },
    'api-shop/hr-checkout'
  ]
])('native/ accepts %s without credentials, region or network', async (_, inputs, name) => {
  const result = await native(inputs)
  expect(result).toMatchObject({ conclusion: 'success', outputs: { result: 'valid', 'error-code': '' } })
  expect(everythingOf(result)).toContain(`valid: 1 target: ${name}`)
})

test('native/ reports all problems together', async () => {
  const result = await native({
    ...ROUTE,
    'route-id': '../hr',
    'route-backend': '{"serviceId":"svc-green","port":"08080","wieght":10}',
    'weight-steps': '50, 10',
    'gateway-id': '',
    'rolback-on-failure': 'true',
    endpoint: '127.0.0.1:9'
  })
  expect(result).toMatchObject({
    conclusion: 'failure',
    outputs: { result: 'failed', 'error-code': 'InvalidInput', changed: 'false' }
  })
  const said = annotationsOf(result, 'error').join('\n')
  for (const problem of [
    'route-id: invalid value "../hr": must be an ID',
    'route-backend: line 1, column 33: the backend: port must be a whole number from 1 to 65535',
    'unknown key "wieght"',
    'weight-steps: invalid value "50, 10": must be ascending whole percentages',
    'gateway-id: is empty: a job output that was dropped',
    'rolback-on-failure: is not an input of this action. Did you mean rollback-on-failure?',
    'endpoint: is not an input of this action. It is an input of the root action (native/ has apig-endpoint)'
  ]) {
    expect(said).toContain(problem)
  }
})

test('the root action names native/ for an input of it', async () => {
  const result = await root({ ...SERVICE })
  expect(annotationsOf(result, 'error').join('\n')).toContain(
    'service-id: is not an input of this action. It is an input of native/'
  )
})

const MANIFEST = `version: 1
backends:
  orders:
    backend-id: 20bcdc9453524b78a8beb1f6de21edb7
    stages:
      RELEASE: { ServiceAddress: "http://orders.internal:\${PORT}" }
services:
  orders-native:
    stages:
      RELEASE: { service-id: svc-cr6pk4tlhtgm58e0, addresses: ["10.0.0.2:\${PORT}"] }
routes:
  checkout:
    http-api-id: api-cr6ql0tlhtgmc8o0
    stages:
      RELEASE:
        route-id: hr-crf5l7tlhtgp91tabcd0
        backend: { serviceId: svc-crgreen0tlhtgm58, port: 8080 }
        weight-steps: [10, 50, 100]
        preflight-url: https://green.example.com/health
`

test('a manifest of both products is valid offline', async () => {
  await writeFile(join(workspace, 'gateways.yml'), MANIFEST)
  const result = await root({ manifest: 'gateways.yml', 'stage-name': '*', variables: 'PORT=8080' })
  expect(result).toMatchObject({ conclusion: 'success', outputs: { result: 'valid' } })
  expect(everythingOf(result)).toContain(
    'valid: 3 targets: orders/RELEASE, orders-native/RELEASE, checkout/RELEASE'
  )
})

test('a problem in any section is annotated at its position', async () => {
  const wrong = MANIFEST.replace('http://orders.internal', 'orders.internal')
    .replace('addresses: ["10.0.0.2:${PORT}"]', 'adresses: []')
    .replace('[10, 50, 100]', '[10, 50]')
    .replace('  checkout:', '  orders:')
  await writeFile(join(workspace, 'wrong.yml'), wrong)
  const result = await root({ manifest: 'wrong.yml', 'stage-name': '*', variables: 'PORT=8080' })
  expect(result.conclusion).toBe('failure')
  const places = result.annotations
    .filter(({ level }) => level === 'error')
    .map(({ file, line }) => [file, line])
  for (const line of [6, 10, 12, 18]) expect(places).toContainEqual(['wrong.yml', line])
})

test('weight-steps without a URL to check are annotated at the route', async () => {
  await writeFile(join(workspace, 'blind.yml'), MANIFEST.replace(/ +preflight-url: .*\n/, ''))
  const inputs = { manifest: 'blind.yml', 'stage-name': '*', variables: 'PORT=8080' }
  const { annotations } = await root(inputs)
  expect(annotations).toContainEqual(
    expect.objectContaining({
      level: 'error',
      file: 'blind.yml',
      line: 15,
      message: expect.stringContaining('checkout/RELEASE: weight-steps requires preflight-url or probe-url')
    })
  )
  expect((await root({ ...inputs, 'probe-url': 'https://shop.example.com/health' })).outputs['result']).toBe(
    'valid'
  )
})
