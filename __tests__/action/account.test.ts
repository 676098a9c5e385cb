import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../emulator/faults.ts'
import { actionsOf, seedOf, withCloud } from '../support/cloud.ts'
import { ACCOUNT, keylessInputs, withRole } from '../support/keyless.ts'
import { annotationsOf, inputsFor, reportOf, step } from '../support/step.ts'

const OTHER = '9999999999999999'

test('an allowed account is requested during the reads of the plan and shown in the summary', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(
      inputsFor(cloud, { 'allowed-account-ids': `${OTHER},\n${ACCOUNT}`, 'sts-endpoint': cloud.endpoint })
    )
    expect(result.outputs['result']).toBe('switched')
    const actions = actionsOf(cloud)
    expect(actions.slice(0, 3).sort()).toEqual([
      'DescribeApisByBackend',
      'DescribeBackendInfo',
      'GetCallerIdentity'
    ])
    expect(actions[3]).toBe('ModifyBackendModel')
    expect(result.summary).toContain(ACCOUNT)
    // a masked value would empty the outputs that contain it
    expect(result.masks).not.toContain(ACCOUNT)
    expect(result.rawStdout).not.toContain(`::add-mask::${ACCOUNT}`)
  }))

test('does not request the account without allowed-account-ids', () =>
  withCloud(seedOf(), async cloud => {
    await step(inputsFor(cloud))
    expect(actionsOf(cloud)).not.toContain('GetCallerIdentity')
  }))

describe('nothing is written', () => {
  const guarded = { 'allowed-account-ids': OTHER }

  test('in another account, with both accounts in the error', () =>
    withCloud(seedOf(), async cloud => {
      const result = await step(inputsFor(cloud, { ...guarded, 'sts-endpoint': cloud.endpoint }))
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      const [error = ''] = annotationsOf(result, 'error')
      expect(error).toContain(`account ${ACCOUNT}`)
      expect(error).toContain(`allows only ${OTHER}`)
      expect(reportOf(result).targets[0]?.error?.code).toBe('OtherAccount')
      expect(actionsOf(cloud)).not.toContain('ModifyBackendModel')
    }))

  test('in another account without the backend, with the account as the reported cause', () =>
    withCloud(seedOf(), async cloud => {
      const inputs = { ...guarded, 'sts-endpoint': cloud.endpoint, 'backend-id': 'elsewhere' }
      const result = await step(inputsFor(cloud, inputs))
      expect(reportOf(result).targets[0]?.error?.code).toBe('OtherAccount')
    }))

  test('for a role of another account', () =>
    withRole({}, async (cloud, issuer) => {
      const result = await step(inputsFor(cloud, { ...keylessInputs(cloud), ...guarded }), {
        env: issuer.env
      })
      expect(reportOf(result).targets[0]?.error?.code).toBe('OtherAccount')
      expect(cloud.cloud.sessions()).toHaveLength(1)
    }))

  test.each<[Fault, string, string]>([
    [
      { kind: 'custom', status: 403, code: 'NoPermission', message: 'denied', action: 'GetCallerIdentity' },
      'NoPermission',
      'a policy that denies sts:GetCallerIdentity'
    ],
    [
      { kind: 'error-before-commit', action: 'GetCallerIdentity', times: 'every' },
      'ServiceUnavailable',
      'sts-endpoint'
    ],
    [
      { kind: 'empty-object', action: 'GetCallerIdentity', times: 'every' },
      'MalformedResponse',
      'sts-endpoint'
    ]
  ])('if the account cannot be determined: %j', (fault, code, cure) =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add(fault)
      const inputs = { 'allowed-account-ids': ACCOUNT, 'sts-endpoint': cloud.endpoint, 'max-attempts': '2' }
      const result = await step(inputsFor(cloud, inputs))
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(reportOf(result).targets[0]?.error?.code).toBe(code)
      expect(annotationsOf(result, 'error')[0]).toContain(
        'the account of these credentials, which allowed-account-ids requires, could not be determined'
      )
      expect(annotationsOf(result, 'error')[0]).toContain(cure)
      expect(actionsOf(cloud)).not.toContain('ModifyBackendModel')
    })
  )

  test('for an empty list, such as a dropped output', () =>
    withCloud(seedOf(), async cloud => {
      const result = await step(inputsFor(cloud, { 'allowed-account-ids': '' }))
      expect(result.outputs['result']).toBe('failed')
      expect(annotationsOf(result, 'error')[0]).toContain('allowed-account-ids')
      expect(cloud.requests).toEqual([])
    }))
})

test('mode: plan in another account fails as well', () =>
  withCloud(seedOf(), async cloud => {
    const inputs = { mode: 'plan', 'allowed-account-ids': OTHER, 'sts-endpoint': cloud.endpoint }
    expect((await step(inputsFor(cloud, inputs))).outputs['result']).toBe('failed')
  }))
