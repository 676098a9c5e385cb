import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { EMULATOR_INPUTS } from '../../emulator/action/inputs.ts'
import { EXPECT_INPUTS } from '../../emulator/action/run-expect.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { startControl } from '../../emulator/steering/server.ts'
import type { ControlEndpoint } from '../../emulator/steering/server.ts'
import type { StepResult } from '../../step-runner/result.ts'
import { runStep } from '../../step-runner/step.ts'
import { BACKEND_ID, liveOf, NEW_ADDRESS, OLD_ADDRESS, seedOf } from '../support/cloud.ts'
import { annotationsOf, inputsFor, ROOT, step } from '../support/step.ts'
import { until } from '../support/until.ts'

const ACTION = join(ROOT, 'emulator', 'expect')
const TOKEN = 'control-token-of-this-test'

let workspace = ''
let cloud: Emulator
let control: ControlEndpoint
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'expect-'))
  cloud = await startEmulator({ seed: seedOf() })
  control = await startControl(cloud, TOKEN)
})
afterEach(async () => {
  await Promise.all([control.close(), cloud.close()])
  await rm(workspace, { recursive: true, force: true, maxRetries: 3 })
})

/** Runs a workflow step in its own process. */
function expectStep(inputs: Record<string, string>): Promise<StepResult> {
  return runStep({
    action: ACTION,
    workspace,
    with: { 'control-url': control.url, 'control-token': TOKEN, ...inputs }
  })
}

function errorOf(result: StepResult): string {
  expect(annotationsOf(result, 'error')).toHaveLength(1)
  return annotationsOf(result, 'error')[0] ?? ''
}

describe('after a switch', () => {
  beforeEach(async () => {
    const { outputs } = await step(inputsFor(cloud))
    expect(outputs['result']).toBe('switched')
  })

  test('passes if expectations are met', async () => {
    const result = await expectStep({
      requests: "ModifyBackendModel: 1\nDescribe*: '>= 2'\n",
      writes: '1',
      definitions: `orders/RELEASE: { ServiceAddress: '${NEW_ADDRESS}' }`,
      'in-effect': `api-1/RELEASE: { ServiceAddress: '${NEW_ADDRESS}' }`,
      moved: '[api-1/RELEASE, api-2/RELEASE, api-3/RELEASE]'
    })
    expect(result).toMatchObject({ conclusion: 'success', annotations: [], rawStderr: '' })
    expect(result.outputs['writes']).toBe('1')
    expect(JSON.parse(result.outputs['requests'] ?? '')).toMatchObject({ ModifyBackendModel: 1 })
    expect(result.log).not.toContain(TOKEN)
  })

  test('fails with the expected and the found values if expectations are not met', async () => {
    const result = await expectStep({
      requests: 'ModifyBackendModel: 2',
      writes: '>= 2',
      definitions: `orders/RELEASE: { ServiceAddress: '${OLD_ADDRESS}' }`,
      moved: '[]',
      'hold-batches': '0'
    })
    expect(result).toMatchObject({ conclusion: 'failure', exitCode: 1 })
    expect(errorOf(result).split('\n')).toEqual([
      `requests ModifyBackendModel: expected 2, found 1 (ModifyBackendModel ${BACKEND_ID} RELEASE -> 200)`,
      'writes: expected >= 2, found 1 (orders/RELEASE by test-access-key-id)',
      `definition orders/RELEASE: ServiceAddress: expected "${OLD_ADDRESS}", found "${NEW_ADDRESS}"`,
      'moved: expected none, found api-1/RELEASE, api-2/RELEASE, api-3/RELEASE'
    ])
    expect(result.outputs['writes']).toBe('1')
    expect(result.log).not.toContain('held')
  })
})

test('a held batch updates its APIs when it is released', async () => {
  expect(await expectStep({ 'hold-batches': '1' })).toMatchObject({
    conclusion: 'success',
    log: expect.stringContaining('new batches are held after 1 API')
  })
  const { outputs } = await step(inputsFor(cloud, { wait: 'false' }))
  expect(outputs['result']).toBe('submitted')
  const all = '[api-1/RELEASE, api-2/RELEASE, api-3/RELEASE]'
  expect(errorOf(await expectStep({ moved: all }))).toBe(
    'moved: expected api-1/RELEASE, api-2/RELEASE, api-3/RELEASE, found api-1/RELEASE'
  )
  expect((await expectStep({ moved: '[api-1/RELEASE]', 'release-batches': 'true' })).conclusion).toBe(
    'success'
  )
  expect((await expectStep({ moved: all })).conclusion).toBe('success')
})

