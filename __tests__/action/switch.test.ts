import { describe, expect, test } from '@jest/globals'
import {
  actionsOf,
  BACKEND_ID,
  MODEL_ID,
  NEW_ADDRESS,
  OLD_ADDRESS,
  seedOf,
  withCloud
} from '../support/cloud.ts'
import { preload } from '../support/step-time.ts'
import { annotationsOf, inputsFor, reportOf, start, step } from '../support/step.ts'

test('a switch has its log, its outputs and its requests', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud))
    expect(result.rawStderr).toBe('')
    expect(result.conclusion).toBe('success')
    const {
      report,
      'report-file': file,
      'request-id': requestId,
      'operation-id': operationId,
      'plan-fingerprint': fingerprint,
      'plan-file': planFile,
      ...outputs
    } = result.outputs
    expect(outputs).toEqual({
      result: 'switched',
      changed: 'true',
      'error-code': '',
      'has-changes': 'true',
      'backend-type': 'HTTP',
      'backend-model-id': MODEL_ID,
      message: expect.stringMatching(/^Switched: .*\nChanged: ServiceAddress from /),
      'previous-backend-model-data': `{"ServiceAddress":"${OLD_ADDRESS}"}`,
      'previous-definition': `{"ServiceAddress":"${OLD_ADDRESS}"}`,
      'apis-total': '3',
      'apis-updated': '3',
      'apis-failed': '0'
    })
    expect(requestId).toMatch(/^[0-9A-F-]{36}$/)
    expect(operationId).toMatch(/^[0-9a-f]{32}$/)
    expect(fingerprint).toMatch(/^fp1:[0-9a-f]{64}$/)
    expect(file).toContain('report')
    expect(planFile).toContain('switch-backend-plan-')
    expect(JSON.parse(report ?? '')).toMatchObject({
      version: 1,
      result: 'switched',
      changed: true,
      targets: [
        {
          name: `${BACKEND_ID}/RELEASE`,
          requestId,
          operationId,
          changes: [{ path: 'ServiceAddress', before: OLD_ADDRESS, after: NEW_ADDRESS }],
          apis: [{ name: 'api-1', group: 'shop', status: 'OVER', error: null }, {}, {}],
          rollback: null,
          error: null
        }
      ]
    })
    expect(cloud.cloud.definition(BACKEND_ID, 'RELEASE')).toEqual({ ServiceAddress: NEW_ADDRESS })

    // independent reads run in parallel: three round trips
    const actions = actionsOf(cloud)
    expect(actions.slice(0, 2).sort()).toEqual(['DescribeApisByBackend', 'DescribeBackendInfo'])
    expect(actions[2]).toBe('ModifyBackendModel')
    expect(actions.slice(3).sort()).toEqual(['DescribeBackendInfo', 'DescribeUpdateBackendTask'])
    const write = cloud.requests[2]
    expect(write?.url).toBe('/')
    expect(write?.params).toMatchObject({
      BackendId: BACKEND_ID,
      StageName: 'RELEASE',
      BackendType: 'HTTP',
      BackendModelId: MODEL_ID,
      BackendModelData: JSON.stringify({ ServiceAddress: NEW_ADDRESS })
    })

    for (const line of [
      `- ${OLD_ADDRESS}`,
      `+ ${NEW_ADDRESS}`,
      '3 published APIs',
      'api-1',
      'accepted',
      '3 of 3 APIs updated',
      'switched'
    ]) {
      expect(result.log).toContain(line)
    }
    expect(annotationsOf(result, 'error')).toEqual([])
    expect(annotationsOf(result, 'warning')).toEqual([])
  }))

test('a second run sends nothing, but a re-run of the job sends again', () =>
  withCloud(seedOf(), async cloud => {
    await step(inputsFor(cloud))
    const again = await step(inputsFor(cloud))
    expect(again.outputs).toMatchObject({ result: 'unchanged', changed: 'false', 'has-changes': 'false' })
    expect(again.outputs['request-id']).toBeUndefined()
    expect(actionsOf(cloud).filter(action => action === 'ModifyBackendModel')).toHaveLength(1)

    const rerun = await step(inputsFor(cloud), { github: { runAttempt: '2' } })
    expect(rerun.outputs).toMatchObject({ result: 'switched', changed: 'false', 'has-changes': 'true' })
    expect(actionsOf(cloud).filter(action => action === 'ModifyBackendModel')).toHaveLength(2)
  }))

