import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import {
  BACKEND_ID,
  liveOf,
  NEW_ADDRESS,
  OLD_ADDRESS,
  seedOf,
  withCloud,
  writesTo
} from '../support/cloud.ts'
import { annotationsOf, codeOf, inputsFor, reportOf, step } from '../support/step.ts'

const plan = { mode: 'plan' }

test('a plan has its outputs and its file, and sends nothing', () =>
  withCloud(seedOf(), async cloud => {
    const temp = await mkdtemp(join(tmpdir(), 'runner-temp-'))
    try {
      const result = await step(inputsFor(cloud, plan), { temp, idlePost: true })
      expect(result.exitCode).toBe(0)
      const { 'plan-fingerprint': fingerprint, 'plan-file': file, ...outputs } = result.outputs
      expect(outputs).toMatchObject({
        result: 'planned',
        changed: 'false',
        'has-changes': 'true',
        'backend-type': 'HTTP',
        'apis-total': '3',
        'previous-backend-model-data': `{"ServiceAddress":"${OLD_ADDRESS}"}`
      })
      expect(outputs).not.toHaveProperty('request-id')
      expect(fingerprint).toMatch(/^fp1:[0-9a-f]{64}$/)
      expect(await readFile(file ?? '', 'utf8')).toBe(`${BACKEND_ID}/RELEASE ${fingerprint ?? ''}\n`)
      expect(reportOf(result).targets[0]).toMatchObject({
        result: 'planned',
        fingerprint,
        changes: [{ path: 'ServiceAddress', before: OLD_ADDRESS, after: NEW_ADDRESS }]
      })
      expect(result.log).toContain(`+ ${NEW_ADDRESS}`)
      expect(writesTo(cloud)).toBe(0)
      // without a journal, the post step has nothing to do
      expect(result.state).toEqual({})
      expect(result.post).toMatchObject({ exitCode: 0, rawStdout: '', rawStderr: '', summary: '' })
    } finally {
      await rm(temp, { recursive: true })
    }
  }))

test('every spelling of a definition has the same fingerprint, another definition another one', () =>
  withCloud(
    seedOf({ definition: "{ ServiceAddress: 'http://10.0.0.1', ServiceTimeout: 5000 }" }),
    async cloud => {
      const fingerprintOf = async (data: string): Promise<string | undefined> => {
        const result = await step(inputsFor(cloud, { ...plan, 'backend-model-data': data }))
        expect(result.outputs['result']).toBe('planned')
        return result.outputs['plan-fingerprint']
      }
      const [first, ...others] = await Promise.all(
        [
          `{"ServiceAddress":"${NEW_ADDRESS}","ServiceTimeout":7000}`,
          `{ "ServiceTimeout": "7000",\n  "ServiceAddress": "${NEW_ADDRESS}" }`,
          `ServiceTimeout: 7000 # ms\nServiceAddress: ${NEW_ADDRESS}\nHttpTargetHostName: ''\n`
        ].map(fingerprintOf)
      )
      expect(new Set([first, ...others]).size).toBe(1)
      const another = await fingerprintOf(`{"ServiceAddress":"${NEW_ADDRESS}","ServiceTimeout":7001}`)
      expect(another?.slice(0, 36)).toBe(first?.slice(0, 36))
      expect(another).not.toBe(first)
      expect(writesTo(cloud)).toBe(0)
    }
  ))

test('without a difference there are no changes, but a re-run would send', () =>
  withCloud(seedOf(), async cloud => {
    const inputs = inputsFor(cloud, {
      ...plan,
      'backend-model-data': JSON.stringify({ ServiceAddress: OLD_ADDRESS })
    })
    const [first, rerun] = await Promise.all([step(inputs), step(inputs, { github: { runAttempt: '2' } })])
    expect(first.outputs).toMatchObject({ result: 'planned', 'has-changes': 'false', 'apis-total': '0' })
    expect(rerun.outputs).toMatchObject({ result: 'planned', 'has-changes': 'true', 'apis-total': '3' })
  }))

describe('a plan without the permission to read is an error', () => {
  test.each([
    [['ModifyBackendModel', 'DescribeApisByBackend'], 'DescribeBackendInfo'],
    [['ModifyBackendModel', 'DescribeBackendInfo'], 'DescribeApisByBackend']
  ])('with only %j', (allow, missing) =>
    withCloud(seedOf({ allow }), async cloud => {
      const result = await step(
        inputsFor(cloud, { ...plan, 'backend-type': 'HTTP', 'backend-model-id': 'any' })
      )
      expect(result.exitCode).toBe(1)
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(annotationsOf(result, 'error')[0]).toContain(`apigateway:${missing}`)
      expect(annotationsOf(result, 'error')[0]).toContain('mode: plan')
      expect(result.outputs['plan-fingerprint'] ?? '').toBe('')
    })
  )
})

