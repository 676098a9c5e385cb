import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { actionsOf, seedOf, withCloud } from '../support/cloud.ts'
import { inputsFor, step } from '../support/step.ts'

// `mode: validate` sends no request and finds damaged values; a pull request shows them in place.

let workspace: string
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'damaged-'))
})
afterAll(() => rm(workspace, { recursive: true }))

async function validate(inputs: Record<string, string>) {
  const result = await step({ 'stage-name': 'RELEASE', mode: 'validate', ...inputs }, { workspace })
  return { ...result, errors: result.annotations.filter(({ level }) => level === 'error') }
}

test('each problem of a manifest is annotated at its position', async () => {
  await writeFile(
    join(workspace, 'services.yaml'),
    `version: 1
backends:
  orders:
    backend-id: b1
    stages:
      RELEASE: { ServiceAddress: "http://***:8080" }
  stock:
    backend-id: b2
    backend-type: FC_EVENT_V3
    stages:
      RELEASE:
        FunctionComputeConfig:
          FunctionName: f
          FcVersion: 3.0
  orders:
    backend-id: b3
`
  )
  const { errors, outcome, outputs } = await validate({ manifest: 'services.yaml', 'max-parallel': '0' })
  expect(outcome).toBe('failure')
  expect(outputs).toMatchObject({ result: 'failed', 'error-code': 'InvalidInput' })
  expect(errors.map(({ file, line, column }) => [file, line, column])).toEqual([
    ['services.yaml', 6, 34],
    ['services.yaml', 14, 22],
    ['services.yaml', 15, 3],
    [undefined, undefined, undefined]
  ])
  const [address, version, twice, other] = errors.map(({ message }) => message)
  expect(address).toContain('orders/RELEASE: ServiceAddress contains ***, which is a masked secret')
  expect(version).toContain('stock/RELEASE: FunctionComputeConfig.FcVersion is a number')
  expect(twice).toContain('duplicate key "orders"')
  expect(other).toContain('max-parallel: ')
})

test('reports a key with wrong indentation and an expression in a file', async () => {
  await writeFile(
    join(workspace, 'deep.yaml'),
    'version: 1\nbackends:\n  orders:\n    backend-id: b1\n      stages:\n        RELEASE: { K: 1 }\n'
  )
  const deep = await validate({ manifest: 'deep.yaml' })
  expect(deep.errors).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('this key is indented deeper than the previous one'),
      file: 'deep.yaml',
      line: 5,
      column: 7
    })
  ])
  await writeFile(
    join(workspace, 'expression.yaml'),
    'version: 1\nbackends:\n  orders:\n    backend-id: b1\n    stages:\n      RELEASE: { ServiceAddress: "http://a:${{ env.PORT }}" }\n'
  )
  const expression = await validate({ manifest: 'expression.yaml' })
  expect(expression.errors).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('GitHub does not evaluate expressions (${{ … }}) in files'),
      file: 'expression.yaml',
      line: 6
    })
  ])
})

test('reports an invalid line of an approval, and one that names no target', async () => {
  await writeFile(
    join(workspace, 'services.yaml'),
    'version: 1\nbackends:\n  orders: { backend-id: b1, stages: { RELEASE: { ServiceAddress: http://a } } }\n'
  )
  const inputs = {
    mode: 'apply',
    manifest: 'services.yaml',
    'approved-plan-file': 'plan.txt',
    'region-id': 'cn-hangzhou',
    'access-key-id': 'test-access-key-id',
    'access-key-secret': 'test-access-key-secret'
  }
  const fingerprint = `fp1:${'0'.repeat(64)}`
  for (const [text, line, said] of [
    [`orders/RELEASE ${fingerprint}\n\nnonsense\n`, 3, 'line 3 must be a fingerprint'],
    [
      `orders/RELEASE ${fingerprint}\nstock/RELEASE ${fingerprint}\n`,
      2,
      'which the manifest does not contain'
    ]
  ] as const) {
    await writeFile(join(workspace, 'plan.txt'), text)
    const { errors } = await validate(inputs)
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining(said), file: 'plan.txt', line })
    ])
  }
})

test('sends nothing if the definition in a file is damaged', async () => {
  await withCloud(seedOf(), async emulator => {
    await writeFile(join(workspace, 'data.yaml'), 'ServiceTimeout: 1000\nServiceAddress: http://$HOST:8080\n')
    const { 'backend-model-data': _, ...inputs } = inputsFor(emulator)
    const { annotations, outputs } = await step(
      { ...inputs, 'backend-model-data-file': 'data.yaml' },
      { workspace }
    )
    expect(outputs).toMatchObject({ result: 'failed', changed: 'false' })
    expect(annotations).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(
          'data.yaml, line 2, column 17: ServiceAddress has a host that contains $'
        ),
        file: 'data.yaml',
        line: 2,
        column: 17
      })
    ])
    expect(actionsOf(emulator)).toEqual([])
  })
})

test('checks the definition by the type of the live backend before any write', async () => {
  const seed = seedOf({ type: 'VPC', definition: '{ VpcConfig: { VpcAccessId: vpc-access-1 } }' })
  await withCloud(seed, async emulator => {
    // by its keys alone, it could be the definition of a mock
    const { outputs, log } = await step(
      inputsFor(emulator, {
        'backend-model-data':
          '{"VpcConfig":{"VpcAccessId":"","VpcScheme":"https"},"MockConfig":{"MockResult":"x"}}'
      })
    )
    expect(outputs).toMatchObject({ result: 'failed', changed: 'false', 'error-code': 'InvalidDefinition' })
    expect(log).toContain('VpcConfig.VpcAccessId is empty')
    expect(actionsOf(emulator)).not.toContain('ModifyBackendModel')
  })
})

test('warns about a patch key that is close to a live one, and about a key that a switch removes', async () => {
  await withCloud(seedOf(), async emulator => {
    const patched = await step(
      inputsFor(emulator, {
        definition: 'patch',
        mode: 'plan',
        'backend-model-data': '{"ServiceAdress":"http://10.0.0.9:8080"}'
      })
    )
    expect(patched.outputs['result']).toBe('planned')
    expect(patched.annotations).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        message: expect.stringContaining(
          'the live definition has no key ServiceAdress; did you mean ServiceAddress'
        )
      })
    )
    const added = await step(
      inputsFor(emulator, {
        'backend-model-data': '{"ServiceAddress":"http://10.0.0.9:8080","ServiceTimeout":5000}'
      })
    )
    expect(added.outputs['result']).toBe('switched')
    expect(added.annotations.filter(({ level }) => level === 'warning')).toEqual([])
    const removed = await step(
      inputsFor(emulator, { 'backend-model-data': '{"ServiceAddress":"http://10.0.0.8:8080"}' })
    )
    expect(removed.outputs['result']).toBe('switched')
    expect(removed.annotations).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        message: expect.stringContaining(
          `orders/RELEASE: the switch removes these keys from the live definition: ServiceTimeout`
        )
      })
    )
  })
})
