import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { ROOT } from '../support/workflows/document.ts'
import {
  BLUE_SERVICE,
  CHECKOUT_ROUTE,
  GREEN_SERVICE,
  ORDERS_SERVICE,
  OTHER_SERVICE,
  addressesIn,
  backendIn,
  withNativeShop
} from '../support/workflows/native-shop.ts'
import { play } from '../support/workflows/play.ts'
import type { Play } from '../support/workflows/play.ts'
import { NEW_ORDERS, OLD, ORDERS, endsOf, outputsOf } from '../support/workflows/shop.ts'

const push: Play['event'] = { name: 'push' }

describe('a service', () => {
  const repository = { 'deploy.sh': '#!/usr/bin/env bash\necho "10.2.0.1:8080, 10.2.0.2:8080"\n' }

  test('plans, approves, switches and probes the addresses', () =>
    withNativeShop(async ({ base, emulator, probes }) => {
      const jobs = await play('examples/native-service.yml', { ...base, event: push, repository })
      expect(endsOf(jobs)).toEqual({ deploy: 'success', plan: 'success planned', apply: 'success switched' })
      expect(jobs.map(({ environment }) => environment)).toEqual(['', '', 'production'])
      expect(addressesIn(emulator, ORDERS_SERVICE)).toEqual(['10.2.0.1:8080', '10.2.0.2:8080'])
      expect(probes.length).toBeGreaterThanOrEqual(3)
      expect(probes[0]).not.toHaveProperty('x-ca-stage')
    }))

  test('rolls back when a probe fails', () =>
    withNativeShop(async ({ base, emulator }) => {
      const jobs = await play('examples/native-service.yml', {
        ...base,
        event: push,
        repository,
        adds: { ...base.adds, 'probe-status': '204', 'probe-timeout': '1s' }
      })
      expect(endsOf(jobs)['apply']).toBe('failure rolled-back')
      expect(addressesIn(emulator, ORDERS_SERVICE)).toEqual(['10.0.0.1:8080'])
    }))
})

describe('a route by weights', () => {
  const event: Play['event'] = { name: 'workflow_dispatch', inputs: { 'service-id': GREEN_SERVICE } }

  test('checks every step, with one approval for all', () =>
    withNativeShop(async ({ base, emulator, writes }) => {
      const jobs = await play('examples/native-route-weights.yml', { ...base, event })
      expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'success switched' })
      expect(backendIn(emulator, CHECKOUT_ROUTE)).toEqual({ [GREEN_SERVICE]: 100 })
      expect(writes('UpdateHttpApiRoute')).toBe(3)
      expect(writes('DeployHttpApi')).toBe(3)
    }))

  test('refuses the approved plan when someone else deploys the route meanwhile', () =>
    withNativeShop(async ({ base, emulator, writes }) => {
      const jobs = await play('examples/native-route-weights.yml', {
        ...base,
        event,
        beforeJob: name => {
          if (name === 'apply') {
            emulator.faults.add({
              kind: 'another-writer',
              action: 'GetHttpApiRoute',
              deploy: true,
              definition: {
                backendConfig: { scene: 'SingleService', services: [{ serviceId: OTHER_SERVICE }] }
              }
            })
          }
        }
      })
      expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'failure failed' })
      expect(outputsOf(jobs).at(-1)?.['error-code']).toBe('PlanChanged')
      expect(writes('UpdateHttpApiRoute')).toBe(0)
    }))
})

describe('both products', () => {
  const manifest = readFileSync(join(ROOT, 'examples/gateway/production.yml'), 'utf8')
  const event: Play['event'] = {
    name: 'workflow_dispatch',
    inputs: { 'orders-host': '10.2.0.1', 'checkout-service': GREEN_SERVICE }
  }
  const setup = ({ base, url }: Parameters<Parameters<typeof withNativeShop>[0]>[0]): Play => ({
    ...base,
    event,
    // the URLs of the targets in the manifest
    repository: { 'gateway/production.yml': manifest.replaceAll(/https:\/\/[\w.-]+\.example\.com\S*/g, url) }
  })

  test('switches a backend, a service and a route in one run', () =>
    withNativeShop(async shop => {
      const jobs = await play('examples/both-products.yml', setup(shop))
      expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'success switched' })
      const { emulator } = shop
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual({
        ...NEW_ORDERS,
        ServiceAddress: 'http://10.2.0.1:8080'
      })
      expect(addressesIn(emulator, ORDERS_SERVICE)).toEqual(['10.2.0.1:8080'])
      expect(backendIn(emulator, CHECKOUT_ROUTE)).toEqual({ [GREEN_SERVICE]: 100 })
    }))

  test('restores both halves when the route cannot be deployed', () =>
    withNativeShop(async shop => {
      shop.emulator.faults.add({ kind: 'failing-batch', action: 'DeployHttpApi' })
      const jobs = await play('examples/both-products.yml', setup(shop))
      expect(endsOf(jobs)['apply']).toBe('failure rolled-back')
      const { emulator } = shop
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(OLD)
      expect(addressesIn(emulator, ORDERS_SERVICE)).toEqual(['10.0.0.1:8080'])
      expect(backendIn(emulator, CHECKOUT_ROUTE)).toEqual({ [BLUE_SERVICE]: 100 })
    }))
})
