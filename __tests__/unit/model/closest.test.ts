import { expect, test } from '@jest/globals'
import { closest, closestOf } from '../../../src/model/closest.ts'

test.each([
  ['regionid', 'region-id'],
  ['REGION_ID', 'region-id'],
  ['region', 'region-id'],
  ['backendId', 'backend-id'],
  ['probe-urls', 'probe-url'],
  ['dta', 'data'],
  ['adta', 'data'],
  ['x', undefined],
  ['', undefined],
  ['something-else', undefined],
  ['y'.repeat(100_000), undefined]
])('%s', (name, meant) => {
  expect(closest(name, ['region-id', 'backend-id', 'probe-url', 'data'])).toBe(meant)
})

test('returns the closest first, at most three', () => {
  expect(closestOf('order', ['orders-b', 'borders', 'order-a', 'orders', 'older', 'x'])).toHaveLength(3)
  expect(closestOf('ordrs', ['borders', 'orders'])).toEqual(['orders', 'borders'])
})
