import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { StepResult } from '../../step-runner/step.ts'
import { actionsOf, withCloud } from '../support/cloud.ts'
import { withTemp } from '../support/left-behind.ts'
import { withProbed } from '../support/probed.ts'
import {
  GATEWAY_ID,
  NEW,
  OLD,
  SECRET,
  SERVICE_ID,
  serviceInputs,
  serviceOf,
  serviceSeed,
  updatesOf
} from '../support/service-cloud.ts'
import { INSTANT_SLEEPS } from '../support/step-time.ts'
import { annotationsOf, codeOf, everythingOf, reportOf, step } from '../support/step.ts'

type Options = Parameters<typeof step>[1]

/** Runs native/ without real waits. */
function native(
  cloud: Emulator,
  inputs: Readonly<Record<string, string>> = {},
  options: Options = {}
): Promise<StepResult> {
  return step(serviceInputs(cloud, inputs), { folder: 'native', env: INSTANT_SLEEPS, ...options })
}

const HEALTH = { healthCheck: { enable: true, protocol: 'TCP', interval: 5 } }

test('a plan has the addresses, the health and the usage of the service, and sends nothing', () =>
  withCloud(serviceSeed(), async cloud => {
    const result = await native(cloud, { mode: 'plan' })
    expect(result.outputs).toMatchObject({
      result: 'planned',
      changed: 'false',
      'has-changes': 'true',
      'backend-type': 'VIP',
      'backend-model-id': '',
      'apis-total': '3',
      'previous-definition': JSON.stringify({ addresses: [OLD] }),
      'plan-fingerprint': expect.stringMatching(/^fp1:[0-9a-f]{64}$/)
    })
    expect(result.outputs).not.toHaveProperty('previous-backend-model-data')
    for (const text of [`- ${OLD}`, `+ ${NEW}`, '3 routes and operations', '/orders', '/split', '/list']) {
      expect(result.log).toContain(text)
    }
    expect(result.log).not.toContain('/others')
    expect(result.log).toContain('health of the live service: Healthy')
    expect(annotationsOf(result, 'notice').join()).not.toContain('health')
    expect(result.summary).toContain('3 routes and operations')
    expect(reportOf(result).targets[0]).toMatchObject({
      kind: 'service',
      serviceId: SERVICE_ID,
      backendId: null,
      changes: [{ path: 'addresses', before: [OLD], after: [NEW] }]
    })
    expect(updatesOf(cloud)).toBe(0)
    // each list and the service once, although two parts of the plan need it
    expect(actionsOf(cloud).toSorted()).toEqual([
      'GetService',
      'ListHttpApiOperations',
      'ListHttpApiRoutes',
      'ListHttpApiRoutes',
      'ListHttpApis'
    ])
  }))

test('a switch sends only the addresses, reads them back, and says that the product reports no completion', () =>
  withCloud(serviceSeed(), async cloud => {
    const result = await native(cloud)
    expect(result).toMatchObject({ exitCode: 0, conclusion: 'success' })
    expect(result.outputs).toMatchObject({
      result: 'switched',
      changed: 'true',
      'request-id': expect.stringMatching(/./),
      'operation-id': '',
      'apis-total': '3',
      'apis-updated': '3',
      'apis-failed': '0',
      message: expect.stringMatching(
        /addresses from 10.0.0.1:8080 to 10.0.0.2:8080\nRoutes and operations that use it: 3\n/
      )
    })
    expect(serviceOf(cloud)).toMatchObject({ addresses: [NEW], ...HEALTH })
    for (const text of [result.log, result.summary]) {
      expect(text).toContain('does not report when an update of a service takes effect')
    }
    // the product reports neither updates nor the duration of a batch
    expect(result.summary).not.toMatch(/✓ updated|APIs|Batch/)
    expect(result.summary).toContain('| Route or operation | Request |')
  }))

test('the live addresses in another order are unchanged', () =>
  withCloud(serviceSeed({ addresses: `['${OLD}', '${NEW}']` }), async cloud => {
    const result = await native(cloud, { addresses: `${NEW}\n${OLD}` })
    expect(result.outputs).toMatchObject({ result: 'unchanged', 'has-changes': 'false' })
    expect(updatesOf(cloud)).toBe(0)
  }))

test('an address that is listed twice is one address', () =>
  withCloud(serviceSeed({ addresses: `['${OLD}', '${OLD}']` }), async cloud => {
    expect((await native(cloud, { addresses: OLD })).outputs['result']).toBe('unchanged')
    expect((await native(cloud, { addresses: `${OLD}, ${OLD}` })).outputs['result']).toBe('unchanged')
    expect((await native(cloud, { addresses: `${NEW}\n${NEW}` })).outputs['result']).toBe('switched')
    expect(serviceOf(cloud)).toMatchObject({ addresses: [NEW] })
  }))

