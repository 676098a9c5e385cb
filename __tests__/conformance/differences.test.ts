import { expect, test } from '@jest/globals'
import { compare } from '../../conformance/compare.ts'
import { table } from '../../conformance/render.ts'
import { keysOf, runAgainst, seedWith, startKit, withTarget } from './support.ts'

test('reports the differences of a cloud that adds defaults and rejects with another code, and the failed checks', () =>
  withTarget(seedWith(), target =>
    withTarget(seedWith(), async emulator => {
      target.faults.add({
        kind: 'adds-defaults',
        action: 'ModifyBackendModel',
        times: 'every',
        defaults: { ServiceTimeout: 10_000 }
      })
      target.faults.add({
        kind: 'custom',
        action: 'DescribeUpdateBackendTask',
        times: 'every',
        status: 404,
        code: 'NotFoundTask',
        message: 'no such task'
      })
      const run = await runAgainst(target)
      const emulatorRun = await runAgainst(emulator)
      const differences = compare(run.steps, emulatorRun.steps)
      expect(differences).toContainEqual({
        step: 'read back',
        where: 'BackendInfo.BackendModels[0].BackendConfig.ServiceTimeout',
        target: '10000',
        emulator: '0'
      })
      expect(differences).toContainEqual({
        step: 'an unknown operation ID',
        where: 'response',
        target: '404 NotFoundTask',
        emulator: '400 NotFoundOperationUid'
      })
      expect(run.checks.filter(({ holds }) => !holds)).toEqual([
        { what: 'follow: the task of an OperationId can be read', holds: false, seen: '404 NotFoundTask' },
        {
          what: 'follow the deletion: the task of an OperationId can be read',
          holds: false,
          seen: '404 NotFoundTask'
        }
      ])
    })
  ))

test('detects a cloud that merges definitions', () =>
  withTarget(seedWith(), async target => {
    // a key of the previous definition is returned with the new ones
    target.faults.add({
      kind: 'adds-defaults',
      action: 'ModifyBackendModel',
      where: { BackendModelData: '{"MockConfig":{"MockResult":"few keys"}}' },
      defaults: { ServiceTimeout: 9_000 }
    })
    const run = await runAgainst(target)
    expect(run.answers['full-or-merge']).toBe(
      'accepted; of ServiceTimeout, MockStatusCode, MockHeaders it keeps ServiceTimeout'
    )
    expect(run.checks.filter(({ holds }) => !holds).map(({ what }) => what)).toEqual([
      'omitted keys are removed'
    ])
  }))

test('detects a cloud whose reads never show a write', () =>
  withTarget(seedWith(), async target => {
    target.faults.add({ kind: 'keeps-old-value', action: 'ModifyBackendModel', times: 'every' })
    const run = await runAgainst(target)
    expect(run.answers['read-after-write']).toBe('not after 3 reads')
    expect(run.checks.find(({ what }) => what === 'a modification is read back')?.holds).toBe(false)
  }))

test('the command prints a table of differences, writes a record without secrets, and exits with 1', () =>
  withTarget(seedWith(), async target => {
    // otherwise the kit would follow both in real time
    target.faults.add({
      kind: 'custom',
      action: 'ModifyBackendModel',
      status: 400,
      code: 'InvalidModel',
      message: 'no'
    })
    target.faults.add({
      kind: 'custom',
      action: 'DeleteBackendModel',
      where: { StageName: 'PRE' },
      status: 503,
      code: 'ServiceUnavailable',
      message: 'no'
    })
    target.faults.add({
      kind: 'keeps-old-value',
      action: 'ModifyBackendModel',
      where: { Description: 'x'.repeat(180) }
    })
    const args = ['--live', '--region', 'cn-hangzhou', '--endpoint', target.endpoint]
    const { code, stdout, stderr, record } = await startKit(args, keysOf(target)).ended
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/^ {2}step +where +cloud +emulator\n {2}-+ {2}-+/m)
    expect(stdout).toMatch(/^ {2}modify +response +400 InvalidModel +200$/m)
    expect(stdout).toMatch(/^ {2}follow +response +\(not called\) +200$/m)
    expect(stdout).toContain('  FAILED  a definition can be deleted: 503 ServiceUnavailable')
    expect(stdout).toContain(
      '  Does a definition replace the stored one, or are their keys merged?\n    cloud: accepted; of ServiceTimeout'
    )
    expect(JSON.parse(record)).toMatchObject({
      version: 1,
      target: 'cloud',
      region: 'cn-hangzhou',
      leftovers: 0
    })
    for (const text of [stdout, record]) {
      expect(text).not.toContain(target.accessKeySecret)
      expect(text).not.toContain(target.accessKeyId)
    }
    expect(record).not.toMatch(/[0-9a-f]{32}|1234567890123456/)
  }))

test('aligns a table, and truncates long cells', () => {
  expect(
    table([
      ['a', 'bb'],
      ['ccc', 'x'.repeat(100)]
    ])
  ).toEqual(['  a    bb', `  ---  ${'-'.repeat(60)}`, `  ccc  ${'x'.repeat(59)}…`])
})