test('faults and another writer affect the next step until they are cleared', async () => {
  const changed = await expectStep({
    faults:
      "- { kind: custom, action: ModifyBackendModel, times: every, status: 400, code: InvalidData, message: 'no' }",
    write: "orders/TEST: { ServiceAddress: 'http://10.0.0.9' }"
  })
  expect(changed.log).toContain(
    'fault custom added for ModifyBackendModel\norders/TEST: definition changed by another writer'
  )
  expect((await step(inputsFor(cloud))).outputs['result']).toBe('failed')
  expect(liveOf(cloud)).toEqual({ ServiceAddress: OLD_ADDRESS })
  await expectStep({ 'clear-faults': 'true' })
  expect((await step(inputsFor(cloud))).outputs['result']).toBe('switched')
  const since = await expectStep({ since: 'previous', writes: 'orders/RELEASE: 1\norders/TEST: 0' })
  expect(since.conclusion).toBe('success')
})

test.each([
  [
    'a missing URL',
    { 'control-url': '' },
    'control-url must be the output control-url of the emulator step; it is empty'
  ],
  ['a remote host', { 'control-url': 'http://example.com:80' }, 'found "http://example.com:80"'],
  [
    'a missing token',
    { 'control-token': '' },
    'control-token must be the output control-token of the emulator step; it is empty'
  ],
  ['a wrong token', { 'control-token': 'x' }, "the control token is missing or not this emulator's"],
  [
    'invalid YAML and an invalid flag',
    { definitions: '{ a: [', 'clear-faults': 'maybe' },
    'clear-faults must be true or false, not "maybe"'
  ],
  ['invalid YAML', { definitions: 'a: {}\nb: [' }, 'definitions: line 2, column 5: Flow '],
  [
    'an empty expectation',
    { writes: '', requests: ' ' },
    'requests is empty and would assert nothing; set a value or "any", or omit it'
  ],
  [
    'a misspelled input',
    { defintions: 'orders/RELEASE: {}' },
    'unknown input: defintions; must be one of control-url, control-token, requests'
  ],
  ['an expectation that asserts nothing', { writes: '{}' }, 'writes is empty; add an entry or omit it'],
  ['an unknown tag', { requests: '!count 1' }, 'requests: line 1, column 1: Unresolved tag: !count'],
  [
    'an unknown backend',
    { writes: 'basket/RELEASE: 1' },
    'writes.basket/RELEASE refers to backend "basket", which does not exist; must be one of orders'
  ]
])('fails with an actionable error: %s', async (_, inputs, message) => {
  const result = await expectStep(inputs)
  expect(result).toMatchObject({ conclusion: 'failure', outputs: {} })
  expect(errorOf(result)).toContain(message)
})

test('any asserts nothing', async () => {
  const any = Object.fromEntries(
    ['requests', 'held', 'writes', 'definitions', 'in-effect', 'moved'].map(name => [name, 'any'])
  )
  expect((await expectStep(any)).conclusion).toBe('success')
})

test('reports a held write as waiting, and continues it when it is released', async () => {
  await expectStep({ holds: '- { action: ModifyBackendModel, point: before-commit }' })
  const switching = step(inputsFor(cloud))
  await until(() => cloud.heldRequests.length === 1)
  const seen = await expectStep({ held: 'ModifyBackendModel: 1', writes: '0', 'release-holds': 'true' })
  expect(seen).toMatchObject({ conclusion: 'success', log: expect.stringContaining('held calls released') })
  expect((await switching).outputs['result']).toBe('switched')
  expect((await expectStep({ held: '0', writes: '1' })).conclusion).toBe('success')
})

test.each([
  ['expect/action.yml', EXPECT_INPUTS],
  ['action.yml', EMULATOR_INPUTS]
])('reads exactly the inputs of %s', (file, read) => {
  const { inputs } = parse(readFileSync(join(ROOT, 'emulator', file), 'utf8')) as { inputs: object }
  expect(Object.keys(inputs).toSorted()).toEqual([...read].toSorted())
})

test('fails if no emulator is running', async () => {
  await control.close()
  expect(errorOf(await expectStep({}))).toMatch(
    /^no emulator listens on 127\.0\.0\.1:\d+; run the emulator step earlier in the same job$/
  )
})

test('reports that nothing was asserted', async () => {
  const lineOf = async (inputs: Record<string, string>) => (await expectStep(inputs)).log.trim()
  expect(await lineOf({})).toBe('nothing was asserted: 0 writes, requests {}')
  expect(await lineOf({ writes: '0' })).toBe('all expectations met: 0 writes, requests {}')
})
