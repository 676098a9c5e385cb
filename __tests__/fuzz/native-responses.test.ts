import assert from 'node:assert/strict'
import { describe } from '@jest/globals'
import {
  decodeApi,
  decodeNativeApis,
  decodeNativeOperations,
  decodeRoute,
  decodeRoutes,
  decodeService
} from '../../src/cloud/native-decode.ts'
import { oneLine } from '../../src/runtime/text.ts'
import { bodiesWith, holds } from '../support/fuzz.ts'

const NAMES = [
  ...['data', 'items', 'totalSize', 'serviceId', 'routeId', 'httpApiId', 'operationId', 'name', 'addresses'],
  ...['description', 'deployStatus', 'builtin', 'backend', 'services', 'scene', 'port', 'weight', 'match'],
  ...['domainInfos', 'domainId', 'environmentInfo', 'gatewayInfo', 'gatewayId', 'mcpServerInfo'],
  ...['versionedHttpApis', 'deployConfigs', 'environments', 'serviceConfigs', 'updateTimestamp']
]

function isLabel(text: string): boolean {
  return typeof text === 'string' && text.length <= 1_100 && oneLine(text) === text
}

describe('responses of Cloud-native API Gateway', () => {
  holds('is decoded, whatever is where', [bodiesWith(NAMES)], data => {
    for (const read of [data, { data }, { data: { items: [data], totalSize: 1 } }]) {
      const service = decodeService(read)
      if (service !== undefined) {
        const { addresses, raw, ...labels } = service
        assert.equal(Object.values(labels).every(isLabel), true)
        assert.equal(
          addresses.every(address => typeof address === 'string'),
          true
        )
        assert.equal(typeof raw, 'object')
      }
      const route = decodeRoute(read)
      for (const one of [...(route === undefined ? [] : [route]), ...(decodeRoutes(read)?.items ?? [])]) {
        const { routeId, name, deployStatus, scene, environmentId, gatewayId, domainIds } = one
        const labels = [routeId, name, deployStatus, scene, environmentId, gatewayId, ...domainIds]
        assert.equal(labels.every(isLabel) && routeId !== '', true)
        assert.equal(typeof one.isBuiltin, 'boolean')
        for (const { port, weight, ...use } of one.services) {
          assert.equal(Object.values(use).every(isLabel), true)
          for (const number of [port, weight])
            assert.equal(number === undefined || Number.isFinite(number), true)
        }
      }
      const api = decodeApi(read)
      const listed = decodeNativeApis(read)?.items.flatMap(({ versions }) => versions) ?? []
      for (const { httpApiId, name, type, gatewayId } of [...(api === undefined ? [] : [api]), ...listed]) {
        assert.equal([httpApiId, name, type, gatewayId].every(isLabel) && httpApiId !== '', true)
      }
      for (const { operationId, name, path } of decodeNativeOperations(read)?.items ?? []) {
        assert.equal([operationId, name, path].every(isLabel) && operationId !== '', true)
      }
    }
  })
})