test('probes start after the read-back, and the previous definition switches the service back', () =>
  withProbed({ '/health': [200] }, probed =>
    withCloud(serviceSeed(), async cloud => {
      const result = await native(cloud, { 'probe-url': `${probed.url}/health` })
      expect(result.outputs['result']).toBe('switched')
      // three successes, and no stage header, which this product does not have
      expect(probed.asked('/health')).toBe(3)
      expect(probed.requests[0]?.headers).not.toHaveProperty('x-ca-stage')
      const back = await native(cloud, { addresses: result.outputs['previous-definition'] ?? '' })
      expect(back.outputs['result']).toBe('switched')
      expect(serviceOf(cloud)).toMatchObject({ addresses: [OLD] })
    })
  ))

test('a failed probe is rolled back with rollback-on-failure, otherwise the error has the steps', () =>
  withProbed({ '/health': [503] }, probed =>
    withCloud(serviceSeed(), async cloud => {
      const probe = { 'probe-url': `${probed.url}/health`, 'probe-timeout': '1s' }
      const rolledBack = await native(cloud, { ...probe, 'rollback-on-failure': 'true' })
      expect(rolledBack.outputs).toMatchObject({
        result: 'rolled-back',
        changed: 'false',
        'error-code': 'ProbeFailed',
        'rollback-request-id': expect.stringMatching(/./)
      })
      expect(rolledBack.outputs['apis-updated'] ?? '').toBe('')
      expect(serviceOf(cloud)).toMatchObject({ addresses: [OLD], ...HEALTH })
      const left = await native(cloud, probe)
      expect(left.outputs).toMatchObject({ result: 'partial', changed: 'true' })
      expect(annotationsOf(left, 'error')[0]).toContain(`service-id: ${SERVICE_ID}`)
      expect(left.summary).toMatch(/uses: \S+\/native@\S+\n(?:.*\n)*?.*addresses: \|/)
    })
  ))

describe('an approval', () => {
  const fingerprintOf = async (cloud: Emulator): Promise<string> =>
    (await native(cloud, { mode: 'plan' })).outputs['plan-fingerprint'] ?? ''

  test('applies to the same addresses in any spelling', () =>
    withCloud(serviceSeed(), async cloud => {
      const approved = await fingerprintOf(cloud)
      const result = await native(cloud, { addresses: ` ${NEW} `, 'approved-plan': approved })
      expect(result.outputs['result']).toBe('switched')
    }))
  test.each([
    [
      'live',
      {},
      (cloud: Emulator) => cloud.cloud.apig.writeService(SERVICE_ID, { addresses: ['10.9.9.9:80'] })
    ],
    ['desired', { addresses: '10.0.0.3:8080' }, () => undefined]
  ])('no longer applies once the %s addresses changed', (half, inputs, change) =>
    withCloud(serviceSeed(), async cloud => {
      const approved = await fingerprintOf(cloud)
      change(cloud)
      const result = await native(cloud, { 'approved-plan': approved, ...inputs })
      expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'PlanChanged' })
      expect(annotationsOf(result, 'error')[0]).toContain(`the ${half} definition changed`)
      expect(updatesOf(cloud)).toBe(0)
    })
  )
})

test('drift detection fails if the addresses are not as desired', () =>
  withCloud(serviceSeed(), async cloud => {
    const drift = { mode: 'plan', 'expect-no-changes': 'true' }
    expect((await native(cloud, { ...drift, addresses: OLD })).outputs['result']).toBe('planned')
    const result = await native(cloud, drift)
    expect(result.outputs).toMatchObject({ result: 'drifted', 'error-code': 'Drifted' })
  }))

describe('errors before anything is sent', () => {
  test.each([
    ['another gateway', {}, { 'gateway-id': 'gw-other' }, 'Mismatch', `belongs to ${GATEWAY_ID}`],
    ['a function', { type: 'FC3' }, {}, 'UnsupportedService', 'source type of the service is FC3'],
    [
      'a name for fixed addresses',
      {},
      { addresses: 'orders.example.com:80' },
      'InvalidDefinition',
      'takes IP addresses'
    ],
    [
      'an IP address for DNS',
      { type: 'DNS', addresses: "['orders.example.com:80']" },
      {},
      'InvalidDefinition',
      'takes host names'
    ],
    [
      'a service that does not exist',
      {},
      { 'service-id': 'svc-none' },
      'NotFound.ServiceNotFound',
      'svc-none'
    ],
    [
      'more than max-apis',
      {},
      { 'max-apis': '2' },
      'TooManyApis',
      '3 routes and operations would be affected'
    ]
  ])('%s', (_, seed, inputs, code, message) =>
    withCloud(serviceSeed(seed), async cloud => {
      const result = await native(cloud, inputs)
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false', 'error-code': code })
      expect(annotationsOf(result, 'error').join()).toContain(message)
      expect(updatesOf(cloud)).toBe(0)
    })
  )
})

