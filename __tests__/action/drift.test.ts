import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { BACKEND_ID, NEW_ADDRESS, OLD_ADDRESS, seedOf, withCloud, writesTo } from '../support/cloud.ts'
import {
  annotationsOf,
  codeOf,
  connectionTo,
  everythingOf,
  inputsFor,
  reportOf,
  step
} from '../support/step.ts'

const drift = { mode: 'plan', 'expect-no-changes': 'true' }
const AS_LIVE = JSON.stringify({ ServiceAddress: OLD_ADDRESS })

test('live as desired is planned and green, also with a re-run and skip-unchanged: false', () =>
  withCloud(seedOf(), async cloud => {
    const inputs = inputsFor(cloud, { ...drift, 'backend-model-data': AS_LIVE })
    for (const result of await Promise.all([
      step(inputs),
      step(inputs, { github: { runAttempt: '2' } }),
      step({ ...inputs, 'skip-unchanged': 'false' })
    ])) {
      expect(result.exitCode).toBe(0)
      expect(result.outputs).toMatchObject({ result: 'planned', changed: 'false', 'error-code': '' })
    }
  }))

test('another address is drifted, with the usual plan and the difference in the error', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud, { ...drift, summary: 'true' }))
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({
      result: 'drifted',
      'error-code': 'Drifted',
      changed: 'false',
      'has-changes': 'true'
    })
    expect(codeOf(result)).toBe('Drifted')
    const errors = annotationsOf(result, 'error')
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain(
      `orders/RELEASE (backend ${BACKEND_ID}): the live definition differs from the desired one (live -> desired): ServiceAddress: ${OLD_ADDRESS} -> ${NEW_ADDRESS}`
    )
    expect(result.log).toContain(`+ ${NEW_ADDRESS}`)
    expect(result.outputs['message']).toContain(
      `The live definition differs: ServiceAddress is ${OLD_ADDRESS}, desired ${NEW_ADDRESS}`
    )
    expect(result.summary).toContain('Drifted')
    expect(reportOf(result).targets[0]?.changes).toHaveLength(1)
    expect(writesTo(cloud)).toBe(0)
  }))

describe('an omitted key, by the description of the live definition', () => {
  const definition = `{ ServiceAddress: '${OLD_ADDRESS}', ServiceTimeout: 5000 }`

  test('is drift without a stamp, although an apply would send nothing', () =>
    withCloud(seedOf({ definition }), async cloud => {
      const result = await step(inputsFor(cloud, { ...drift, 'backend-model-data': AS_LIVE }))
      expect(result.outputs['message']).toContain('ServiceTimeout is 5000, not desired')
      expect(result.outputs).toMatchObject({ result: 'drifted', 'has-changes': 'false' })
      expect(annotationsOf(result, 'error')[0]).toContain('ServiceTimeout')
    }))

  test('is no drift if the service added it after a switch by this repository', () =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({
        kind: 'adds-defaults',
        action: 'ModifyBackendModel',
        defaults: { ServiceTimeout: 5000 }
      })
      const switched = await step(inputsFor(cloud))
      expect(switched.outputs['result']).toBe('switched')
      const check = (github: Record<string, string>) => step(inputsFor(cloud, drift), { github })
      const own = await check({})
      expect(own.outputs).toMatchObject({ result: 'planned' })
      const other = await check({ repository: 'octo-org/another' })
      expect(other.outputs).toMatchObject({ result: 'drifted' })
    }))
})

test('only drifted keys are reported, not a key that the service added under the own stamp, nor a description', () =>
  withCloud(
    seedOf({ definition: `{ ServiceAddress: '${OLD_ADDRESS}', ServiceTimeout: 5000 }` }).replace(
      'description: before',
      "description: 'octo-org/octo-shop@5f0c3a1d9be2 run 42 by octocat 0badc0de'"
    ),
    async cloud => {
      const inputs = inputsFor(cloud, { ...drift, description: 'version 2', summary: 'true' })
      const result = await step(inputs)
      expect(result.outputs['result']).toBe('drifted')
      expect(reportOf(result).targets[0]?.changes).toMatchObject([{ path: 'ServiceAddress' }])
      expect(result.outputs['message']).not.toMatch(/ServiceTimeout|description|more key/)
      expect(result.summary).toContain('in **1 key**')
      expect(result.summary).not.toContain('ServiceTimeout')
      const same = await step({ ...inputs, 'backend-model-data': AS_LIVE })
      expect(same.outputs).toMatchObject({ result: 'planned', 'has-changes': 'true' })
    }
  ))

test('one drifted target makes the step drifted', () =>
  withCloud(seedOf(), async cloud => {
    const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
    try {
      const stages = `{ RELEASE: ${AS_LIVE}, TEST: ${JSON.stringify({ ServiceAddress: NEW_ADDRESS })} }`
      const manifest = `version: 1\nbackends: { orders: { backend-id: ${BACKEND_ID}, stages: ${stages} } }\n`
      await writeFile(join(workspace, 'backends.yml'), manifest)
      const inputs = { ...connectionTo(cloud), ...drift, manifest: 'backends.yml', 'stage-name': '*' }
      const result = await step(inputs, { workspace })
      expect(result.exitCode).toBe(1)
      expect(result.outputs).toMatchObject({ result: 'drifted', 'error-code': 'Drifted' })
      expect(reportOf(result).targets.map(target => target.result)).toEqual(['planned', 'drifted'])
      expect(annotationsOf(result, 'error')).toHaveLength(1)
    } finally {
      await rm(workspace, { recursive: true, force: true })
    }
  }))

test('secrets are redacted in the difference', () =>
  withCloud(
    seedOf({
      definition: `{ ServiceAddress: '${OLD_ADDRESS}', AccessToken: live-token-value }`,
      strict: false
    }),
    async cloud => {
      const data = JSON.stringify({ ServiceAddress: OLD_ADDRESS, AccessToken: 'desired-token-value' })
      const result = await step(inputsFor(cloud, { ...drift, 'backend-model-data': data }))
      expect(result.outputs['result']).toBe('drifted')
      expect(annotationsOf(result, 'error')[0]).toContain('AccessToken: (secret)')
      expect(everythingOf(result)).not.toMatch(/live-token-value|desired-token-value/)
    }
  ))

test('fails without the permission to read, and names it', () =>
  withCloud(seedOf({ allow: ['DescribeApisByBackend', 'ModifyBackendModel'] }), async cloud => {
    const result = await step(inputsFor(cloud, drift))
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ result: 'failed' })
    const [error] = annotationsOf(result, 'error')
    expect(error).toContain('apigateway:DescribeBackendInfo')
    expect(error).toContain('expect-no-changes')
  }))

test.each(['apply', 'validate'])('expect-no-changes is an input error in mode %s', mode =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud, { ...drift, mode }))
    expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'InvalidInput' })
    expect(annotationsOf(result, 'error')[0]).toContain('expect-no-changes: requires mode: plan')
    expect(cloud.requests).toEqual([])
  })
)
