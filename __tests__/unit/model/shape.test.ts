import { expect, test } from '@jest/globals'
import type { Definition } from '../../../src/model/definition.ts'
import { checkShape } from '../../../src/model/shape.ts'

test.each([
  [{ ServiceAddress: 'http://a:8080' }, 'HTTP'],
  [{ ServiceAddress: 'https://a', ServiceTimeout: 5000, FutureKey: 1 }, 'HTTP'],
  [{ ServiceAddress: 'http://a', ServiceTimeout: '5000' }, undefined],
  [{ VpcConfig: { VpcAccessId: 'v' } }, 'VPC'],
  [{ Anything: 1 }, 'A_NEW_TYPE']
])('%j of the type %s is fine', (definition, type) => {
  expect(checkShape(definition, type)).toEqual({ errors: [], warnings: [] })
})

test.each([
  [{}, undefined, 'empty'],
  [{ HttpTargetHostName: 'h' }, 'HTTP', 'ServiceAddress is missing: '],
  [{ ServiceAdress: 'http://a' }, 'HTTP', 'ServiceAddress is missing (is ServiceAdress meant to be it?)'],
  [{ ServiceAddress: 'http://a:${PORT}' }, 'HTTP', 'only where the input variables is given'],
  [{ ServiceAddress: 'a:8080' }, undefined, 'ServiceAddress'],
  [{ ServiceAddress: 'ftp://a' }, 'HTTP', 'ServiceAddress'],
  [{ ServiceAddress: 'http://' }, 'HTTP', 'ServiceAddress'],
  [{ ServiceAddress: 1 }, 'HTTP', 'ServiceAddress'],
  [{ ServiceAddress: 'http://a', ServiceTimeout: 0 }, 'HTTP', 'ServiceTimeout'],
  [{ ServiceAddress: 'http://a', ServiceTimeout: '5s' }, 'HTTP', 'ServiceTimeout'],
  [{ ServiceAddress: 'http://a', ServiceTimeout: 1.5 }, 'HTTP', 'ServiceTimeout']
])('%j of the type %s is an error', (definition, type, named) => {
  const { errors } = checkShape(definition, type)
  expect(errors).toHaveLength(1)
  expect(errors[0]).toContain(named)
})

test('a key that looks like one of live is asked about, if that one is left out', () => {
  const warningsOf = (definition: Definition): readonly string[] =>
    checkShape({ ServiceAddress: 'http://a', ...definition }, 'HTTP', ['ServiceAddress', 'ServiceTimeout'])
      .warnings
  expect(warningsOf({ ServiceTimeOut: 1 })).toEqual([
    'ServiceTimeOut is new, and ServiceTimeout, which live holds, is left out; is it meant?'
  ])
  expect(warningsOf({ ServiceTimeOut: 1, ServiceTimeout: 1 })).toEqual([])
  expect(warningsOf({ HttpTargetHostName: 'a' })).toEqual([])
})

test.each([
  [{ VpcConfig: 'x' }, 'VPC'],
  [{ Other: 1 }, 'VPC'],
  [{ OssConfig: { OssRegionId: 'r' } }, 'OSS'],
  [{ MockConfig: {} }, 'MOCK']
])('%j of the type %s is only a warning', (definition, type) => {
  const { errors, warnings } = checkShape(definition, type)
  expect(errors).toEqual([])
  expect(warnings).toHaveLength(1)
})

test.each(['constructor', '__proto__', 'toString', 'NEW_TYPE'])(
  'of the type %s nothing is expected',
  type => {
    expect(checkShape({ a: 1 }, type)).toEqual({ errors: [], warnings: [] })
  }
)
