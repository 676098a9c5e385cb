import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { startGitHub } from '../../emulator/github/server.ts'
import { workflowsIn } from '../support/workflows/document.ts'
import { play } from '../support/workflows/play.ts'
import type { Play } from '../support/workflows/play.ts'
import {
  endsOf,
  NEW_ORDERS,
  OLD,
  ORDERS,
  outputsOf,
  THUMBNAILS,
  withShop
} from '../support/workflows/shop.ts'

const push: Play['event'] = { name: 'push' }
const DEFINITION = 'ServiceAddress: http://orders-v2.internal:8080\nServiceTimeout: 10000\n'

test('a test runs every example', () => {
  const texts = readdirSync(import.meta.dirname)
    .filter(name => name.startsWith('examples'))
    .map(name => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n')
  expect(workflowsIn('examples').filter(path => !texts.includes(`play('${path}'`))).toEqual([])
})

describe('after a deploy to ACK', () => {
  const repository = { 'deploy.yml': 'kind: Service\nname: ${NAME}\nimage: orders:${VERSION}\n' }
  const kubectl = 'case "$*" in *jsonpath=*.ip*) echo 10.1.2.3 ;; apply*) cat ;; esac'

  test('switches to the new service and probes it', () =>
    withShop(async ({ base, emulator, probes, writes }) => {
      const jobs = await play('examples/after-ack-deploy.yml', {
        ...base,
        event: push,
        repository,
        commands: { kubectl }
      })
      expect(endsOf(jobs)).toEqual({ deploy: 'success', switch: 'success switched' })
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual({
        ...OLD,
        ServiceAddress: 'http://10.1.2.3:8080'
      })
      expect(jobs[0]?.steps[1]?.log).toContain('name: orders-5f0c3a1d9be2')
      expect(jobs.map(({ environment }) => environment)).toEqual(['cluster', 'production'])
      expect(probes.length).toBeGreaterThanOrEqual(3)
      expect(probes[0]).toMatchObject({ 'x-ca-stage': 'RELEASE' })
      expect(writes()).toBe(1)
    }))

  test('switches nothing when the deployment fails', () =>
    withShop(async ({ base, emulator }) => {
      const commands = { kubectl: 'case "$*" in rollout*) exit 1 ;; esac' }
      const jobs = await play('examples/after-ack-deploy.yml', { ...base, event: push, repository, commands })
      expect(endsOf(jobs)).toEqual({ deploy: 'failure', switch: 'skipped' })
      expect(emulator.requests).toEqual([])
    }))
})

describe('after a deploy to ECS', () => {
  const repository = {
    'deploy.sh': '#!/usr/bin/env bash\necho "http://10.2.0.1:8080"\n',
    'drain.sh': '#!/usr/bin/env bash\necho "drained $1"\n'
  }

  test('drains the old servers in the job that switched', () =>
    withShop(async ({ base, emulator, probes }) => {
      const jobs = await play('examples/after-ecs-deploy.yml', {
        ...base,
        secrets: { ...base.secrets, GATEWAY_APP_CODE: 'the-app-code' },
        event: push,
        repository
      })
      expect(endsOf(jobs)).toEqual({ deploy: 'success', switch: 'success switched' })
      expect(probes[0]).toMatchObject({ authorization: 'APPCODE the-app-code', 'x-ca-stage': 'RELEASE' })
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual({
        ...OLD,
        ServiceAddress: 'http://10.2.0.1:8080'
      })
      expect(jobs[1]?.steps.at(-1)?.log).toContain('drained 5f0c3a1d')
    }))

  test('keeps them after any other result', () =>
    withShop(async ({ base, emulator }) => {
      emulator.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel' })
      const jobs = await play('examples/after-ecs-deploy.yml', { ...base, event: push, repository })
      expect(endsOf(jobs)).toEqual({ deploy: 'success', switch: 'failure rolled-back' })
      expect(jobs[1]?.steps.map(({ log }) => log).join()).not.toContain('drained')
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(OLD)
    }))
})

describe('checks before and after the switch', () => {
  const event: Play['event'] = { name: 'workflow_dispatch' }

  test('preflight, probes and bake pass; only the requests through the gateway have the headers', () =>
    withShop(async ({ base, emulator, probes }) => {
      const jobs = await play('examples/checks.yml', {
        ...base,
        secrets: { ...base.secrets, GATEWAY_APP_CODE: 'the-app-code' },
        event,
        instead: { ...base.instead, 'preflight-url': base.instead?.['probe-url'] ?? '', 'bake-time': '1s' }
      })
      expect(endsOf(jobs)).toEqual({ switch: 'success switched' })
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(NEW_ORDERS)
      const [preflight, throughTheGateway] = Object.values(
        Object.groupBy(probes, ({ authorization }) => authorization ?? 'none')
      )
      expect(preflight).toHaveLength(3)
      expect(preflight?.[0]).not.toHaveProperty('x-ca-stage')
      // three successes of the probe, and at least one request of the bake
      expect(throughTheGateway?.length).toBeGreaterThan(3)
      expect(throughTheGateway?.[0]).toMatchObject({
        authorization: 'APPCODE the-app-code',
        'x-ca-stage': 'RELEASE'
      })
      expect(jobs[0]?.steps[0]?.log).toContain('bake passed: ')
    }))

  test('sends nothing when the new version is not ready', () =>
    withShop(async ({ base, emulator, writes }) => {
      const jobs = await play('examples/checks.yml', {
        ...base,
        event,
        instead: { ...base.instead, 'preflight-url': base.instead?.['probe-url'] ?? '' },
        adds: { ...base.adds, 'probe-status': '204', 'probe-timeout': '1s' }
      })
      expect(endsOf(jobs)).toEqual({ switch: 'failure failed' })
      expect(writes()).toBe(0)
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(OLD)
    }))
})

test('Function Compute: changes the alias only', () =>
  withShop(async ({ base, emulator }) => {
    const repository = { 'publish.sh': '#!/usr/bin/env bash\necho r2\n' }
    const jobs = await play('examples/function-compute-alias.yml', { ...base, event: push, repository })
    expect(endsOf(jobs)).toEqual({ publish: 'success', switch: 'success switched' })
    expect(emulator.cloud.definition(THUMBNAILS, 'RELEASE')).toEqual({
      FunctionComputeConfig: {
        FcRegionId: 'cn-hangzhou',
        FcVersion: '3.0',
        FunctionName: 'thumbnails',
        Qualifier: 'r2'
      }
    })
  }))

describe('TEST, PRE, RELEASE', () => {
  const promotion: Play['event'] = { name: 'workflow_dispatch', inputs: { version: 'v2' } }

  test('promotes stage by stage, each with an approval; a second run needs none', () =>
    withShop(async ({ base, emulator, probes }) => {
      const jobs = await play('examples/promote-stages.yml', { ...base, event: promotion })
      expect(endsOf(jobs)).toEqual({
        'test / plan': 'success planned',
        'test / apply': 'success switched',
        'pre / plan': 'success planned',
        'pre / apply': 'success switched',
        'release / plan': 'success planned',
        'release / apply': 'success switched'
      })
      expect(jobs.map(({ environment }) => environment)).toEqual(['', 'test', '', 'pre', '', 'production'])
      expect(emulator.cloud.definition(ORDERS, 'PRE')).toMatchObject({
        ServiceAddress: 'http://orders-v2.pre.internal:8080'
      })
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toMatchObject({
        ServiceAddress: 'http://orders-v2.internal:8080'
      })
      expect(probes.length).toBeGreaterThanOrEqual(3)

      const again = await play('examples/promote-stages.yml', { ...base, event: promotion })
      expect(endsOf(again)).toEqual({
        'test / plan': 'success planned',
        'test / apply': 'skipped',
        'pre / plan': 'success planned',
        'pre / apply': 'skipped',
        'release / plan': 'success planned',
        'release / apply': 'skipped'
      })
    }))

  test('stops at a stage that fails', () =>
    withShop(async ({ base, emulator, writes }) => {
      emulator.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel' })
      const jobs = await play('examples/promote-stages.yml', { ...base, event: promotion })
      expect(endsOf(jobs)).toEqual({
        'test / plan': 'success planned',
        'test / apply': 'failure partial',
        pre: 'skipped',
        release: 'skipped'
      })
      expect(writes()).toBe(1)
    }))
})

describe('the plan of a pull request', () => {
  const repository = 'octo-org/octo-shop'
  const pullRequest = (from: string): unknown => ({
    number: 7,
    pull_request: { number: 7, head: { repo: { full_name: from } } }
  })

  test('writes a comment, which the next plan replaces', async () => {
    const github = await startGitHub({
      pullRequests: [{ repository, number: 7 }],
      permissions: { 'pull-requests': 'write' }
    })
    try {
      await withShop(async ({ base, writes }) => {
        const setup: Play = {
          ...base,
          event: { name: 'pull_request', payload: pullRequest(repository) },
          repository: { 'gateway/orders.RELEASE.yml': DEFINITION },
          github: { apiUrl: github.apiUrl, graphqlUrl: github.graphqlUrl, ref: 'refs/pull/7/merge' },
          token: github.token
        }
        for (let times = 0; times < 2; times++) {
          const jobs = await play('examples/plan-in-pull-request.yml', setup)
          expect(endsOf(jobs)).toEqual({ plan: 'success planned', skipped: 'skipped' })
        }
        const [comment, ...others] = github.comments(repository, 7)
        expect(others).toEqual([])
        expect(comment?.body).toContain(NEW_ORDERS.ServiceAddress)
        expect(writes()).toBe(0)
      })
    } finally {
      await github.close()
    }
  })

  test.each([
    ['a fork', 'octocat/octo-shop', 'octocat'],
    ['Dependabot', repository, 'dependabot[bot]']
  ])('is skipped with a notice for %s', (_, from, actor) =>
    withShop(async ({ base, emulator }) => {
      const jobs = await play('examples/plan-in-pull-request.yml', {
        ...base,
        secrets: {},
        event: { name: 'pull_request', payload: pullRequest(from) },
        github: { actor }
      })
      expect(endsOf(jobs)).toEqual({ plan: 'skipped', skipped: 'success' })
      expect(jobs[1]?.steps[0]?.log).toMatch(/^::notice title=No plan::/)
      expect(emulator.requests).toEqual([])
    })
  )
})

const MANIFEST = `
version: 1
backends:
  orders:
    backend-id: ${ORDERS}
    stages: { RELEASE: { ServiceAddress: "http://orders-v2.\${DOMAIN}:\${PORT}", ServiceTimeout: 10000 } }
  payments:
    backend-id: 739b68751c0b4e899e04d0c92b6d0be7
    stages: { RELEASE: { ServiceAddress: "http://payments-v2.\${DOMAIN}:\${PORT}" } }
  thumbnails:
    backend-id: ${THUMBNAILS}
    stages: { RELEASE: { FunctionComputeConfig: { Qualifier: r1 } } }
`

test('a manifest in shards: runs the jobs with changes, each in its own group', () =>
  withShop(async ({ base, emulator }) => {
    const setup: Play = { ...base, event: push, repository: { 'gateway/backends.yml': MANIFEST } }
    const [plan, ...applies] = await play('examples/manifest-shards.yml', setup)
    expect(plan).toMatchObject({ name: 'plan', result: 'success' })
    expect(applies.length).toBeGreaterThan(0)
    expect(applies.map(({ result }) => result)).toEqual(applies.map(() => 'success'))
    expect(outputsOf(applies).map(({ result }) => result)).toEqual(applies.map(() => 'switched'))
    expect(new Set(applies.map(({ concurrencyGroup }) => concurrencyGroup)).size).toBe(applies.length)
    expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(NEW_ORDERS)
    expect(emulator.cloud.definition('739b68751c0b4e899e04d0c92b6d0be7', 'RELEASE')).toEqual({
      ServiceAddress: 'http://payments-v2.internal:8080'
    })
  }))

test('a manifest: a manual run switches a selection', () =>
  withShop(async ({ base, emulator, writes }) => {
    const setup: Play = {
      ...base,
      event: { name: 'workflow_dispatch', inputs: { targets: 'payments' } },
      repository: { 'gateway/backends.yml': MANIFEST }
    }
    const [, ...applies] = await play('examples/manifest-shards.yml', setup)
    expect(outputsOf(applies).map(({ result }) => result)).toEqual(['switched'])
    expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(OLD)
    expect(writes()).toBe(1)
  }))

test('a manual rollback restores the previous definition of the earlier switch', () =>
  withShop(async ({ base, emulator, writes }) => {
    const repository = {
      'deploy.sh': '#!/usr/bin/env bash\necho "http://10.2.0.1:8080"\n',
      'drain.sh': '#!/bin/sh\n'
    }
    const switched = await play('examples/after-ecs-deploy.yml', { ...base, event: push, repository })
    const [{ 'previous-backend-model-data': previous } = {}] = outputsOf(switched)
    const setup: Play = {
      ...base,
      event: {
        name: 'workflow_dispatch',
        inputs: { stage: 'RELEASE', 'previous-backend-model-data': previous }
      }
    }
    const jobs = await play('examples/rollback.yml', setup)
    expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'success switched' })
    expect(jobs[1]?.concurrencyGroup).toBe('switch-orders-RELEASE')
    expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(OLD)

    // an equal definition does not prove that its batch completed: it is sent again
    const again = await play('examples/rollback.yml', setup)
    expect(endsOf(again)).toEqual({ plan: 'success planned', apply: 'success switched' })
    expect(writes()).toBe(3)
  }))

