import { expect, test } from '@jest/globals'
import { createAnnotations } from '../../../src/runtime/log.ts'

function recorded() {
  const annotated: string[] = []
  const written: string[] = []
  const annotations = createAnnotations(
    'warning',
    text => void annotated.push(text),
    text => void written.push(text)
  )
  return { annotations, annotated, written }
}

const ID = '20bcdc9453524b78a8beb1f6de21edb7'
const REQUEST = 'A1B2C3D4-1111-4222-8333-444455556666'

test('copies for several targets become one annotation with a count, leaving room for others', () => {
  const { annotations, annotated, written } = recorded()
  for (let target = 0; target < 12; target++) {
    const name = `t${target}/TEST`
    const text = `${name}: backend ${ID.slice(0, -2)}${10 + target} may not be listed (request ${REQUEST.slice(0, -2)}${10 + target})`
    annotations.add(text, [name, `${ID.slice(0, -2)}${10 + target}`])
  }
  annotations.add('the comment could not be written')
  expect(annotated).toEqual(['the comment could not be written'])
  // each is logged immediately
  expect(written).toHaveLength(12)
  expect(written[11]).toMatch(/^warning: t11\/TEST: /)
  annotations.flush()
  expect(annotated).toEqual([
    'the comment could not be written',
    expect.stringMatching(
      /^t0\/TEST: .*\nThe same applies to 11 more: t1\/TEST, t2\/TEST, t3\/TEST, t4\/TEST, t5\/TEST and 6 more\. For each of them, see the log\.$/
    )
  ])
  expect(written).toHaveLength(12)
  annotations.flush()
  expect(annotated).toHaveLength(2)
})

test.each([
  ['another text', 'a/TEST: the list is incomplete', 'b/TEST: the list cannot be read'],
  ['another number', 'a/TEST: 3 keys are left', 'b/TEST: 4 keys are left']
])('%s is a separate annotation', (_, one, other) => {
  const { annotations, annotated } = recorded()
  annotations.add(one, ['a/TEST'])
  annotations.add(other, ['b/TEST'])
  annotations.flush()
  expect(annotated).toEqual([one, other])
})

test('a repeated text about the same target is annotated once, without a count', () => {
  const { annotations, annotated } = recorded()
  for (let times = 0; times < 3; times++) annotations.add('a: it is so', ['a'])
  annotations.flush()
  expect(annotated).toEqual(['a: it is so'])
})

test('a copy of a text without a target is only logged', () => {
  const { annotations, annotated, written } = recorded()
  for (let times = 0; times < 3; times++) annotations.add('it is so')
  expect(annotated).toEqual(['it is so'])
  expect(written).toEqual(['warning: it is so', 'warning: it is so'])
})

test('at most ten, and the tenth refers to the log', () => {
  const { annotations, annotated, written } = recorded()
  for (let count = 1; count <= 8; count++) annotations.add(`number ${count}`)
  for (const name of ['a', 'b', 'c', 'd']) annotations.add(`${name}: ${name.repeat(5)}`, [`${name}: `])
  annotations.flush()
  // the last one is for texts after the flush
  expect(annotated).toHaveLength(9)
  expect(written).toHaveLength(4)
  annotations.add('number 9')
  expect(annotated).toHaveLength(10)
  expect(annotated[9]).toBe('number 9\nFor further warnings, see the log.')
  annotations.add('number 10')
  annotations.flush()
  expect(annotated).toHaveLength(10)
  expect(written.at(-1)).toBe('warning: number 10')
})

test('a second flush uses the tenth annotation if no later text did', () => {
  const { annotations, annotated } = recorded()
  for (let count = 1; count <= 12; count++) annotations.add(`number ${count}`)
  expect(annotated).toHaveLength(9)
  annotations.flush()
  annotations.flush()
  expect(annotated).toHaveLength(10)
  expect(annotated[9]).toBe('number 10\nFor further warnings, see the log.')
})