describe('definitions that only differ in spelling are equal', () => {
  const live = `{ ServiceAddress: '${OLD_ADDRESS}', Text: 'false', Unused: false, List: ['', 'x'] }`
  test.each([
    [
      { ServiceAddress: 'HTTP://10.0.0.1:8080/', Text: false, Unused: 'false', List: [null, 'x'] },
      'unchanged'
    ],
    [{ ServiceAddress: OLD_ADDRESS, Text: 'false', HttpTargetHostName: '', List: ['', 'x'] }, 'unchanged'],
    [{ ServiceAddress: OLD_ADDRESS, Text: 'false', List: [0, 'x'] }, 'switched'],
    [{ ServiceAddress: OLD_ADDRESS, Text: 'false', List: ['', 'x'], New: false }, 'switched'],
    [{ ServiceAddress: 'http://10.0.0.1:8080/a', Text: 'false', List: ['', 'x'] }, 'switched']
  ])('%j: %s', (data, result) =>
    withCloud(seedOf({ definition: live, strict: false }), async cloud => {
      const { outputs } = await step(inputsFor(cloud, { 'backend-model-data': JSON.stringify(data) }))
      expect(outputs['result']).toBe(result)
    })
  )
})

test('an omitted key alone is no change, but a notice; skip-unchanged: false sends it', () =>
  withCloud(
    seedOf({ definition: `{ ServiceAddress: '${NEW_ADDRESS}', ServiceTimeout: 5000 }` }),
    async cloud => {
      const skipped = await step(inputsFor(cloud))
      expect(skipped.outputs['result']).toBe('unchanged')
      expect(annotationsOf(skipped, 'notice').join('\n')).toMatch(/ServiceTimeout.*skip-unchanged: false/s)
      const sent = await step(inputsFor(cloud, { 'skip-unchanged': 'false' }))
      expect(sent.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(cloud.cloud.definition(BACKEND_ID, 'RELEASE')).toEqual({ ServiceAddress: NEW_ADDRESS })
    }
  ))

test('a slow batch is followed to completion', () =>
  withCloud(seedOf({ apis: 4 }), async cloud => {
    cloud.faults.add({ kind: 'stuck-batch', action: 'ModifyBackendModel', after: 1 })
    const running = await start(inputsFor(cloud))
    await running.line('1 of 4 APIs updated, 3 in progress')
    cloud.cloud.releaseBatches()
    const result = await running.result
    expect(result.outputs).toMatchObject({ result: 'switched', 'apis-total': '4', 'apis-updated': '4' })
    expect(result.log).toContain('4 of 4 APIs updated')
  }))

test('reads every page of the published APIs', () =>
  withCloud(seedOf({ apis: 230 }), async cloud => {
    const result = await step(inputsFor(cloud))
    expect(result.outputs).toMatchObject({ result: 'switched', 'apis-total': '230' })
  }))

test('switches a backend without published APIs', () =>
  withCloud(seedOf({ apis: 0 }), async cloud => {
    const result = await step(inputsFor(cloud))
    expect(result.outputs).toMatchObject({ result: 'switched', 'apis-total': '0' })
  }))

describe('a failed batch', () => {
  test('with a failed API is partial, and the error has the rollback', () =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({
        kind: 'failing-batch',
        action: 'ModifyBackendModel',
        apis: ['api-2'],
        message: 'no route'
      })
      const result = await step(inputsFor(cloud))
      expect(result.conclusion).toBe('failure')
      expect(result.exitCode).toBe(1)
      expect(result.outputs).toMatchObject({
        result: 'partial',
        changed: 'true',
        'apis-updated': '2',
        'apis-failed': '1'
      })
      const errors = annotationsOf(result, 'error')
      expect(errors).toHaveLength(1)
      expect(errors[0]).toMatch(/api-2.*no route/)
      expect(errors[0]).toContain(OLD_ADDRESS)
      expect(reportOf(result).targets[0]?.error?.code).toBe('BatchFailed')
    }))

  test('that never ends is unknown after wait-timeout, with its outputs', () =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'stuck-batch', action: 'ModifyBackendModel', after: 1 })
      const result = await step(inputsFor(cloud, { 'wait-timeout': '1s' }))
      expect(result.conclusion).toBe('failure')
      expect(result.outputs).toMatchObject({ result: 'unknown', 'apis-updated': '1' })
      expect(result.outputs['operation-id']).toMatch(/^[0-9a-f]{32}$/)
      expect(annotationsOf(result, 'error')[0]).toContain('did not complete within 1.0s')
    }))

  test('with an unchanged definition is partial, and whether it will change is not known', () =>
    withCloud(seedOf({ apis: 0 }), async cloud => {
      cloud.faults.add({ kind: 'keeps-old-value', action: 'ModifyBackendModel' })
      const result = await step(inputsFor(cloud, { 'wait-timeout': '1s' }))
      expect(result.outputs).toMatchObject({ result: 'partial', changed: '' })
      expect(reportOf(result).targets[0]?.error?.code).toBe('ReadBackMismatch')
    }))
})

