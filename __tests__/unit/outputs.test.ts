import { expect, test } from '@jest/globals'
import { createStepOutputs } from '../../src/run/outputs.ts'

function recorded() {
  const set: string[] = []
  return { set, outputs: createStepOutputs({ set: (name, value) => void set.push(`${name}=${value}`) }) }
}

const idsOf = (number: number) => ({ requestId: `R${number}`, operationId: `O${number}` })
const FIRST = ['result=unknown', 'request-id=R1', 'operation-id=O1']

test('the ids of one write are given; those of several are taken back once', () => {
  const { set, outputs } = recorded()
  for (const number of [1, 2, 3]) {
    outputs.sending(`t${number}`)
    outputs.accepted(`t${number}`, idsOf(number))
  }
  expect(set).toEqual([...FIRST, 'request-id=', 'operation-id='])
})

test('a second write that left without a response takes the ids of the first back', () => {
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

test('the number of APIs is told once a write leaves, and taken back if none arrived', () => {
  const { set, outputs } = recorded()
  outputs.apisPlanned('3')
  expect(set).toEqual([])
  outputs.sending('t1')
  expect(set).toEqual(['result=unknown', 'apis-total=3'])
  // sent again after an ambiguous end
  outputs.sending('t1')
  outputs.refused('t1')
  expect(set.slice(2)).toEqual(['apis-total='])
  outputs.sending('t2')
  expect(set.slice(3)).toEqual(['apis-total=3'])
})

test('one refusal of several takes nothing back', () => {
  const { set, outputs } = recorded()
  outputs.apisPlanned('3')
  outputs.sending('t1')
  outputs.sending('t2')
  outputs.refused('t2')
  expect(set).toEqual(['result=unknown', 'apis-total=3'])
})

test('a number that is not known is not told', () => {
  const { set, outputs } = recorded()
  outputs.apisPlanned('')
  outputs.sending('t1')
  outputs.refused('t1')
  expect(set).toEqual(['result=unknown'])
})
