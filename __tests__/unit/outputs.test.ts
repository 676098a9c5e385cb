import { expect, test } from '@jest/globals'
import { createStepOutputs } from '../../src/step/outputs.ts'

test('the ids of one write are given; those of several are taken back once', () => {
  const set: string[] = []
  const outputs = createStepOutputs({ set: (name, value) => void set.push(`${name}=${value}`) })
  for (const number of [1, 2, 3]) outputs.accepted({ requestId: `R${number}`, operationId: `O${number}` })
  expect(set).toEqual(['request-id=R1', 'operation-id=O1', 'request-id=', 'operation-id='])
})
