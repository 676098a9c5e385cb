import { expect, test } from '@jest/globals'
import { compare } from '../../conformance/compare.ts'
import { NATIVE_QUESTIONS } from '../../conformance/native/questions.ts'
import { namesIn, nativeSeedWith, runNativeAgainst, UNTOUCHED, withNativeTarget } from './native-support.ts'
import { keysOf, startKit } from './support.ts'

test('in the emulator every check holds, every question has an answer, and nothing is left', () =>
  withNativeTarget(nativeSeedWith(), async target => {
    const run = await runNativeAgainst(target)
    expect(run).toMatchObject({ endedEarly: undefined, interrupted: false, leftovers: [] })
    expect(run.checks.filter(({ holds }) => !holds)).toEqual([])
    expect(run.checks.length).toBeGreaterThan(10)
    expect(Object.keys(run.answers)).toEqual(Object.keys(NATIVE_QUESTIONS))
    expect(Object.entries(run.answers).filter(([, answer]) => answer === '')).toEqual([])
    expect(namesIn(target)).toEqual(UNTOUCHED)
    // existing resources were neither named nor written
    const named = JSON.stringify(target.requests.map(({ url, body }) => [url, body]))
    for (const id of ['svc-test', 'svc-shop', 'hr-test', 'hr-shop', 'gw-shop', 'api-shop']) {
      expect(named).not.toContain(id)
    }
    const written = new Set(target.cloud.apig.writes().map(({ id }) => id))
    expect([...written].filter(id => /-(test|shop)$/.test(id))).toEqual([])
  }))

test('the records of two runs are the same, without IDs, accounts, hosts and names of the gateway', async () => {
  const [one, other] = await Promise.all(
    [nativeSeedWith(), nativeSeedWith()].map(seed =>
      withNativeTarget(seed, target => runNativeAgainst(target))
    )
  )
  if (one === undefined || other === undefined) throw new Error('no runs')
  expect(compare(one.steps, other.steps)).toEqual([])
  const { steps, checks, answers } = one
  const text = JSON.stringify({ steps, checks, answers })
  expect(text).not.toMatch(
    /gw-test|api-test|for-the-test|env-|alicloudapi|1234567890123456|conformance-test-key/
  )
  expect(text).not.toMatch(/\b(svc|hr)-[0-9a-f]{16,}|[0-9A-F]{8}-[0-9A-F]{4}-|\b1[0-9]{12}\b/)
  expect(text).toContain('<route live>')
})

test.each([
  [
    'another gateway',
    { gatewayId: 'gw-shop', httpApiId: 'api-test' },
    'the API does not belong to the gateway in --gateway'
  ],
  [
    'an API that does not exist',
    { gatewayId: 'gw-test', httpApiId: 'api-none' },
    'GetHttpApi of the API: 404'
  ]
])('creates nothing with %s', (_, scope, why) =>
  withNativeTarget(nativeSeedWith(), async target => {
    const { NativeOwnership } = await import('../../conformance/native/ownership.ts')
    const run = await runNativeAgainst(target, { own: new NativeOwnership(target.time.now(), scope) })
    expect(run.endedEarly).toContain(why)
    expect(target.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  })
)

test('creates nothing in an API of an Ingress', () =>
  withNativeTarget(
    nativeSeedWith().replace('id: api-test\n', 'id: api-test\n    type: HttpIngress\n'),
    async target => {
      const run = await runNativeAgainst(target)
      expect(run.endedEarly).toContain('invalid type "HttpIngress" of the API')
      expect(target.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    }
  ))

test('a throttled call is retried and counted', () =>
  withNativeTarget(nativeSeedWith(), async target => {
    target.faults.add({ kind: 'throttling', action: 'CreateService', times: 2 })
    const run = await runNativeAgainst(target)
    expect(run.endedEarly).toBeUndefined()
    expect(run.answers['native-rate-limits']).toContain('2 were throttled')
  }))

test('the command, with a running emulator, prints the product, its questions and the differences', () =>
  withNativeTarget(nativeSeedWith(), async target => {
    const args = ['--native', '--gateway', 'gw-test', '--http-api', 'api-test', '--endpoint', target.endpoint]
    // a rejected call stops it before anything waits in real time
    target.faults.add({
      kind: 'custom',
      action: 'CreateHttpApiRoute',
      times: 2,
      status: 400,
      code: 'NoRoute',
      message: 'no'
    })
    const { code, stdout, stderr, record } = await startKit(args, keysOf(target)).ended
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toContain('Testing Cloud-native API Gateway at ')
    expect(stdout).toContain('The script ended early: CreateHttpApiRoute was rejected')
    expect(stdout).toContain('  Does GetService show an update immediately?\n    endpoint: yes, at read 1\n')
    expect(stdout).toMatch(/^ {2}create route live +response +400 NoRoute +200$/m)
    expect(JSON.parse(record)).toMatchObject({ product: 'Cloud-native API Gateway', leftovers: 0 })
    expect(namesIn(target)).toEqual(UNTOUCHED)
  }))