test('self-hosted behind a proxy: requests to loopback bypass it', () =>
  withShop(async ({ base, emulator }) => {
    const jobs = await play('examples/self-hosted-proxy.yml', {
      ...base,
      event: { name: 'workflow_dispatch' }
    })
    expect(endsOf(jobs)).toEqual({ switch: 'success switched' })
    expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual({
      ServiceAddress: NEW_ORDERS.ServiceAddress
    })
  }))

describe('GitHub Enterprise Server', () => {
  const repository = { 'gateway/orders.RELEASE.yml': DEFINITION }
  const github = {
    serverUrl: 'https://ghes.example.com',
    apiUrl: 'https://ghes.example.com/api/v3',
    graphqlUrl: 'https://ghes.example.com/api/graphql'
  }

  test('plans, approves and applies', () =>
    withShop(async ({ base, emulator }) => {
      const jobs = await play('examples/ghes.yml', { ...base, event: push, repository, github })
      expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'success switched' })
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(NEW_ORDERS)
    }))

  test('sends nothing when someone else writes while the approval is pending', () =>
    withShop(async ({ base, emulator, writes }) => {
      const jobs = await play('examples/ghes.yml', {
        ...base,
        event: push,
        repository,
        github,
        beforeJob: name => {
          if (name === 'apply')
            emulator.cloud.write(ORDERS, 'RELEASE', { ServiceAddress: 'http://other.internal' })
        }
      })
      expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'failure failed' })
      expect(writes()).toBe(0)
    }))
})
