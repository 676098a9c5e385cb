import { expect, test } from '@jest/globals'
import { MARK } from '../../conformance/native/ownership.ts'
import type { NativeSession } from '../../conformance/native/session.ts'
import { startGate } from '../support/gate.ts'
import { onPosix } from '../support/systems.ts'
import { namesIn, nativeSeedWith, runNativeAgainst, UNTOUCHED, withNativeTarget } from './native-support.ts'
import { keysOf, startKit } from './support.ts'

const NAMED = ['--native', '--gateway', 'gw-test', '--http-api', 'api-test']

// Skipped on Windows alone: it has no signals, a process ends at once there, and --clean-up finds what it left.
const signalled = onPosix ? test : test.skip // no signals on Windows

signalled('SIGTERM while a route is created: what was made is deleted', () =>
  withNativeTarget(nativeSeedWith(), async target => {
    const gate = await startGate(Number(target.endpoint.split(':')[1]))
    const arrived = target.nextRequest('CreateHttpApiRoute')
    const kit = startKit([...NAMED, '--endpoint', gate.endpoint], keysOf(target))
    await arrived
    // the answer is on its way until the kit has taken the signal
    gate.hold()
    kit.kill('SIGTERM')
    await kit.complained
    gate.release()
    const end = await kit.ended
    await gate.close()
    expect(end).toMatchObject({
      code: 143,
      stdout: expect.stringContaining('Everything that was made is deleted.')
    })
    expect(namesIn(target)).toEqual(UNTOUCHED)
  })
)

test.each([
  ['reset-after-commit', 'CreateService'],
  ['reset-before-commit', 'CreateService'],
  ['error-after-commit', 'CreateHttpApiRoute'],
  ['truncated-json', 'CreateHttpApiRoute']
] as const)('a creation that ends in %s (%s)', (kind, action) =>
  withNativeTarget(nativeSeedWith(), async target => {
    target.faults.add({ kind, action, times: 2 })
    const run = await runNativeAgainst(target)
    expect(run).toMatchObject({ endedEarly: `${action} was refused`, leftovers: [] })
    expect(namesIn(target)).toEqual(UNTOUCHED)
  })
)

test('a fault of the kit in the middle', () =>
  withNativeTarget(nativeSeedWith(), async target => {
    const play = async (session: NativeSession) => {
      await session.createService('blue', 'VIP', '192.0.2.1:8080')
      throw new TypeError('undefined is not a function')
    }
    const run = await runNativeAgainst(target, {}, play)
    expect(run.endedEarly).toBe('a fault of the kit: undefined is not a function')
    expect(namesIn(target)).toEqual(UNTOUCHED)
  }))

test('what cannot be deleted is said with its id', () =>
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

test('--clean-up deletes what earlier runs have left in this API and this gateway, and nothing else', () => {
  const run = 'conformance-kit-20261124-0123abcd'
  const route = (id: string, name: string, description = MARK) =>
    `      - { id: ${id}, name: ${name}, description: '${description}', path: /x, backend: { service: ${run}-blue } }\n`
  const seed = nativeSeedWith({
    services: [
      `  - { name: ${run}-blue, gateway: for-the-test, type: VIP, addresses: ['192.0.2.1:8080'] }`,
      `  - { name: ${run}-green, gateway: for-the-test, type: VIP, addresses: ['10.0.0.9:8080'] }`,
      `  - { name: ${run}-blue, gateway: shop, type: VIP, addresses: ['192.0.2.1:8080'] }`
    ].join('\n'),
    routes: route('hr-1', `${run}-live`) + route('hr-2', `${run}-draft`, 'somebody made it his own').trimEnd()
  })
  return withNativeTarget(seed, async target => {
    const args = ['--clean-up', ...NAMED, '--endpoint', target.endpoint]
    // the second route still leads there
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
    expect(stdout).toMatch(
      /left alone: conformance-kit-20261124-0123abcd-draft hr-2: its name, or its description/
    )
    const again = await startKit(args, keysOf(target)).ended
    expect(again.stdout).toContain('There is nothing to delete.')
  })
})