describe('definition: patch', () => {
  const patch = (data: unknown) => ({ definition: 'patch', 'backend-model-data': JSON.stringify(data) })
  const CORS = `{ MockConfig: { MockResult: old, MockHeaders: [{ HeaderName: Access-Control-Allow-Credentials, HeaderValue: 'true' }] } }`
  const definition = `{ ServiceAddress: '${OLD_ADDRESS}', ServiceTimeout: 5000, HttpTargetHostName: shop.test }`

  test('merges its keys into the live definition, and null removes one', () =>
    withCloud(seedOf({ definition }), async cloud => {
      const result = await step(
        inputsFor(cloud, patch({ ServiceAddress: NEW_ADDRESS, HttpTargetHostName: null }))
      )
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(liveOf(cloud)).toEqual({ ServiceAddress: NEW_ADDRESS, ServiceTimeout: 5000 })
      expect(reportOf(result).targets[0]?.changes).toEqual([
        { path: 'ServiceAddress', before: OLD_ADDRESS, after: NEW_ADDRESS, omitted: false },
        { path: 'HttpTargetHostName', before: 'shop.test', after: null, omitted: false }
      ])
      const again = await step(
        inputsFor(cloud, patch({ ServiceAddress: NEW_ADDRESS, HttpTargetHostName: null }))
      )
      expect(again.outputs['result']).toBe('unchanged')
    }))

  test('works with a header that only looks like a secret', () =>
    withCloud(seedOf({ type: 'MOCK', definition: CORS }), async cloud => {
      const result = await step(inputsFor(cloud, patch({ MockConfig: { MockResult: 'new' } })))
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(liveOf(cloud)).toMatchObject({ MockConfig: { MockResult: 'new', MockHeaders: [{}] } })
      expect(result.outputs['previous-backend-model-data']).toContain('Access-Control-Allow-Credentials')
    }))

  test('with a secret is an error before any write', () =>
    withCloud(
      seedOf({
        definition: `{ ServiceAddress: '${OLD_ADDRESS}', AccessToken: live-token-value }`,
        strict: false
      }),
      async cloud => {
        const result = await step(inputsFor(cloud, patch({ ServiceAddress: NEW_ADDRESS })))
        expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
        expect(codeOf(result)).toBe('PatchOverSecret')
        expect(result.rawStdout.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('live-token-value')
        expect(writesTo(cloud)).toBe(0)
      }
    ))

  test('without the permission to read is an error before any write', () =>
    withCloud(seedOf({ allow: ['ModifyBackendModel'] }), async cloud => {
      const result = await step(
        inputsFor(cloud, {
          ...patch({ ServiceAddress: NEW_ADDRESS }),
          'backend-type': 'HTTP',
          'backend-model-id': 'any'
        })
      )
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(annotationsOf(result, 'error')[0]).toContain('definition: patch')
      expect(writesTo(cloud)).toBe(0)
    }))
})

test('more than max-apis is an error before any write, and a warning in a plan', () =>
  withCloud(seedOf({ apis: 3 }), async cloud => {
    const [refused, planned] = await Promise.all([
      step(inputsFor(cloud, { 'max-apis': '2' })),
      step(inputsFor(cloud, { ...plan, 'max-apis': '2' }))
    ])
    expect(refused.outputs).toMatchObject({ result: 'failed', changed: 'false', 'has-changes': 'true' })
    expect(codeOf(refused)).toBe('TooManyApis')
    expect(planned.outputs['result']).toBe('planned')
    expect(annotationsOf(planned, 'warning').join()).toContain(
      'max-apis: 2 would be refused: 3 published APIs would be affected'
    )
    expect(writesTo(cloud)).toBe(0)
    const enough = await step(inputsFor(cloud, { 'max-apis': '3' }))
    expect(enough.outputs['result']).toBe('switched')
  }))

test('max-apis without the permission to list the APIs is an error before any write', () =>
  withCloud(seedOf({ allow: ['ModifyBackendModel', 'DescribeBackendInfo'] }), async cloud => {
    const result = await step(inputsFor(cloud, { 'max-apis': '100' }))
    expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
    expect(annotationsOf(result, 'error')[0]).toContain('apigateway:DescribeApisByBackend')
    expect(writesTo(cloud)).toBe(0)
  }))
