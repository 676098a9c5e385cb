import { expect, test } from '@jest/globals'
import { definitionErrors } from '../../../src/inputs/definition.ts'
import type { Definition } from '../../../src/model/definition.ts'
import { checkShape } from '../../../src/model/shape.ts'
import type { ShapeFindings } from '../../../src/model/shape.ts'

/** The findings for a full definition: from the inputs, and from the type of the backend. */
function check(definition: Definition, type: string | undefined, live?: Definition): ShapeFindings {
  const errors = definitionErrors(definition, 'full', type).map(({ message }) => message)
  if (errors.length > 0 || type === undefined) return { errors, warnings: [] }
  return checkShape({ definition, desired: definition, live }, type)
}

test.each([
  [{ ServiceAddress: 'http://a:8080' }, 'HTTP'],
  [{ ServiceAddress: 'https://a', ServiceTimeout: 5000, FutureKey: 1 }, 'HTTP'],
  [{ ServiceAddress: 'http://a', ServiceTimeout: '5000' }, undefined],
  [{ VpcConfig: { VpcAccessId: 'v' } }, 'VPC'],
  [{ Anything: 1 }, 'A_NEW_TYPE']
])('%j of the type %s is valid', (definition, type) => {
  expect(check(definition, type)).toEqual({ errors: [], warnings: [] })
})

test.each([
  [{}, undefined, 'empty'],
  [{ HttpTargetHostName: 'h' }, 'HTTP', 'ServiceAddress is required: '],
  [
    { ServiceAdress: 'http://a' },
    'HTTP',
    'ServiceAddress is required (the definition has ServiceAdress; did you mean ServiceAddress?)'
  ],
  [{ ServiceAddress: 'http://a:${PORT}' }, 'HTTP', 'only if the input variables is set'],
  [{ ServiceAddress: 'a:8080' }, undefined, 'ServiceAddress'],
  [{ ServiceAddress: 'ftp://a' }, 'HTTP', 'ServiceAddress'],
  [{ ServiceAddress: 'http://' }, 'HTTP', 'ServiceAddress'],
  [{ ServiceAddress: 1 }, 'HTTP', 'ServiceAddress'],
  [{ ServiceAddress: 'http://a', ServiceTimeout: 0 }, 'HTTP', 'ServiceTimeout'],
  [{ ServiceAddress: 'http://a', ServiceTimeout: '5s' }, 'HTTP', 'ServiceTimeout'],
  [{ ServiceAddress: 'http://a', ServiceTimeout: 1.5 }, 'HTTP', 'ServiceTimeout']
])('%j of the type %s is an error', (definition, type, named) => {
  const { errors } = check(definition, type)
  expect(errors).toHaveLength(1)
  expect(errors[0]).toContain(named)
})

test('a key that resembles an omitted live key is a warning', () => {
  const warningsOf = (definition: Definition): readonly string[] =>
    check({ ServiceAddress: 'http://a', ...definition }, 'HTTP', {
      ServiceAddress: 'http://a',
      ServiceTimeout: 2
    }).warnings
  expect(warningsOf({ ServiceTimeOut: 1 })).toEqual([
    'the live definition has no key ServiceTimeOut; did you mean ServiceTimeout?'
  ])
  expect(warningsOf({ ServiceTimeOut: 1, ServiceTimeout: 1 })).toEqual([])
  expect(warningsOf({ HttpTargetHostName: 'a' })).toEqual([])
})

test.each([
  [{ Other: 1 }, 'VPC'],
  [{ OssConfig: { OssRegionId: 'r' } }, 'OSS'],
  [{ MockConfig: { MockStatusCode: 200 } }, 'MOCK']
])('%j of the type %s is only a warning', (definition, type) => {
  const { errors, warnings } = check(definition, type)
  expect(errors).toEqual([])
  expect(warnings).toHaveLength(1)
})

test.each(['constructor', '__proto__', 'toString', 'NEW_TYPE'])(
  'of the type %s nothing is expected',
  type => {
    expect(check({ a: 1 }, type)).toEqual({ errors: [], warnings: [] })
  }
)
