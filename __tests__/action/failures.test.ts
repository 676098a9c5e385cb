import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../emulator/faults.ts'
import { actionsOf, BACKEND_ID, MODEL_ID, NEW_ADDRESS, seedOf, withCloud } from '../support/cloud.ts'
import { INSTANT_SLEEPS } from '../support/step-time.ts'
import { annotationsOf, inputsFor, reportOf, step as stepOf } from '../support/step.ts'

/** Between two attempts it only waits. */
const step: typeof stepOf = (inputs, options) =>
  stepOf(inputs, { ...options, env: { ...INSTANT_SLEEPS, ...options?.env } })

test.concurrent('invalid inputs are reported together and nothing is sent', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(
      inputsFor(cloud, {
        'backend-id': '',
        'stage-name': 'release',
        wait: 'maybe',
        'backend-model-data': '{"a":1,"a":2}'
      })
    )
    expect(result.conclusion).toBe('failure')
    expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false', 'error-code': 'InvalidInput' })
    const errors = annotationsOf(result, 'error')
    expect(errors).toHaveLength(1)
    for (const part of ['4 problems', 'backend-id', 'stage-name', 'wait', 'line 1, column 8']) {
      expect(errors[0]).toContain(part)
    }
    expect(cloud.requests).toHaveLength(0)
    expect(result.rawStderr).toBe('')
  }))

test.concurrent('reads the definition from a YAML file in the workspace', () =>
  withCloud(seedOf(), async cloud => {
    const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
    try {
      await writeFile(join(workspace, 'backend.yaml'), `ServiceAddress: ${NEW_ADDRESS}\n`)
      const result = await step(
        inputsFor(cloud, { 'backend-model-data': '', 'backend-model-data-file': 'backend.yaml' }),
        { workspace }
      )
      expect(result.outputs['result']).toBe('switched')
    } finally {
      await rm(workspace, { recursive: true })
    }
  }))

describe('a mismatch with the live backend is an error before any write', () => {
  test.concurrent.each([
    [{ 'backend-type': 'VPC' }, 'Mismatch'],
    [{ 'backend-model-id': 'another' }, 'Mismatch'],
    [{ 'stage-name': 'PRE' }, 'NoDefinition'],
    [{ 'backend-id': 'unknown' }, 'NotFoundBackend']
  ])('%j', (inputs, code) =>
    withCloud(seedOf(), async cloud => {
      const result = await step(inputsFor(cloud, inputs))
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(reportOf(result).targets[0]?.error).toMatchObject({ code, hint: expect.any(String) })
      expect(actionsOf(cloud)).not.toContain('ModifyBackendModel')
    })
  )
})

test.concurrent('a wrong access key fails after one attempt, with its cure', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud, { 'access-key-secret': 'another-secret' }))
    expect(reportOf(result).targets[0]?.error?.code).toBe('SignatureDoesNotMatch')
    expect(annotationsOf(result, 'error')[0]).toContain('Copy both again')
    expect(actionsOf(cloud).filter(action => action === 'DescribeBackendInfo')).toHaveLength(1)
  }))

describe('reads that fail for a while are retried', () => {
  const faults: Fault[] = [
    { kind: 'error-before-commit', status: 502, body: 'html', times: 2 },
    { kind: 'error-before-commit', status: 503, body: 'empty', times: 2 },
    { kind: 'reset-before-commit', times: 2 },
    { kind: 'reset-after-commit', times: 2 },
    { kind: 'truncated-json', times: 2 },
    { kind: 'empty-object', times: 2 },
    { kind: 'throttling', times: 2 },
    { kind: 'custom', status: 200, code: 'Throttling.Api', message: 'later', times: 2 },
    { kind: 'custom', status: 409, code: 'Conflict.LockFailed', message: 'later', times: 2 },
    { kind: 'custom', status: 200, code: 'Whatever', message: 'a code in a 200', times: 2 },
    { kind: 'custom', status: 400, code: 'InternalError', message: 'no idea', times: 2 }
  ]
  test.concurrent.each(faults)('$kind', fault =>
    withCloud(seedOf(), async cloud => {
      for (const action of ['DescribeBackendInfo', 'DescribeApisByBackend'])
        cloud.faults.add({ ...fault, action })
      const result = await step(inputsFor(cloud))
      expect(result.outputs['result']).toBe('switched')
      expect(result.log.match(/retrying in/g)).toHaveLength(4)
    })
  )
})

test.concurrent('a read that hangs is retried after request-timeout', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'hang-before-commit', action: 'DescribeBackendInfo' })
    const result = await step(inputsFor(cloud, { 'request-timeout': '3s', 'max-attempts': '10' }))
    expect(result.outputs['result']).toBe('switched')
    expect(result.log).toContain('no complete response')
  }))

test.concurrent('a read without a response fails after max-attempts', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'error-before-commit', action: 'DescribeBackendInfo', times: 'every' })
    const result = await step(inputsFor(cloud, { 'max-attempts': '2' }))
    expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
    expect(actionsOf(cloud).filter(action => action === 'DescribeBackendInfo')).toHaveLength(2)
    expect(actionsOf(cloud)).not.toContain('ModifyBackendModel')
  }))

test.concurrent('an error code with HTTP 200 is an error', () =>
  withCloud(seedOf(), async cloud => {
    const message = 'The specified BackendModelData is not valid.'
    cloud.faults.add({
      ...{ kind: 'custom', status: 200, code: 'InvalidBackendModelData', message },
      action: 'ModifyBackendModel'
    })
    const result = await step(inputsFor(cloud))
    expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
    // it was sent and rejected: nothing changed
    expect(result.outputs['apis-total']).toBe('')
    expect(reportOf(result).targets[0]?.error).toMatchObject({ code: 'InvalidBackendModelData' })
    expect(actionsOf(cloud).filter(action => action === 'ModifyBackendModel')).toHaveLength(1)
  }))

