import { describe, expect, test } from '@jest/globals'
import { MARK, NO_SUCH_OPERATION, NotOurs, Ownership } from '../../conformance/ownership.ts'

const FOREIGN = '20bcdc9453524b78a8beb1f6de21edb7'

function ownership() {
  const own = new Ownership(Date.UTC(2026, 10, 24))
  own.created(own.announce('MOCK'), 'own-backend')
  own.own('own-model')
  return { own, unknown: own.unknownId() }
}

test('names identify the kit and the run', () => {
  const own = new Ownership(Date.UTC(2026, 10, 24))
  expect(own.announce('FC_EVENT_V3')).toMatch(/^conformance_kit_20261124_[0-9a-f]{8}_FC_EVENT_V3$/)
  expect(own.announce('FC_EVENT_V3').length).toBeLessThanOrEqual(50)
})

describe('sends calls that affect only the kit', () => {
  const { own, unknown } = ownership()
  test.each([
    ['DescribeBackendInfo', { BackendId: 'own-backend' }],
    ['DescribeBackendInfo', { BackendId: unknown }],
    ['DescribeBackendInfo', {}],
    ['DescribeBackendList', { PageNumber: '1' }],
    ['CreateBackend', { BackendName: `${own.runName}_MOCK` }],
    ['CreateBackendModel', { BackendId: 'own-backend', StageName: 'TEST' }],
    ['ModifyBackendModel', { BackendId: 'own-backend', StageName: 'TEST' }],
    ['ModifyBackendModel', { BackendModelId: 'own-model' }],
    ['ModifyBackendModel', { BackendId: unknown, BackendModelId: 'own-model' }],
    ['DeleteBackendModel', { BackendModelId: unknown }],
    ['DeleteBackend', { BackendId: 'own-backend' }],
    [NO_SUCH_OPERATION, {}]
  ])('%s %j', (action, parameters) => {
    expect(() => own.check(action, parameters)).not.toThrow()
  })
})

describe('rejects all other calls before they are sent', () => {
  const { own } = ownership()
  test.each([
    ['DescribeBackendInfo', { BackendId: FOREIGN }],
    ['CreateBackend', { BackendName: 'orders' }],
    ['CreateBackendModel', { BackendId: FOREIGN, StageName: 'TEST' }],
    ['CreateBackendModel', { StageName: 'TEST' }],
    ['ModifyBackendModel', { BackendId: FOREIGN, StageName: 'TEST' }],
    ['ModifyBackendModel', { BackendId: 'own-backend', BackendModelId: FOREIGN }],
    // without an ID, the cloud could select any resource
    ['ModifyBackendModel', { StageName: 'TEST', BackendModelData: '{}' }],
    ['ModifyBackendModel', { BackendId: '', StageName: 'TEST' }],
    ['DeleteBackendModel', { StageName: 'TEST' }],
    ['DeleteBackend', { BackendId: FOREIGN }],
    ['DeleteBackend', {}],
    ['ModifyBackend', { BackendId: 'own-backend' }],
    ['DeleteApi', {}]
  ])('%s %j', (action, parameters) => {
    expect(() => own.check(action, parameters)).toThrow(NotOurs)
  })
})

test('claims a backend of an earlier run by its name and description', () => {
  const own = new Ownership(0)
  const name = 'conformance_kit_20261124_0123abcd_MOCK'
  for (const stranger of [
    { id: FOREIGN, name, description: 'the orders service' },
    { id: FOREIGN, name: 'conformance_kit_of_ours', description: MARK },
    { id: FOREIGN, name: `${name}; DROP`, description: MARK },
    { id: '', name, description: MARK }
  ]) {
    expect(() => own.claim(stranger)).toThrow(NotOurs)
  }
  expect(own.backends).toEqual([])
  own.claim({ id: FOREIGN, name, description: MARK })
  expect(own.backends).toEqual([{ name, id: FOREIGN }])
})
