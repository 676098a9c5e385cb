import { describe, expect, test } from '@jest/globals'
import { InputError } from '../../../src/errors/action-error.ts'
import { GOOD, read } from '../../support/inputs.ts'

const VPC = { 'backend-type': 'VPC' }

/** The problems of a patch; empty if it is accepted. */
function patch(data: string, inputs: Record<string, string> = {}): Promise<string[]> {
  const all = { ...GOOD, mode: 'validate', definition: 'patch', 'backend-model-data': data, ...inputs }
  return read(all).then(
    () => [],
    (error: unknown) => {
      if (error instanceof InputError) return error.problems.map(({ message }) => message)
      throw error
    }
  )
}

/** `line 3, column 14` of `3:14`. */
const placeOf = (at: string): string => at.replace(/^(\d+):(\d+)$/, 'line $1, column $2')

test('without a type, only the live backend shows whether a patch removes its target', async () => {
  expect(await patch('{"ServiceAddress":null}')).toEqual([])
  expect(await patch('{"ServiceAddress":null}', { 'backend-type': 'HTTP' })).toEqual([
    expect.stringContaining('ServiceAddress is empty')
  ])
})

describe('a patch', () => {
  test.each([
    ['FunctionComputeConfig:\n  Qualifier:\n', '2:13', 'FunctionComputeConfig.Qualifier is empty'],
    ['FunctionComputeConfig:\n  Qualifier: ""\n', '2:14', 'FunctionComputeConfig.Qualifier is empty'],
    ['{"FunctionComputeConfig":{"Qualifier":""}}', '1:39', 'FunctionComputeConfig.Qualifier is empty'],
    ['HttpTargetHostName:', '1:20', 'HttpTargetHostName is empty'],
    ['{"HttpTargetHostName":"***"}', '1:23', 'HttpTargetHostName contains ***'],
    ['{}', '1:1', 'is an empty mapping'],
    ['{"VpcConfig":{}}', '1:1', 'contains only empty values'],
    ['{"VpcConfig":{"VpcAccessId":null}}', '1:29', 'VpcConfig.VpcAccessId is empty']
  ])('%s', async (data, at, said) => {
    const found = await patch(data, data.includes('VpcAccessId') ? VPC : {})
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`${placeOf(at)}: `)
    expect(found[0]).toContain(said)
  })

  test.each([
    'FunctionComputeConfig: { Qualifier: null }',
    'FunctionComputeConfig: { Qualifier: ~ }',
    '{"HttpTargetHostName":null}'
  ])('an explicit null removes a key: %s', async data => {
    expect(await patch(data)).toEqual([])
  })

  test('an empty variable is an error', async () => {
    expect(await patch('Qualifier: ${Q}', { variables: 'Q=""' })).toEqual([
      expect.stringContaining('line 1, column 12: Qualifier is empty')
    ])
  })
})