describe('a 403 that is not a RAM denial', () => {
  test.concurrent.each([
    ['SignatureDoesNotMatch', 'Copy both again'],
    ['InvalidAction', 'Check endpoint'],
    ['InvalidAction.NotFound', 'Check endpoint'],
    ['NoSuchVersion', 'Check endpoint'],
    ['InvalidAccessKeyId', 'Check access-key-id'],
    ['InvalidAccessKeySecret', 'Copy both again'],
    ['InsufficientBalance', 'Top up the balance'],
    ['IllegalTimestamp', 'clock'],
    ['Forbidden.RiskControl', 'risk control']
  ])('%s fails before any write, with its own cure', (code, cure) =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({
        ...{ kind: 'custom', status: 403, code, message: 'No.' },
        ...{ action: 'DescribeBackendInfo', times: 'every' }
      })
      const inputs = { 'backend-type': 'HTTP', 'backend-model-id': MODEL_ID }
      const result = await step(inputsFor(cloud, inputs))
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(reportOf(result).targets[0]?.error).toMatchObject({ code, hint: expect.stringContaining(cure) })
      expect(result.log).not.toContain('"Statement"')
      expect(actionsOf(cloud)).not.toContain('ModifyBackendModel')
    })
  )
})

describe('an ambiguous write is resolved by reading', () => {
  const faults: Fault[] = [
    { kind: 'reset-before-commit' },
    { kind: 'reset-after-commit' },
    { kind: 'error-before-commit', status: 502, body: 'html' },
    { kind: 'error-after-commit', status: 500, body: 'json' },
    { kind: 'truncated-json' },
    { kind: 'empty-object' },
    { kind: 'custom', status: 200, code: 'Whatever', message: 'a code in a 200' },
    { kind: 'error-after-commit', status: 200, code: 'Whatever', message: 'a code in a 200' },
    { kind: 'error-after-commit', status: 400, code: 'InternalError' }
  ]
  test.concurrent.each(faults)('$kind $status $code', fault =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ ...fault, action: 'ModifyBackendModel' })
      const result = await step(inputsFor(cloud))
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(actionsOf(cloud).filter(action => action === 'ModifyBackendModel')).toHaveLength(2)
    })
  )

  test.concurrent('another writer in between is a conflict, and its definition is not overwritten', () =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'reset-before-commit', action: 'ModifyBackendModel' })
      cloud.faults.add({
        kind: 'another-writer',
        action: 'DescribeBackendInfo',
        nth: 2,
        backend: BACKEND_ID,
        stage: 'RELEASE',
        definition: { ServiceAddress: 'http://10.9.9.9' }
      })
      const result = await step(inputsFor(cloud))
      expect(result.outputs).toMatchObject({ result: 'unknown', changed: 'true' })
      expect(reportOf(result).targets[0]?.error?.code).toBe('Conflict')
      expect(cloud.cloud.definition(BACKEND_ID, 'RELEASE')).toEqual({ ServiceAddress: 'http://10.9.9.9' })
    }))

  test.concurrent('without the permission to read, nothing is sent again', () =>
    withCloud(seedOf({ allow: ['ModifyBackendModel'] }), async cloud => {
      cloud.faults.add({ kind: 'reset-after-commit', action: 'ModifyBackendModel' })
      const result = await step(
        inputsFor(cloud, { 'backend-type': 'HTTP', 'backend-model-id': '3bb6375bc71c4e4c95ce05b4e7a55a9d' })
      )
      expect(result.outputs).toMatchObject({ result: 'unknown', changed: '' })
      expect(result.conclusion).toBe('failure')
      expect(actionsOf(cloud).filter(action => action === 'ModifyBackendModel')).toHaveLength(1)
    }))
})

test.concurrent('a refused connection fails with the endpoint in the error', async () => {
  const closed = await withCloud(seedOf(), cloud =>
    Promise.resolve(inputsFor(cloud, { 'max-attempts': '1' }))
  )
  const result = await step(closed)
  expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
  expect(annotationsOf(result, 'error')[0]).toMatch(/127\.0\.0\.1:\d+ refused the connection/)
})

test.concurrent('an output file that cannot be written does not change the result', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud), {
      override: { GITHUB_OUTPUT: join(tmpdir(), 'no', 'such', 'file') }
    })
    expect(result.log).toContain('switched')
    expect(annotationsOf(result, 'warning').join()).toContain('could not be written')
    expect(result.exitCode).toBe(0)
  }))

test.concurrent('secrets of a live definition do not leave the process', () =>
  withCloud(
    seedOf({
      definition:
        "{ ServiceAddress: 'http://user:live-password@10.0.0.1', X: { AccessToken: live-token-value } }",
      strict: false
    }),
    async cloud => {
      const result = await step(
        inputsFor(cloud, {
          'backend-model-data': '{"ServiceAddress":"http://user:desired-password@10.0.0.2"}'
        }),
        { env: { NODE_DEBUG: 'http,https,net', DEBUG: '*' } }
      )
      expect(result.outputs).toMatchObject({ result: 'switched', 'previous-backend-model-data': '' })
      const left = [
        result.rawStdout.replaceAll(/^::add-mask::.*$/gm, ''),
        result.rawStderr,
        JSON.stringify(result.outputs)
      ].join('\n')
      for (const secret of ['live-password', 'live-token-value', 'desired-password', cloud.accessKeySecret]) {
        expect(left).not.toContain(secret)
      }
      expect(result.rawStderr).toBe('')
    }
  ))
