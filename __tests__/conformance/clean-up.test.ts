import { expect, test } from '@jest/globals'
import { MARK } from '../../conformance/ownership.ts'
import type { Session } from '../../conformance/session.ts'
import { startGate } from '../support/gate.ts'
import { onPosix } from '../support/systems.ts'
import { backendsOf, keysOf, runAgainst, seedWith, startKit, withTarget } from './support.ts'

// Skipped only on Windows: without signals, a process is killed at once there, and --clean-up finds what it left.
const signalled = onPosix ? test : test.skip // no signals on Windows

signalled.each([
  ['SIGINT', 'CreateBackend', 130],
  ['SIGTERM', 'ModifyBackendModel', 143]
] as const)('%s during %s: what was created is deleted', (signal, action, code) =>
  withTarget(seedWith(), async target => {
    const gate = await startGate(Number(target.endpoint.split(':')[1]))
    const arrived = target.nextRequest(action)
    const kit = startKit(['--endpoint', gate.endpoint], keysOf(target))
    await arrived
    // the response is held until the kit has received the signal
    gate.hold()
    kit.kill(signal)
    await kit.printedError
    gate.release()
    const end = await kit.ended
    await gate.close()
    expect(end.stderr).toBe(
      'interrupted: deleting what was created; interrupt again to quit without deleting\n'
    )
    expect(end).toMatchObject({
      code,
      stdout: expect.stringContaining('Everything that was created is deleted.')
    })
    expect(JSON.parse(end.record)).toMatchObject({ endedEarly: 'interrupted', leftovers: 0 })
    expect(target.requests.filter(request => request.action === 'DeleteBackend')).toHaveLength(1)
    expect(backendsOf(target)).toEqual(['orders'])
  })
)

test('a creation that gets no response is aborted, and found by its name', () =>
  withTarget(seedWith(), async target => {
    target.faults.add({ kind: 'hang-after-commit', action: 'CreateBackend' })
    const stop = new AbortController()
    const arrived = target.nextRequest('CreateBackend')
    const running = runAgainst(target, { stop: stop.signal, abort: stop.signal })
    await arrived
    stop.abort()
    expect(await running).toMatchObject({ interrupted: true, leftovers: [] })
    expect(backendsOf(target)).toEqual(['orders'])
  }))

test.each(['reset-after-commit', 'reset-before-commit', 'error-after-commit', 'truncated-json'] as const)(
  'a creation that fails with %s leaves nothing',
  kind =>
    withTarget(seedWith(), async target => {
      target.faults.add({ kind, action: 'CreateBackend' })
      const run = await runAgainst(target)
      expect(run).toMatchObject({ endedEarly: 'CreateBackend of a MOCK was rejected', leftovers: [] })
      expect(backendsOf(target)).toEqual(['orders'])
    })
)

test('what was created is deleted after an internal error', () =>
  withTarget(seedWith(), async target => {
    const play = async (session: Session) => {
      await session.createBackend('create backend', 'MOCK')
      throw new TypeError('undefined is not a function')
    }
    const run = await runAgainst(target, {}, play)
    expect(run.endedEarly).toBe('internal error: undefined is not a function')
    expect(backendsOf(target)).toEqual(['orders'])
  }))

test('a deletion that is rejected for a while is retried', () =>
  withTarget(seedWith(), async target => {
    target.faults.add({
      kind: 'custom',
      action: 'DeleteBackend',
      // the first one is part of the script: it deletes a backend in use
      nth: 2,
      times: 2,
      status: 400,
      code: 'ConcurrencyLockTimeout',
      message: 'later'
    })
    expect(await runAgainst(target)).toMatchObject({ endedEarly: undefined, leftovers: [] })
    expect(backendsOf(target)).toEqual(['orders'])
  }))

test('reports what cannot be deleted with its ID, and exits with 3', () =>
  withTarget(seedWith('', ', deny: [DeleteBackend]'), async target => {
    target.faults.add({
      kind: 'custom',
      action: 'CreateBackendModel',
      status: 400,
      code: 'No',
      message: 'no'
    })
    const { code, stderr, stdout } = await startKit(['--endpoint', target.endpoint], keysOf(target)).ended
    expect(stdout).toContain('The script ended early: CreateBackendModel was rejected')
    const [name = ''] = backendsOf(target).filter(candidate => candidate !== 'orders')
    const [, id = '?'] = / ([0-9a-f]{32}) /.exec(stderr) ?? []
    expect(target.cloud.call('DescribeBackendInfo', { BackendId: id })).toMatchObject({
      BackendInfo: { BackendName: name }
    })
    expect(stderr).toMatch(
      new RegExp(`^Could not be deleted:.*${name} +${id} +DeleteBackend: 403 NoPermission`, 's')
    )
    expect(code).toBe(3)
  }))

test('--clean-up deletes what earlier runs left, and nothing else', async () => {
  const mark = `description: '${MARK}'`
  const seed = seedWith(
    `
  - { name: conformance_kit_20261124_0123abcd_MOCK, type: MOCK, ${mark}, stages: { TEST: {}, PRE: {} } }
  - { name: conformance_kit_20261124_0123abcd_HTTP, type: HTTP, ${mark} }
  - { name: conformance_kit_20261124_4567cdef_MOCK, type: MOCK, ${mark}, stages: { TEST: {} } }
  - { name: conformance_kit_20261124_89abcdef_MOCK, type: MOCK, description: changed by someone }
  - { name: conformance_kit_of_another_team, type: MOCK, ${mark} }`,
    '',
    `
groups: [{ name: shop, domains: [shop.localhost] }]
apis: [{ name: a, group: shop, path: /a, backend: conformance_kit_20261124_4567cdef_MOCK, published: [TEST] }]`
  )
  await withTarget(seed, async target => {
    const { code, stdout, stderr } = await startKit(
      ['--clean-up', '--endpoint', target.endpoint],
      keysOf(target)
    ).ended
    expect([code, stderr]).toEqual([0, ''])
    expect(backendsOf(target)).toEqual([
      'orders',
      'conformance_kit_20261124_4567cdef_MOCK',
      'conformance_kit_20261124_89abcdef_MOCK',
      'conformance_kit_of_another_team'
    ])
    expect(stdout).toContain(
      'deleted conformance_kit_20261124_0123abcd_MOCK\ndeleted conformance_kit_20261124_0123abcd_HTTP\n'
    )
    expect(stdout).toMatch(/not deleted: conformance_kit_20261124_4567cdef_MOCK [0-9a-f]{32}: an API uses it/)
    const again = await startKit(['--clean-up', '--endpoint', target.endpoint], keysOf(target)).ended
    expect(again.stdout).toContain('Nothing to delete.')
  })
})
