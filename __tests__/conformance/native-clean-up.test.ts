import { expect, test } from '@jest/globals'
import { MARK } from '../../conformance/native/ownership.ts'
import type { NativeSession } from '../../conformance/native/session.ts'
import { startGate } from '../support/gate.ts'
import { onPosix } from '../support/systems.ts'
import { namesIn, nativeSeedWith, runNativeAgainst, UNTOUCHED, withNativeTarget } from './native-support.ts'
import { keysOf, startKit } from './support.ts'

const NAMED = ['--native', '--gateway', 'gw-test', '--http-api', 'api-test']

// Skipped only on Windows: without signals, a process is killed at once there, and --clean-up finds what it left.
const signalled = onPosix ? test : test.skip // no signals on Windows

signalled('SIGTERM during CreateHttpApiRoute: what was created is deleted', () =>
  withNativeTarget(nativeSeedWith(), async target => {
    const gate = await startGate(Number(target.endpoint.split(':')[1]))
    const arrived = target.nextRequest('CreateHttpApiRoute')
    const kit = startKit([...NAMED, '--endpoint', gate.endpoint], keysOf(target))
    await arrived
    // the response is held until the kit has received the signal
    gate.hold()
    kit.kill('SIGTERM')
    await kit.printedError
    gate.release()
    const end = await kit.ended
    await gate.close()
    expect(end).toMatchObject({
      code: 143,
      stdout: expect.stringContaining('Everything that was created is deleted.')
    })
    expect(namesIn(target)).toEqual(UNTOUCHED)
  })
)

test.each([
  ['reset-after-commit', 'CreateService'],
  ['reset-before-commit', 'CreateService'],
  ['error-after-commit', 'CreateHttpApiRoute'],
  ['truncated-json', 'CreateHttpApiRoute']
] as const)('a creation that fails with %s (%s) leaves nothing', (kind, action) =>
  withNativeTarget(nativeSeedWith(), async target => {
    target.faults.add({ kind, action, times: 2 })
    const run = await runNativeAgainst(target)
    expect(run).toMatchObject({ endedEarly: `${action} was rejected`, leftovers: [] })
    expect(namesIn(target)).toEqual(UNTOUCHED)
  })
)

test('what was created is deleted after an internal error', () =>
  withNativeTarget(nativeSeedWith(), async target => {
    const play = async (session: NativeSession) => {
      await session.createService('blue', 'VIP', '192.0.2.1:8080')
      throw new TypeError('undefined is not a function')
    }
    const run = await runNativeAgainst(target, {}, play)
    expect(run.endedEarly).toBe('internal error: undefined is not a function')
    expect(namesIn(target)).toEqual(UNTOUCHED)
  }))

test('reports what cannot be deleted with its ID', () =>
  withNativeTarget(nativeSeedWith({ key: ', deny: [DeleteService]' }), async target => {
    const { leftovers } = await runNativeAgainst(target)
    const left = namesIn(target).filter(name => !UNTOUCHED.includes(name))
    expect(leftovers.map(({ name }) => `gw-test service ${name}`)).toEqual(left)
    expect(left).toHaveLength(3)
    for (const { id, reason } of leftovers) {
      expect(reason).toMatch(/^DeleteService: 403 /)
      expect(target.cloud.apig.service(id)).toBeDefined()
    }
  }))

test('--clean-up deletes what earlier runs left in this API and this gateway, and nothing else', () => {
  const run = 'conformance-kit-20261124-0123abcd'
  const route = (id: string, name: string, description = MARK) =>
    `      - { id: ${id}, name: ${name}, description: '${description}', path: /x, backend: { service: ${run}-blue } }\n`
  const seed = nativeSeedWith({
    services: [
      `  - { name: ${run}-blue, gateway: for-the-test, type: VIP, addresses: ['192.0.2.1:8080'] }`,
      `  - { name: ${run}-green, gateway: for-the-test, type: VIP, addresses: ['10.0.0.9:8080'] }`,
      `  - { name: ${run}-blue, gateway: shop, type: VIP, addresses: ['192.0.2.1:8080'] }`
    ].join('\n'),
    routes: route('hr-1', `${run}-live`) + route('hr-2', `${run}-draft`, 'changed by someone').trimEnd()
  })
  return withNativeTarget(seed, async target => {
    const args = ['--clean-up', ...NAMED, '--endpoint', target.endpoint]
    // the second route leads to another service
    target.cloud.apig.writeRoute('hr-2', {
      backendConfig: { scene: 'SingleService', services: [{ serviceId: 'svc-test' }] }
    })
    const { code, stdout, stderr } = await startKit(args, keysOf(target)).ended
    expect([code, stderr]).toEqual([0, ''])
    expect(namesIn(target).filter(name => !UNTOUCHED.includes(name))).toEqual([
      `gw-test service ${run}-green`,
      `gw-shop service ${run}-blue`,
      `api-test route ${run}-draft`
    ])
    expect(stdout).toContain(`deleted ${run}-live\ndeleted ${run}-blue\n`)
    expect(stdout).toMatch(/not deleted: conformance-kit-20261124-0123abcd-draft hr-2: its name, description/)
    const again = await startKit(args, keysOf(target)).ended
    expect(again.stdout).toContain('Nothing to delete.')
  })
})