test('the right gateway is accepted, and an unhealthy service is a warning', () =>
  withCloud(serviceSeed({ fields: 'health: Unhealthy' }), async cloud => {
    const result = await native(cloud, { 'gateway-id': GATEWAY_ID })
    expect(result.outputs['result']).toBe('switched')
    expect(annotationsOf(result, 'warning').join()).toContain('the live service is unhealthy (Unhealthy')
  }))

describe('permissions', () => {
  const LEAST = ["'apig:GetService'", "'apig:UpdateService'"]
  test('for the service are enough: its usage is not known, which is a notice', () =>
    withCloud(serviceSeed({ allow: LEAST }), async cloud => {
      for (const inputs of [{ mode: 'plan' }, { 'rollback-on-failure': 'true', wait: 'true' }]) {
        const result = await native(cloud, inputs)
        expect(result.outputs['result']).toBe(inputs.mode === 'plan' ? 'planned' : 'switched')
        expect(result.outputs['apis-total'] ?? '').toBe('')
        expect(annotationsOf(result, 'warning')).toEqual([])
        expect(annotationsOf(result, 'notice').join()).toContain(
          'the routes and operations that use it could not be listed'
        )
        expect(result.summary).toContain('an unknown number of routes and operations')
      }
    }))
  test.each([
    ['ListHttpApis', []],
    ['ListHttpApiRoutes', ["'apig:ListHttpApis'"]],
    ['ListHttpApiOperations', ["'apig:ListHttpApis'", "'apig:ListHttpApiRoutes'", "'apig:GetHttpApi'"]]
  ])('for %s are required by max-apis', (missing, allowed) =>
    withCloud(serviceSeed({ allow: [...LEAST, ...allowed] }), async cloud => {
      const result = await native(cloud, { 'max-apis': '5' })
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(annotationsOf(result, 'error')[0]).toMatch(new RegExp(`max-apis.*apig:${missing}`, 's'))
      expect(updatesOf(cloud)).toBe(0)
    })
  )
  test('to read the service are required before anything is sent', () =>
    withCloud(serviceSeed({ allow: ["'apig:UpdateService'"] }), async cloud => {
      const result = await native(cloud)
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(annotationsOf(result, 'error')[0]).toMatch(/a switch of a service requires.*apig:GetService/s)
      expect(updatesOf(cloud)).toBe(0)
    }))
})

test('API keys of model providers are in no log, report or journal', () =>
  withTemp(temp =>
    withCloud(
      serviceSeed({ fields: `aiServiceConfig: { provider: qwen, apiKeys: ['${SECRET}'] }` }),
      async cloud => {
        const results = [
          await native(cloud, { mode: 'plan' }, { temp }),
          await native(cloud, {}, { temp, debug: true })
        ]
        expect(results.map(({ outputs }) => outputs['result'])).toEqual(['planned', 'switched'])
        for (const result of results) expect(everythingOf(result)).not.toContain(SECRET)
        expect(serviceOf(cloud)['aiServiceConfig']).toMatchObject({ apiKeys: [SECRET] })
      }
    )
  ))

test('a manifest with only a service', () =>
  withTemp(workspace =>
    withCloud(serviceSeed(), async cloud => {
      await writeFile(
        join(workspace, 'targets.yml'),
        `version: 1\nservices:\n  orders-native:\n    service-id: ${SERVICE_ID}\n    stages:\n      RELEASE: { addresses: ['10.0.0.2:\${PORT}'] }\n`
      )
      const { 'service-id': _, addresses: __, ...connection } = serviceInputs(cloud)
      const result = await step(
        { ...connection, manifest: 'targets.yml', 'stage-name': 'RELEASE', variables: 'PORT=8080' },
        { workspace, env: INSTANT_SLEEPS }
      )
      expect(result.outputs).toMatchObject({ result: 'switched', 'apis-updated': '3' })
      expect(reportOf(result).targets[0]).toMatchObject({
        name: 'orders-native/RELEASE',
        serviceId: SERVICE_ID
      })
      expect(codeOf(result)).toBeUndefined()
      expect(serviceOf(cloud)).toMatchObject({ addresses: [NEW] })
    })
  ))
