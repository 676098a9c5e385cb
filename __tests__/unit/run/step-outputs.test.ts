import { expect, test } from '@jest/globals'
import { createStepOutputs } from '../../../src/run/step-outputs.ts'

function recorded() {
  const set: string[] = []
  return { set, outputs: createStepOutputs({ set: (name, value) => void set.push(`${name}=${value}`) }) }
}

const idsOf = (number: number) => ({ requestId: `R${number}`, operationId: `O${number}` })
const FIRST = ['result=unknown', 'request-id=R1', 'operation-id=O1']

test('sets the IDs of one write, and clears them once for several', () => {
  const { set, outputs } = recorded()
  for (const number of [1, 2, 3]) {
    outputs.sending(`t${number}`)
    outputs.accepted(`t${number}`, idsOf(number))
  }
  expect(set).toEqual([...FIRST, 'request-id=', 'operation-id='])
})

test('a second write without a response clears the IDs of the first', () => {
  const { set, outputs } = recorded()
  outputs.sending('t1')
  outputs.accepted('t1', idsOf(1))
  outputs.sending('t2')
  expect(set).toEqual([...FIRST, 'request-id=', 'operation-id='])
})

test('a write that was refused does not count', () => {
  const { set, outputs } = recorded()
  outputs.sending('t1')
  outputs.sending('t2')
  outputs.accepted('t1', idsOf(1))
  outputs.refused('t2')
  expect(set).toEqual(FIRST)
})

test('sets the number of APIs when a write is sent, and clears it if all are refused', () => {
  const { set, outputs } = recorded()
  outputs.apisPlanned('3')
  expect(set).toEqual([])
  outputs.sending('t1')
  expect(set).toEqual(['result=unknown', 'apis-total=3'])
  // sent again after an ambiguous outcome
  outputs.sending('t1')
  outputs.refused('t1')
  expect(set.slice(2)).toEqual(['apis-total='])
  outputs.sending('t2')
  expect(set.slice(3)).toEqual(['apis-total=3'])
})

test('one refusal of several clears nothing', () => {
  const { set, outputs } = recorded()
  outputs.apisPlanned('3')
  outputs.sending('t1')
  outputs.sending('t2')
  outputs.refused('t2')
  expect(set).toEqual(['result=unknown', 'apis-total=3'])
})

test('an unknown number is not set', () => {
  const { set, outputs } = recorded()
  outputs.apisPlanned('')
  outputs.sending('t1')
  outputs.refused('t1')
  expect(set).toEqual(['result=unknown'])
})