test('keys that the service adds are a notice', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({
      kind: 'adds-defaults',
      action: 'ModifyBackendModel',
      defaults: { ServiceTimeout: 10000 }
    })
    const result = await step(inputsFor(cloud))
    expect(result.outputs['result']).toBe('switched')
    expect(annotationsOf(result, 'notice').join()).toContain('the service added ServiceTimeout')
  }))

describe('minimal permissions', () => {
  const least = { 'backend-type': 'HTTP', 'backend-model-id': MODEL_ID }

  test('with the write alone, the result is submitted, with warnings that have the policy', () =>
    withCloud(seedOf({ allow: ['ModifyBackendModel'] }), async cloud => {
      const result = await step(inputsFor(cloud, least))
      expect(result.conclusion).toBe('success')
      expect(result.outputs).toMatchObject({
        result: 'submitted',
        changed: '',
        'previous-backend-model-data': ''
      })
      expect(annotationsOf(result, 'warning').join('\n')).toContain('apigateway:DescribeUpdateBackendTask')
      expect(cloud.cloud.definition(BACKEND_ID, 'RELEASE')).toEqual({ ServiceAddress: NEW_ADDRESS })
    }))

  test('with the write alone, a missing backend-model-id is an error before any write', () =>
    withCloud(seedOf({ allow: ['ModifyBackendModel'] }), async cloud => {
      const result = await step(inputsFor(cloud, { 'backend-type': 'HTTP' }))
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(annotationsOf(result, 'error')[0]).toMatch(
        /the default of backend-model-id requires permissions[^]*set backend-model-id/
      )
      expect(actionsOf(cloud)).not.toContain('ModifyBackendModel')
    }))

  test('wait: true without the permission to follow is an error before any write', () =>
    withCloud(
      seedOf({ allow: ['ModifyBackendModel', 'DescribeBackendInfo', 'DescribeApisByBackend'] }),
      async cloud => {
        const result = await step(inputsFor(cloud, { wait: 'true' }))
        expect(result.outputs['result']).toBe('failed')
        expect(annotationsOf(result, 'error')[0]).toContain('DescribeUpdateBackendTask')
        expect(actionsOf(cloud)).not.toContain('ModifyBackendModel')
      }
    ))

  test('wait: true with the write alone: one error before any write names every missing permission', () =>
    withCloud(seedOf({ allow: ['ModifyBackendModel'] }), async cloud => {
      const inputs = { wait: 'true', 'max-apis': '5', 'backend-type': 'HTTP', 'backend-model-id': MODEL_ID }
      const result = await step(inputsFor(cloud, inputs))
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      const [error] = annotationsOf(result, 'error')
      for (const action of ['DescribeBackendInfo', 'DescribeApisByBackend', 'DescribeUpdateBackendTask']) {
        expect(error).toContain(`apigateway:${action}`)
      }
      expect(error).toContain('Or remove wait: true and max-apis.')
      expect(actionsOf(cloud)).not.toContain('ModifyBackendModel')
    }))

  test('without the write, the step fails with the policy for this backend', () =>
    withCloud(seedOf({ allow: ['Describe*'] }), async cloud => {
      const result = await step(inputsFor(cloud))
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(annotationsOf(result, 'error')[0]).toContain(
        `acs:apigateway:cn-hangzhou:1234567890123456:backend/${BACKEND_ID}`
      )
    }))
})

test('wait: false does not follow', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud, { wait: 'false' }))
    expect(result.outputs).toMatchObject({ result: 'submitted', changed: 'true' })
    expect(actionsOf(cloud)).not.toContain('DescribeUpdateBackendTask')
  }))

test('temporary credentials from each family of environment variables', () =>
  withCloud(seedOf({ securityToken: 'a-security-token' }), async cloud => {
    const inputs = inputsFor(cloud, {
      'access-key-id': '',
      'access-key-secret': '',
      'skip-unchanged': 'false'
    })
    for (const [id, secret, token] of [
      ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
      ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
      ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
    ] as const) {
      const env = { [id]: cloud.accessKeyId, [secret]: cloud.accessKeySecret, [token]: 'a-security-token' }
      const result = await step(inputs, { env })
      expect(result.outputs['result']).toBe('switched')
      expect(result.log).toContain(id)
      expect(result.rawStdout.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('a-security-token')
    }
  }))

test.concurrent('the step exits when it is done, although a connection is still open', () =>
  withCloud(seedOf(), async cloud => {
    const env = preload("if (process.argv[1].endsWith('index.js')) setInterval(() => {}, 1e6)")
    const [good, bad] = await Promise.all([
      step(inputsFor(cloud), { env }),
      step(inputsFor(cloud, { mode: 'x' }), { env })
    ])
    expect([good.exitCode, bad.exitCode]).toEqual([0, 1])
  }))
